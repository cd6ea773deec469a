/*
title: Elephant factor
question: How few companies could leave before more than half of the work is gone?
definition: >-
  The smallest number of companies whose people together did more than percentage of the work of people with a known
  company, for each measure: the more, the safer. The self-employed are no company. known_share says how much of the
  work that is.
grain: one row per measure
unit: companies
columns:
  measure: contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments and their kinds, events or active_repositories
  factor: the smallest number of companies who together did more than the percentage
  share: what they did, of all that was done; above the percentage, 0 to 1
  names: the first ten of them, largest first
  companies: all who did any of it
  others: those of them outside the factor
  top_ten_share: what the ten largest did, 0 to 1
  known_share: part of the work whose company is known (self-employed among them), 0 to 1
parameters: [for_project, for_group, for_repo, for_country, since, until, who, acquisitions]
own_parameters:
  percentage: {default: 50, minimum: 0, maximum: 99, help: "part of the work, in percent, that the factor has to exceed"}
  reading: {default: exact, choices: [devstats, exact], help: "a commit of several counts in parts (exact) or whole for each of them (devstats)"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
at_most: {factor: companies}
devstats: [bus_factor]
differs: >-
  contributions are without stars and forks, ties are settled by name, a commit of several counts once (register 28);
  exact (register 2); a company has one name, before and after it was bought (register 37)
chaoss: [Elephant Factor]
chart: table
*/
SELECT
  c.measure,
  c.factor,
  round(c.share, 6) AS share,
  c.names,
  c.holders AS companies,
  c.holders - c.factor AS others,
  round(c.top_ten_share, 6) AS top_ten_share,
  round(c.known_share, 6) AS known_share
FROM concentration(
  for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, reading, acquisitions,
  'companies', percentage
) AS c
WHERE c.holders > 0
ORDER BY c.measure
