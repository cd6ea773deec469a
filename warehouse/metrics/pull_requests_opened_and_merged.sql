/*
title: Pull requests opened and merged
question: Do merges keep up with what is opened?
definition: >-
  Distinct pull requests by the time they were opened, merged, or closed without a merge, though some were opened again
  later. The person is the author, the company the author's at that moment.
grain: one row per period
unit: pull requests
columns:
  period: first moment of the period, UTC
  opened: pull requests opened; with a moving window, a day over the window
  merged: pull requests merged
  closed_unmerged: pull requests closed without a merge
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [pull_requests]
adds_up: [opened, merged]
counts: [closed_unmerged]
behind: {counts: {opened: pull_requests, merged: merged_pull_requests, closed_unmerged: closed_unmerged}}
devstats: [new_prs, all_prs_merged, prs_merged_groups, issues_closed]
differs: all_prs_merged there includes bots (ask who := 'all')
chaoss: [Change Requests, Change Requests Accepted, Change Requests Declined]
chart: line
*/
WITH facts AS (
  SELECT moment_of(m.happened_at, every, window_days) AS moment, m.what, m.repo_id, m.number
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE within_windows(m.happened_at, since, until, window_days)
), counted AS (
  SELECT
    window_period(f.moment, w.days_later, window_days) AS period,
    count(*) FILTER (f.what = 'opened') AS opened,
    count(*) FILTER (f.what = 'merged') AS merged,
    count(DISTINCT (f.repo_id, f.number)) FILTER (f.what = 'closed_unmerged') AS closed_unmerged
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
)
SELECT
  p.period,
  round(coalesce(c.opened, 0) / window_days::INTEGER, 2) AS opened,
  round(coalesce(c.merged, 0) / window_days::INTEGER, 2) AS merged,
  round(coalesce(c.closed_unmerged, 0) / window_days::INTEGER, 2) AS closed_unmerged,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'pull_requests', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
