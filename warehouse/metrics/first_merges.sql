/*
title: First merges
question: Whose first pull request was merged?
definition: >-
  People whose first merged pull request, in the chosen projects and repositories (for the chosen company, if any) and
  as far as this data goes back, was merged in the range; the newest first.
grain: one row per person
unit: people
columns:
  login: GitHub login
  name: as people files or commits give it
  first_merged_at: when their first pull request was merged, UTC
  repository: where
  number: of that pull request
  merged_since: their merged pull requests from then to the end of the range
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [pull_requests]
adds_up: []
devstats: [new_contributors_data]
differs: first in the chosen group or repository, where one is chosen; there first in the project (register 25)
chaoss: [New Contributors]
chart: table
*/
WITH merged AS (
  SELECT q.person_id, q.repo_id, q.number, q.merged_at
  FROM core.pull_requests AS q
  WHERE q.merged_at < until::TIMESTAMP
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
), firsts AS (
  SELECT
    m.person_id,
    min(m.merged_at) AS first_merged_at,
    arg_min(m.repo_id, (m.merged_at, m.repo_id, m.number)) AS repo_id,
    arg_min(m.number, (m.merged_at, m.repo_id, m.number)) AS number,
    count(*) AS merged_since
  FROM merged AS m
  GROUP BY m.person_id
)
SELECT
  coalesce(p.login, '(unknown)') AS login,
  p.name,
  f.first_merged_at,
  r.name AS repository,
  f.number,
  f.merged_since
FROM firsts AS f
LEFT JOIN core.people AS p
  ON p.person_id = f.person_id
LEFT JOIN core.repos AS r
  ON r.repo_id = f.repo_id
WHERE f.first_merged_at >= since::TIMESTAMP
ORDER BY f.first_merged_at DESC, login
