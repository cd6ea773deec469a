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
behind: {counts: {opened: issues, closed: closed_issues}}
devstats: [issues_opened, issues_closed]
differs: bots are left out unless asked for
chaoss: [Issues New, Issues Closed]
chart: line
*/
WITH moments AS (
  SELECT i.repo_id, i.number, i.created_at AS happened_at, 'opened' AS what
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
  UNION ALL
  SELECT c.repo_id, c.number, c.happened_at, 'closed'
  FROM issue_closings(for_project, for_group, for_repo, for_company, for_country, who) AS c
), facts AS (
  SELECT moment_of(m.happened_at, every, window_days) AS moment, m.what, m.repo_id, m.number
  FROM moments AS m
  WHERE within_windows(m.happened_at, since, until, window_days)
), counted AS (
  SELECT
    window_period(f.moment, w.days_later, window_days) AS period,
    count(*) FILTER (f.what = 'opened') AS opened,
    count(DISTINCT (f.repo_id, f.number)) FILTER (f.what = 'closed') AS closed
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
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
