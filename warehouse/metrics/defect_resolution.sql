/*
title: Resolution of defects
question: How long does it take to resolve a bug?
definition: >-
  Issues with a label that contains with_label, by the period in which they were closed, and the days from opening to
  closing. Beside them the number opened in the period and the number open at its end, so that quick answers to few
  cannot hide a pile. Labels are those that the issue has now.
grain: one row per period
unit: days
columns:
  period: first moment of the period, UTC
  p15_days: 15 % of the closed ones took no longer
  median_days: half of the closed ones took no longer
  p85_days: 85 % of the closed ones took no longer
  n: closed in the period, which the percentiles are of
  opened: opened in the period
  open_at_end: open at the end of the period
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  with_label: {default: bug, help: "issues with a label that contains this text, whatever its case, are defects"}
sources: [issues]
adds_up: [n, opened]
devstats: []
chaoss: [Defect Resolution Duration]
chart: line
*/
WITH issues AS (
  SELECT i.created_at, i.closed_at
  FROM core.issues AS i
  WHERE i.created_at < until::TIMESTAMP
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND len(list_filter(i.labels, x -> contains(lower(x), lower(with_label)))) > 0
), moments AS (
  SELECT s.created_at AS happened_at, 1 AS step, NULL::DOUBLE AS days
  FROM issues AS s
  UNION ALL
  SELECT s.closed_at, -1, date_diff('second', s.created_at, s.closed_at) / 86400
  FROM issues AS s
  WHERE s.closed_at < until::TIMESTAMP
), counted AS (
  /* What lies before the range stands before its first period. */
  SELECT
    CASE
      WHEN m.happened_at >= since::TIMESTAMP THEN date_trunc(every, m.happened_at)::TIMESTAMP
      ELSE TIMESTAMP '0001-01-01'
    END AS period,
    count(*) FILTER (m.step = 1) AS opened,
    count(m.days) AS n,
    quantile_disc(m.days, 0.15) AS p15_days,
    quantile_disc(m.days, 0.5) AS median_days,
    quantile_disc(m.days, 0.85) AS p85_days,
    sum(m.step) AS step
  FROM moments AS m
  GROUP BY ALL
), running AS (
  SELECT c.*, sum(c.step) OVER (ORDER BY c.period) AS open_after
  FROM counted AS c
)
SELECT
  p.period,
  round(c.p15_days, 2) AS p15_days,
  round(c.median_days, 2) AS median_days,
  round(c.p85_days, 2) AS p85_days,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  coalesce(r.open_after, 0)::BIGINT AS open_at_end,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'issues', for_project := for_project) AS p
ASOF LEFT JOIN running AS r
  ON p.period >= r.period
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
