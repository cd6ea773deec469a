/*
title: Issues opened and closed
question: Do answers keep up with questions?
definition: >-
  Distinct issues, pull requests not among them, by the time they were opened, or closed, though some were opened again
  later. The person is the author, the company the author's at that moment.
grain: one row per period
unit: issues
columns:
  period: first moment of the period, UTC
  opened: issues opened; with a moving window, a day over the window
  closed: issues closed
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [issues]
adds_up: [opened]
counts: [closed]
devstats: [issues_opened, issues_closed]
differs: bots are left out unless asked for
chaoss: [Issues New, Issues Closed]
chart: line
*/
WITH items AS (
  SELECT i.repo_id, i.number, i.person_id, i.created_at
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
), moments AS (
  SELECT t.repo_id, t.number, t.person_id, t.created_at AS happened_at, 'opened' AS what
  FROM items AS t
  UNION ALL
  SELECT t.repo_id, t.number, t.person_id, o.closed_at, 'closed'
  FROM items AS t
  JOIN core.open_spans AS o
    ON o.repo_id = t.repo_id AND o.number = t.number AND NOT o.is_pull_request
), facts AS (
  SELECT unnest(periods_of(m.happened_at, every, window_days)) AS period, m.what, m.repo_id, m.number
  FROM moments AS m
  LEFT JOIN core.affiliations AS a
    ON a.person_id = m.person_id
    AND m.happened_at >= a.starts_on
    AND m.happened_at < a.ends_on
  WHERE within_windows(m.happened_at, since, until, window_days)
    AND is_from(m.person_id, a.company, a.other_companies, for_company, for_country)
), counted AS (
  SELECT
    f.period,
    count(*) FILTER (f.what = 'opened') AS opened,
    count(DISTINCT (f.repo_id, f.number)) FILTER (f.what = 'closed') AS closed
  FROM facts AS f
  GROUP BY f.period
)
SELECT
  p.period,
  round(coalesce(c.opened, 0) / window_days::INTEGER, 2) AS opened,
  round(coalesce(c.closed, 0) / window_days::INTEGER, 2) AS closed,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'issues', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
