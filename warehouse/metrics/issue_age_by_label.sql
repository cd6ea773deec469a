/*
title: Issues age by SIG, kind and priority
question: Whose issues take long?
definition: >-
  Hours from opening an issue to its newest closing, of the issues opened in the period that are closed now, under each
  SIG, kind or priority whose label they carry now, or by repository group or repository. Those still open have no such
  time; their number is given. One weight each.
grain: one row per period and part in which issues were opened
unit: hours
columns:
  period: first moment of the period, UTC
  part: the SIG, kind, priority, repository group or repository, or All
  p15_hours: 15 % of the closed ones were closed within these hours
  median_hours: half of the closed ones were closed within these hours
  p85_hours: 85 % of the closed ones were closed within these hours
  n: closed issues, which the percentiles are of
  opened: issues opened in the period
  still_open: those that are open now
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  split_by: {default: sig, choices: [sig, kind, priority, group, repository, all], help: "one row per SIG, kind, priority, repository group or repository, or one for all"}
sources: [issues]
adds_up: []
counts: [n, opened, still_open]
at_most: {n: opened, still_open: opened}
devstats: [issues_age, issues_age_repos]
differs: >-
  kinds and priorities have rows (register 17); every issue once, not once per file (register 20); SIGs go by the name
  of now (register 42)
chaoss: [Issue Resolution Duration]
chart: table
*/
WITH issues AS (
  SELECT i.*
  FROM marts.items AS i
  WHERE NOT i.is_pull_request
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within_windows(i.created_at, since, until, window_days)
), split AS (
  SELECT s.part, u.created_at, u.closed_at
  FROM issues AS u
  JOIN parts(split_by) AS s
    ON s.part_id = u.repo_id
  UNION ALL
  SELECT l.name, u.created_at, u.closed_at
  FROM issues AS u
  JOIN marts.item_labels AS l
    ON l.repo_id = u.repo_id AND l.number = u.number AND l.category = split_by AND l.ends_at IS NULL
), spread AS (
  SELECT
    unnest(periods_of(s.created_at, every, window_days)) AS period,
    s.part,
    date_diff('second', s.created_at, s.closed_at) / 3600 AS hours
  FROM split AS s
)
SELECT
  d.period,
  d.part,
  quantile_disc(d.hours, 0.15) AS p15_hours,
  quantile_disc(d.hours, 0.5) AS median_hours,
  quantile_disc(d.hours, 0.85) AS p85_hours,
  count(d.hours) AS n,
  count(*) AS opened,
  count(*) - count(d.hours) AS still_open,
  min(p.coverage) AS coverage
FROM spread AS d
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'issues', for_project := for_project) AS p
  ON p.period = d.period
GROUP BY d.period, d.part
ORDER BY d.period, d.part
