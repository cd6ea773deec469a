/*
title: Pull requests and issues of a person
question: Which things did they open?
definition: Pull requests and issues that the person opened in the range, the newest first.
grain: one row per pull request or issue
unit: pull requests and issues
columns:
  kind: pull request or issue
  repository: owner/name
  number: of the pull request or issue
  title: as last seen
  opened_at: UTC
  state: open, merged or closed
  login: GitHub login of the author
parameters: [for_person, for_project, since, until]
sources: [pull_requests, issues]
adds_up: []
devstats: [user_activity_prs, user_activity_issues]
chart: table
*/
WITH items AS (
  SELECT
    'pull request' AS kind,
    q.repo_id,
    q.number,
    q.title,
    q.created_at AS opened_at,
    CASE WHEN q.merged_at IS NOT NULL THEN 'merged' ELSE q.state END AS state,
    q.person_id
  FROM core.pull_requests AS q
  WHERE is_person(q.person_id, for_person)
    AND in_scope(q.project, q.repo_id, for_project, 'all', 'all')
    AND within(q.created_at, since, until)
  UNION ALL
  SELECT 'issue', i.repo_id, i.number, i.title, i.created_at, i.state, i.person_id
  FROM core.issues AS i
  WHERE is_person(i.person_id, for_person)
    AND in_scope(i.project, i.repo_id, for_project, 'all', 'all')
    AND within(i.created_at, since, until)
)
SELECT m.kind, r.name AS repository, m.number, m.title, m.opened_at, m.state, p.login
FROM items AS m
JOIN core.repos AS r
  ON r.repo_id = m.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = m.person_id
ORDER BY m.opened_at DESC, repository, m.number
