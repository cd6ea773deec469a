/*
title: Comments
question: How much is discussed, and by how many people?
definition: >-
  Comments in the conversations of issues and pull requests, on diffs and on commits, and the people who wrote them.
  Bodies of reviews are no comments.
grain: one row per period
unit: comments and people
columns:
  period: first moment of the period, UTC
  comments: all of them; with a moving window, a day over the window
  on_issues: of these, in conversations of issues
  on_pull_requests: of these, in conversations of pull requests or on their diffs
  on_commits: of these, on commits
  commenters: distinct people who wrote them
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [comments]
adds_up: [comments, on_issues, on_pull_requests, on_commits]
counts: [commenters]
at_most: {on_issues: comments, on_pull_requests: comments, on_commits: comments}
behind: {counts: {comments: comments}}
devstats: [repo_comments, repo_commenters]
differs: only who wrote a comment is a commenter, not everybody who touched the item or pushed (register 12, 13)
chaoss: [Contributors]
chart: line
*/
WITH facts AS (
  SELECT
    moment_of(c.created_at, every, window_days) AS moment,
    c.person_id,
    count(*) AS comments,
    count(*) FILTER (c.kind = 'issue' AND NOT coalesce(c.is_pull_request, FALSE)) AS on_issues,
    count(*) FILTER (c.kind = 'review' OR (c.kind = 'issue' AND c.is_pull_request)) AS on_pull_requests,
    count(*) FILTER (c.kind = 'commit') AS on_commits
  FROM core.comments AS c
  WHERE in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
    AND within_windows(c.created_at, since, until, window_days)
  GROUP BY ALL
), spread AS (
  SELECT unnest(periods_of(f.moment, every, window_days)) AS period, f.* EXCLUDE (moment)
  FROM facts AS f
), counted AS (
  SELECT
    s.period,
    sum(s.comments) AS comments,
    sum(s.on_issues) AS on_issues,
    sum(s.on_pull_requests) AS on_pull_requests,
    sum(s.on_commits) AS on_commits,
    count(DISTINCT s.person_id) AS commenters
  FROM spread AS s
  GROUP BY s.period
)
SELECT
  p.period,
  round(coalesce(c.comments, 0) / window_days::INTEGER, 2) AS comments,
  round(coalesce(c.on_issues, 0) / window_days::INTEGER, 2) AS on_issues,
  round(coalesce(c.on_pull_requests, 0) / window_days::INTEGER, 2) AS on_pull_requests,
  round(coalesce(c.on_commits, 0) / window_days::INTEGER, 2) AS on_commits,
  coalesce(c.commenters, 0) AS commenters,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
