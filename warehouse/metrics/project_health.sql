/*
title: Health of a project
question: Is the project growing, answering, releasing, and carried by more than one company?
definition: >-
  Indicators of each project at the end of the range, or of the data: numbers over the last 3, 6 and 12 months and over as
  many months before these, and whether the last three months are above the three before (Up), below (Down) or the same
  (Flat). What is no number (the last release's tag, the company with most commits, Active within 90 days of the last
  commit) is told in words. Releases are GitHub's, and tags with a version; response times are to the first answer by
  another human, issues and pull requests apart; the self-employed and machines are no company.
grain: one row per project and indicator
unit: as the indicator says
columns:
  project: key
  indicator: >-
    last_release, last_commit, committers, commits, contributors, new_contributors, pull_requests_opened, _closed, _merged,
    issues_opened, _closed, opened_per_closed of both, of both the number opened then and answered since, and the hours
    that these waited (p15, median, p85), and the top company's share of the commits pushed, written or committed, of
    those by people with a known company and of all
  told: tag of the last release; Active, Inactive or Unknown by the last commit; the top company of the last 3 (else 12) months
  told_at: when it was released or committed, UTC
  days_since: days from then to the end
  last_3_months: number over the last 3 months
  previous_3_months: over the 3 months before; NULL where the data does not reach back that far
  trend: Up, Down or Flat, last_3_months against previous_3_months
  last_6_months: number over the last 6 months
  previous_6_months: over the 6 months before; NULL where the data does not reach back that far
  last_12_months: number over the last 12 months
  previous_12_months: over the 12 months before; NULL where the data does not reach back that far
parameters: [for_project, for_group, for_repo, until, who]
sources: [events, commits, issues, pull_requests, comments, reviews, repos]
adds_up: []
devstats: [projects_health]
differs: >-
  the last release is never a date of maturity, response times of issues and pull requests are apart, Independent and
  (Robots) are no top company, ties are settled by name (register 29); contributors are people with a contribution event
chaoss: [Starter Project Health]
chart: table
*/
SELECT
  f.project,
  f.indicator,
  f.told,
  f.told_at,
  round(f.days_since, 1) AS days_since,
  round(f.last_3_months, 4) AS last_3_months,
  round(f.previous_3_months, 4) AS previous_3_months,
  CASE
    WHEN f.last_3_months > f.previous_3_months THEN 'Up'
    WHEN f.last_3_months < f.previous_3_months THEN 'Down'
    WHEN f.last_3_months = f.previous_3_months THEN 'Flat'
  END AS trend,
  round(f.last_6_months, 4) AS last_6_months,
  round(f.previous_6_months, 4) AS previous_6_months,
  round(f.last_12_months, 4) AS last_12_months,
  round(f.previous_12_months, 4) AS previous_12_months
FROM health_figures(for_project, for_group, for_repo, until, who) AS f
ORDER BY f.project, f.place
