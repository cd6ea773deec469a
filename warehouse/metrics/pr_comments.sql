/*
title: Comments per pull request
question: How much is each pull request discussed?
definition: >-
  Comments by humans in the conversation and on the diff of each pull request opened in the period, up to now; those
  without a comment count as 0. With reading := 'devstats' only comments on diffs, by anybody, and only pull requests
  with any.
grain: one row per period
unit: comments
columns:
  period: first moment of the period, UTC
  median_comments: half of the pull requests have as many, or fewer
  p85_comments: 85 % have as many, or fewer
  p95_comments: 95 % have as many, or fewer
  n: pull requests that the percentiles are of
  opened: pull requests opened in the period
  commented: those of them with a comment
  comments: comments on them
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "all comments, with pull requests without one, or as DevStats counts"}
sources: [pull_requests, comments]
adds_up: [opened, commented, comments]
at_most: {n: opened, commented: opened}
behind: {counts: {opened: pull_requests}}
devstats: [pr_comments]
differs: all comments, and pull requests without any, unless asked otherwise (register 21)
chart: line
*/
WITH pulls AS (
  SELECT q.repo_id, q.number, q.created_at
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND within_windows(q.created_at, since, until, window_days)
), commented AS (
  SELECT c.repo_id, c.number, count(*) AS comments
  FROM core.comments AS c
  WHERE in_scope(c.project, c.repo_id, for_project, for_group, for_repo)
    AND c.number IS NOT NULL
    AND (c.kind = 'review' OR (reading = 'exact' AND c.is_pull_request))
    AND (c.person_kind = 'human' OR reading = 'devstats')
    AND c.created_at >= since::TIMESTAMP - to_days(window_days::INTEGER - 1)
  GROUP BY c.repo_id, c.number
), spread AS (
  SELECT unnest(periods_of(u.created_at, every, window_days)) AS period, coalesce(c.comments, 0) AS comments
  FROM pulls AS u
  LEFT JOIN commented AS c
    ON c.repo_id = u.repo_id AND c.number = u.number
), counted AS (
  SELECT
    s.period,
    quantile_disc(s.comments, 0.5) FILTER (s.comments > 0 OR reading = 'exact') AS median_comments,
    quantile_disc(s.comments, 0.85) FILTER (s.comments > 0 OR reading = 'exact') AS p85_comments,
    quantile_disc(s.comments, 0.95) FILTER (s.comments > 0 OR reading = 'exact') AS p95_comments,
    count(*) FILTER (s.comments > 0 OR reading = 'exact') AS n,
    count(*) AS opened,
    count(*) FILTER (s.comments > 0) AS commented,
    sum(s.comments)::BIGINT AS comments
  FROM spread AS s
  GROUP BY s.period
)
SELECT
  p.period,
  c.median_comments,
  c.p85_comments,
  c.p95_comments,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  coalesce(c.commented, 0) AS commented,
  coalesce(c.comments, 0) AS comments,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
