/*
title: Commenters
question: Who comments?
definition: >-
  Everybody who wrote comments in the range: in the conversation of issues and pull requests, on diffs, and on commits.
  Bodies of reviews are no comments.
grain: one row per person
unit: comments
columns:
  rank: place by comments; equal numbers share a place
  login: GitHub login
  comments: all comments of the range
  on_issues: of these, in conversations of issues
  on_pull_requests: of these, in conversations of pull requests or on their diffs
  on_commits: of these, on commits
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [comments]
adds_up: [comments, on_issues, on_pull_requests, on_commits]
behind: {by: [login], counts: {comments: comments}}
devstats: [hist_commenters, repo_comments]
differs: only who wrote a comment is a commenter, not everybody who touched the item (register 12, 13)
chaoss: [Contributors]
chart: table
*/
SELECT
  rank() OVER (ORDER BY count(*) DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  count(*) AS comments,
  count(*) FILTER (c.kind = 'issue' AND NOT coalesce(c.is_pull_request, FALSE)) AS on_issues,
  count(*) FILTER (c.kind = 'review' OR (c.kind = 'issue' AND c.is_pull_request)) AS on_pull_requests,
  count(*) FILTER (c.kind = 'commit') AS on_commits
FROM core.comments AS c
LEFT JOIN core.people AS p
  ON p.person_id = c.person_id
WHERE in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
  AND is_who(c.person_kind, who)
  AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
  AND within(c.created_at, since, until)
GROUP BY c.person_id, p.login
ORDER BY comments DESC, login
