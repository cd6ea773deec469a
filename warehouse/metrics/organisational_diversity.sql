/*
title: Organisational diversity
question: Does the project depend on one company?
definition: >-
  Of the work of people with a known company: the part of the largest company, the Herfindahl-Hirschman index (the sum
  of the squared parts, from near 0 where many share evenly to 1 where one does everything) and the elephant factor (the
  smallest number of companies with more than half). The self-employed are no company.
grain: one row per period
unit: companies and shares
columns:
  period: first moment of the period, UTC
  companies: companies at work
  largest_company: the one that did most; NULL without any
  largest_share: its part, 0 to 1
  top_ten_share: part of the ten largest, 0 to 1
  hhi: Herfindahl-Hirschman index, 0 to 1
  elephant_factor: smallest number of companies with more than half of the work
  known_share: part of the work whose company is known (self-employed among them), 0 to 1
  coverage: share of the period's hours that were ingested, 0 to 1
parameters: [for_project, for_group, for_repo, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  work:
    default: contributions
    choices: [contributions, commits, pull_requests, merged_pull_requests, issues, comments]
    help: what is shared out; a commit of several companies counts in parts
sources: [events, commits, issues, pull_requests, comments]
adds_up: []
at_most: {largest_share: top_ten_share}
devstats: [projects_health]
differs: self-employed people and machines are no company (register 29)
chaoss: [Organizational Diversity]
chart: line
*/
SELECT
  p.period,
  coalesce(c.holders, 0) AS companies,
  c.first_name AS largest_company,
  round(c.first_share, 6) AS largest_share,
  round(c.top_ten_share, 6) AS top_ten_share,
  round(c.hhi, 6) AS hhi,
  coalesce(c.factor, 0) AS elephant_factor,
  round(c.known_share, 6) AS known_share,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN concentration(
  for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, 'exact', acquisitions,
  'companies', 50, wanted := [work]
) AS c
  ON c.period = p.period
ORDER BY p.period
