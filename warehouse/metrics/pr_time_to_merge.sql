/*
title: Time to merge
question: How long does a pull request take from opening to merge?
definition: >-
  Hours from opening to merge of merged pull requests, one weight each, by the period they were opened in (or merged in,
  with dated_by). Percentiles are values that occurred. Those not merged have no time to merge; their number is given.
grain: one row per period
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % were merged within these hours
  median_hours: half were merged within these hours
  p85_hours: 85 % were merged within these hours
  n: merged pull requests that the percentiles are of
  opened: pull requests opened in the period, merged or not (NULL when dated by merge)
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  dated_by: {default: opened, choices: [opened, merged], help: which moment of the pull request puts it into a period}
sources: [pull_requests]
adds_up: []
counts: [opened]
at_most: {n: opened, p15_hours: median_hours, median_hours: p85_hours}
devstats: [opened_to_merged, time_metrics]
differs: one row per pull request, not one per repository group (register 20)
chaoss: [Change Request Duration]
chart: line
*/
WITH pulls AS (
  SELECT
    unnest(
      periods_of(CASE WHEN dated_by = 'merged' THEN q.merged_at ELSE q.created_at END, every, window_days)
    ) AS period,
    date_diff('second', q.created_at, q.merged_at) / 3600 AS hours
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND within_windows(CASE WHEN dated_by = 'merged' THEN q.merged_at ELSE q.created_at END, since, until, window_days)
), counted AS (
  SELECT
    u.period,
    quantile_disc(u.hours, 0.15) AS p15_hours,
    quantile_disc(u.hours, 0.5) AS median_hours,
    quantile_disc(u.hours, 0.85) AS p85_hours,
    count(u.hours) AS n,
    count(*) AS opened
  FROM pulls AS u
  GROUP BY u.period
)
SELECT
  p.period,
  c.p15_hours,
  c.median_hours,
  c.p85_hours,
  coalesce(c.n, 0) AS n,
  CASE WHEN dated_by = 'opened' THEN coalesce(c.opened, 0) END AS opened,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'pull_requests', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
