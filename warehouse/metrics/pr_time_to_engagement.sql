/*
title: Time to engagement
question: How long does a new pull request wait for somebody else?
definition: >-
  Hours from opening a pull request to the first comment, review, or closing by a human who is not its author. Pull
  requests that nobody answered have no such time; their number is given, so that a quick median cannot hide them.
grain: one row per period in which pull requests were opened
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % of the answered ones were answered within these hours
  median_hours: half of the answered ones were answered within these hours
  p85_hours: 85 % of the answered ones were answered within these hours
  n: answered pull requests, which the percentiles are of
  opened: pull requests opened in the period
  unanswered: those that nobody has answered yet
  coverage: share of the period's hours that were ingested, 0 to 1
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  of_kind: {default: all, help: "only those with this kind label, as bug"}
sources: [pull_requests, comments, reviews, events]
adds_up: []
counts: [opened]
at_most: {n: opened, unanswered: opened, p15_hours: median_hours, median_hours: p85_hours}
behind: {counts: {opened: pull_requests, unanswered: unanswered_pull_requests}}
devstats: [first_non_author_activity]
differs: >-
  one row per pull request with the real time of the answer, unanswered ones counted (register 18); there a pull request
  stands twice, once per group, at the time of its last update
chaoss: [Time to First Response]
chart: line
*/
WITH waits AS (
  SELECT i.created_at, date_diff('second', i.created_at, i.first_answer_at) / 3600 AS hours
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_of_kind(i.labels, of_kind)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within_windows(i.created_at, since, until, window_days)
), spread AS (
  SELECT unnest(periods_of(w.created_at, every, window_days)) AS period, w.hours
  FROM waits AS w
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
  coalesce(c.opened - c.n, 0) AS unanswered,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
