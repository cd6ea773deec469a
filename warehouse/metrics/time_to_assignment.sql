/*
title: Time to assignment
question: How soon is somebody in charge?
definition: >-
  Hours from opening an issue (or pull request) to its first assignment to anybody. Where GitHub did not state the
  assignment, its first sight dates it at the latest. Those never assigned have no such time; their number is given.
grain: one row per period in which they were opened
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % of the assigned ones were assigned within these hours
  median_hours: half of the assigned ones were assigned within these hours
  p85_hours: 85 % of the assigned ones were assigned within these hours
  n: assigned ones, which the percentiles are of
  opened: opened in the period
  unassigned: those that were never assigned
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  of_what: {default: issues, choices: [issues, pull_requests], help: what is assigned}
sources: [issues, pull_requests]
adds_up: [n, opened, unassigned]
at_most: {n: opened, unassigned: opened}
devstats: [time_to_assign_issue, time_to_assign_pr]
differs: >-
  the time of the assignment itself, not of the first later event of somebody but the author; every item once, those never
  assigned counted beside (register 18)
chaoss: [Issue Response Time]
chart: line
*/
WITH items AS (
  SELECT i.created_at, i.first_assigned_at
  FROM marts.items AS i
  WHERE i.is_pull_request = (of_what = 'pull_requests')
    AND within_windows(i.created_at, since, until, window_days)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), spread AS (
  SELECT
    unnest(periods_of(i.created_at, every, window_days)) AS period,
    date_diff('second', i.created_at, i.first_assigned_at) / 3600 AS hours
  FROM items AS i
), counted AS (
  SELECT
    d.period,
    quantile_disc(d.hours, 0.15) AS p15_hours,
    quantile_disc(d.hours, 0.5) AS median_hours,
    quantile_disc(d.hours, 0.85) AS p85_hours,
    count(d.hours) AS n,
    count(*) AS opened
  FROM spread AS d
  GROUP BY d.period
)
SELECT
  p.period,
  c.p15_hours,
  c.median_hours,
  c.p85_hours,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  coalesce(c.opened - c.n, 0) AS unassigned,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := of_what, for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
