/*
title: Contributions of a person
question: What did they do, where, and for whom, over the years?
definition: >-
  Contributions of one person (or of everybody) over time, parted by kind, project, or the employer at the time.
grain: one row per period and part that occurred
unit: contributions
columns:
  period: first moment of the period, UTC
  part: the kind, project, or employer; 'unknown' where no source knows the employer
  contributions: events of the seven contribution types
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_person, for_project, since, until, every]
own_parameters:
  parted_by: {default: kind, choices: [kind, project, company], help: what the contributions are parted by}
sources: [events]
adds_up: [contributions]
devstats: [user_activity]
differs: any person, not only the 127 busiest
chart: stacked
*/
WITH facts AS (
  SELECT
    date_trunc(every, e.created_at)::TIMESTAMP AS period,
    CASE parted_by
      WHEN 'kind' THEN e.type.replace('Event', '')
      WHEN 'project' THEN coalesce(e.project, 'unknown')
      ELSE coalesce(e.company, 'unknown')
    END AS part
  FROM core.events AS e
  WHERE e.is_contribution
    AND is_person(e.person_id, for_person)
    AND in_scope(e.project, e.repo_id, for_project, 'all', 'all')
    AND within(e.created_at, since, until)
), counted AS (
  SELECT f.period, f.part, count(*) AS contributions
  FROM facts AS f
  GROUP BY f.period, f.part
)
SELECT p.period, c.part, c.contributions, p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period, c.part
