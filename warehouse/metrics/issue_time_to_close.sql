/*
title: Time to close
question: How long does an issue stay open?
definition: >-
  Hours from opening an issue to its newest closing, of the issues opened in the period. Those still open have no such
  time; their number is given, so that a short median of the few closed ones cannot hide them.
grain: one row per period in which issues were opened
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % of the closed ones were closed within these hours
  median_hours: half of the closed ones were closed within these hours
  p85_hours: 85 % of the closed ones were closed within these hours
  n: closed issues, which the percentiles are of
  opened: issues opened in the period
  still_open: those that are open now
  coverage: share of the period's hours that were ingested, 0 to 1
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [issues]
adds_up: []
counts: [opened]
at_most: {n: opened, still_open: opened, p15_hours: median_hours, median_hours: p85_hours}
behind: {counts: {opened: issues, still_open: issues_still_open}}
devstats: [issues_age]
differs: every issue once, whatever the number of its repository's groups; open ones are counted beside
chaoss: [Issue Resolution Duration]
chart: line
*/
WITH issues AS (
  SELECT
    unnest(periods_of(i.created_at, every, window_days)) AS period,
    date_diff('second', i.created_at, i.closed_at) / 3600 AS hours
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within_windows(i.created_at, since, until, window_days)
), counted AS (
  SELECT
    s.period,
    quantile_disc(s.hours, 0.15) AS p15_hours,
    quantile_disc(s.hours, 0.5) AS median_hours,
    quantile_disc(s.hours, 0.85) AS p85_hours,
    count(s.hours) AS n,
    count(*) AS opened
  FROM issues AS s
  GROUP BY s.period
)
SELECT
  p.period,
  c.p15_hours,
  c.median_hours,
  c.p85_hours,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  coalesce(c.opened - c.n, 0) AS still_open,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
