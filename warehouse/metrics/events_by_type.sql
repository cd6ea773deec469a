/*
title: Events by type
question: What does GitHub report of the project?
definition: Events of the archive by GitHub's own type, whoever caused them. Bots count unless left out.
grain: one row per period and type that occurred
unit: events
columns:
  period: first moment of the period, UTC
  type: GitHub's event type, e.g. PushEvent
  events: events of the type; with a moving window, a day over the window
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events]
adds_up: [events]
devstats: [event_types, events]
differs: bots are left out unless asked for
chart: stacked
*/
WITH facts AS (
  SELECT moment_of(e.created_at, every, window_days) AS moment, e.type, count(*) AS events
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_windows(e.created_at, since, until, window_days)
  GROUP BY ALL
), counted AS (
  SELECT window_period(f.moment, w.days_later, window_days) AS period, f.type, sum(f.events) AS events
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
)
SELECT p.period, c.type, round(c.events / window_days::INTEGER, 2) AS events, p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period, c.type
