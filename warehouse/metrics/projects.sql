/*
title: Projects
question: Which projects can be asked for?
definition: >-
  The projects of the registry, and those that were added without it, with their dates in the CNCF and what this data
  has of them.
grain: one row per project
unit: repositories
columns:
  project: key, as for_project takes it
  name: as people write it
  maturity: sandbox, incubating, graduated, archived, or NULL outside the CNCF
  accepted_on: day on which it joined the CNCF
  incubating_on: day on which it became incubating
  graduated_on: day on which it graduated
  archived_on: day on which it was archived
  main_repo: repository whose releases name ranges
  is_registered: whether the registry has it
  repositories: repositories seen in this data
  first_seen_at: first event of any of them, UTC; NULL where nothing was seen
  last_seen_at: last event of any of them, UTC
parameters: [for_project]
sources: [repos]
adds_up: [repositories]
devstats: [tags projects]
chart: table
*/
WITH seen AS (
  SELECT
    r.project, count(*) AS repositories, min(r.first_seen_at) AS first_seen_at, max(r.last_seen_at) AS last_seen_at
  FROM core.repos AS r
  GROUP BY r.project
)
SELECT
  p.project,
  p.name,
  p.maturity,
  p.accepted_on,
  p.incubating_on,
  p.graduated_on,
  p.archived_on,
  p.main_repo,
  p.is_registered,
  coalesce(s.repositories, 0) AS repositories,
  s.first_seen_at,
  s.last_seen_at
FROM core.projects AS p
LEFT JOIN seen AS s
  ON s.project = p.project
WHERE in_scope(p.project, 0, for_project, 'all', 'all')
ORDER BY p.project
