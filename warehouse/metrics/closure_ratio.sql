/*
title: Closure ratio
question: Is as much closed as is opened?
definition: >-
  Pull requests (or issues) opened and closed in the period, and those open when it began. Both statements of the ratio
  are there: closed of all that were open at any time in the period, which CHAOSS defines, and closed for each one opened.
  Merging closes. What is opened again counts once for each time it was open.
grain: one row per period
unit: pull requests or issues
columns:
  period: first moment of the period, UTC
  open_at_start: open when the period began
  opened: opened, or opened again, in the period
  closed: closed or merged in the period
  closed_share: closed of open_at_start and opened together, 0 to 1
  closed_per_opened: closed for each one opened; above 1 the pile shrinks
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_what: {default: pull_requests, choices: [pull_requests, issues], help: what was opened and closed}
sources: [pull_requests, issues]
adds_up: [opened, closed]
devstats: [projects_health]
chaoss: [Change Request Closure Ratio]
chart: line
*/
WITH spans AS (
  SELECT s.opened_at, s.closed_at
  FROM core.open_spans AS s
  JOIN marts.items AS i
    ON i.repo_id = s.repo_id AND i.number = s.number AND i.is_pull_request = s.is_pull_request
  WHERE s.is_pull_request = (of_what = 'pull_requests')
    AND s.opened_at < until::TIMESTAMP
    AND in_scope(s.project, s.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), moments AS (
  SELECT n.opened_at AS happened_at, 1 AS opened, 0 AS closed
  FROM spans AS n
  UNION ALL
  SELECT n.closed_at, 0, 1
  FROM spans AS n
  WHERE n.closed_at < until::TIMESTAMP
), changes AS (
  /* What lies before the range stands before its first period. */
  SELECT
    CASE
      WHEN m.happened_at >= since::TIMESTAMP THEN date_trunc(every, m.happened_at)::TIMESTAMP
      ELSE TIMESTAMP '0001-01-01'
    END AS period,
    sum(m.opened) AS opened,
    sum(m.closed) AS closed
  FROM moments AS m
  GROUP BY ALL
), running AS (
  SELECT
    h.period,
    h.opened,
    h.closed,
    sum(h.opened - h.closed) OVER (ORDER BY h.period) AS open_after
  FROM changes AS h
), periods AS (
  SELECT
    p.period,
    p.coverage,
    coalesce(CASE WHEN r.period = p.period THEN r.opened END, 0)::BIGINT AS opened,
    coalesce(CASE WHEN r.period = p.period THEN r.closed END, 0)::BIGINT AS closed,
    coalesce(r.open_after, 0)::BIGINT AS open_after
  FROM periods_with_coverage(since, until, every, 1, for_kind := of_what, for_project := for_project) AS p
  ASOF LEFT JOIN running AS r
    ON p.period >= r.period
)
SELECT
  d.period,
  d.open_after - d.opened + d.closed AS open_at_start,
  d.opened,
  d.closed,
  round(d.closed / nullif(d.open_after + d.closed, 0), 6) AS closed_share,
  round(d.closed / nullif(d.opened, 0), 6) AS closed_per_opened,
  d.coverage
FROM periods AS d
ORDER BY d.period
