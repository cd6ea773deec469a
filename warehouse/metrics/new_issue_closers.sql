/*
title: New contributors who close issues
question: Do new people take part in triage?
definition: >-
  People who closed an issue in the period, and those of them who had never closed one before in the chosen projects
  and repositories (for the chosen company, if any), as far as this data goes back.
grain: one row per period
unit: people
columns:
  period: first moment of the period, UTC
  closers: people who closed an issue
  new_closers: those whose first closing lies in this period
  closings: issues that they closed, each time anew
  closings_of_new: those by people whose first closing lies in this period
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [events]
adds_up: []
counts: [new_closers, closings]
at_most: {new_closers: closers, closers: closings, closings_of_new: closings}
devstats: []
chaoss: [New Contributors Closing Issues]
chart: line
*/
WITH closings AS (
  SELECT e.person_id, date_trunc(every, e.created_at)::TIMESTAMP AS period, e.created_at
  FROM core.events AS e
  WHERE e.type = 'IssuesEvent'
    AND e.action = 'closed'
    AND e.person_id IS NOT NULL
    AND e.created_at < until::TIMESTAMP
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
), marked AS (
  SELECT c.*, min(c.created_at) OVER (PARTITION BY c.person_id) AS first_at
  FROM closings AS c
), counted AS (
  SELECT
    m.period,
    count(DISTINCT m.person_id) AS closers,
    count(*) AS closings,
    count(DISTINCT m.person_id) FILTER (m.first_at >= since::TIMESTAMP AND m.first_at >= m.period) AS new_closers,
    count(*) FILTER (m.first_at >= since::TIMESTAMP AND m.first_at >= m.period) AS closings_of_new
  FROM marked AS m
  WHERE m.created_at >= since::TIMESTAMP
  GROUP BY m.period
)
SELECT
  p.period,
  coalesce(c.closers, 0) AS closers,
  coalesce(c.new_closers, 0) AS new_closers,
  coalesce(c.closings, 0) AS closings,
  coalesce(c.closings_of_new, 0) AS closings_of_new,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
