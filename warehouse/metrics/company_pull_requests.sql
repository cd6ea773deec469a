/*
title: Pull requests of companies' people
question: Who opens pull requests for which company, where?
definition: >-
  People who opened pull requests in the range while a company was known, by that company and by repository group. Who has
  several employers at a time stands with each of them; groups overlap, so that rows of several groups do not add up.
grain: one row per part, company and person
unit: pull requests
columns:
  rank: place by opened pull requests within the part; equal numbers share a place
  part: group or repository that split_by makes; All
  company: employer at the opening
  login: GitHub login
  name: name that the person goes by; NULL where not known
  country: two-letter code of the person; NULL where unknown
  opened: pull requests opened in the range
  merged: those of them that were merged, whenever
  closed_unmerged: those of them that were closed without a merge
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  split_by: {default: all, choices: [all, group, repository], help: "all repositories together, by group, or each repository by itself"}
sources: [pull_requests]
adds_up: [opened, merged, closed_unmerged]
at_most: {merged: opened, closed_unmerged: opened}
devstats: [company_prs]
differs: >-
  every company is there (register 10), groups are those of all other tables (register 63), no addresses are shown
  (register 65); who has several employers by different sources has one by a fixed rule (register 53)
chart: table
*/
WITH employed AS (
  SELECT
    q.repo_id,
    q.person_id,
    q.merged_at,
    q.closed_at,
    unnest(employers(q.company, q.other_companies, b.last_owners)) AS company
  FROM core.pull_requests AS q
  CROSS JOIN buyers(acquisitions) AS b
  WHERE q.company IS NOT NULL
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND within(q.created_at, since, until)
), counted AS (
  SELECT
    a.part,
    e.company,
    e.person_id,
    count(*) AS opened,
    count(e.merged_at) AS merged,
    count(*) FILTER (e.merged_at IS NULL AND e.closed_at IS NOT NULL) AS closed_unmerged
  FROM employed AS e
  JOIN parts(split_by) AS a
    ON a.part_id = e.repo_id
  WHERE for_company = 'all' OR lower(e.company) = lower(for_company)
  GROUP BY a.part, e.company, e.person_id
)
SELECT
  rank() OVER (PARTITION BY c.part ORDER BY c.opened DESC) AS rank,
  c.part,
  c.company,
  p.login,
  p.name,
  p.country,
  c.opened,
  c.merged,
  c.closed_unmerged
FROM counted AS c
LEFT JOIN core.people AS p
  ON p.person_id = c.person_id
ORDER BY c.part, rank, c.company, p.login
