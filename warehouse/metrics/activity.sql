/*
title: Activity
question: How much happens in the project?
definition: Public GitHub events of any type (pushes, comments, reviews, stars, forks, branches ...), each counted once.
grain: one row per period
unit: events
columns:
  period: first moment of the period, UTC
  events: events; with a moving window, events a day over the window
  contributions: those of the seven types that count as contributions
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events]
adds_up: [events, contributions]
at_most: {contributions: events}
behind: {counts: {contributions: contributions, events: events}}
devstats: [activity_repo_groups]
differs: every repository counts, not only today's 200 busiest (register 10); periods without events are 0
chaoss: [Activity Dates and Times]
chart: line
*/
WITH facts AS (
  SELECT
    moment_of(e.created_at, every, window_days) AS moment,
    count(*) AS events,
    count(*) FILTER (e.is_contribution) AS contributions
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_windows(e.created_at, since, until, window_days)
  GROUP BY ALL
), counted AS (
  SELECT
    window_period(f.moment, w.days_later, window_days) AS period,
    sum(f.events) AS events,
    sum(f.contributions) AS contributions
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
)
SELECT
  p.period,
  round(coalesce(c.events, 0) / window_days::INTEGER, 2) AS events,
  round(coalesce(c.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
