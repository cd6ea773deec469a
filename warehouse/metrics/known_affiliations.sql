/*
title: Known affiliations
question: How much of each project's work has a known company?
definition: >-
  Of the people who contributed in the range, and of their contributions, how many have an employer known at that time.
  Self-employed counts as known. Every figure by company is of the known part only.
grain: one row per project, and one for all
unit: people and contributions
columns:
  project: key; 'all' for all of them together
  contributors: people with a contribution
  known_contributors: those whose employer is known, at least part of the time
  contributors_share: their part, 0 to 1
  contributions: events of the seven contribution types
  known_contributions: those made while the employer was known
  contributions_share: their part, 0 to 1
  several_employers: people who have several employers at one time
parameters: [for_project, for_group, for_repo, for_country, since, until, who]
sources: [events]
adds_up: []
counts: [contributors, known_contributors, contributions, known_contributions]
at_most: {known_contributors: contributors, known_contributions: contributions, contributors: contributions}
behind: {by: [project], counts: {contributions: contributions}}
devstats: [num_stats]
chart: table
*/
WITH facts AS (
  SELECT d.project, d.person_id, d.company, d.other_companies, d.number
  FROM doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, 'exact',
    wanted := ['contributions'], with_projects := TRUE
  ) AS d
)
SELECT
  CASE WHEN grouping(f.project) = 1 THEN 'all' ELSE f.project END AS project,
  count(DISTINCT f.person_id) AS contributors,
  count(DISTINCT f.person_id) FILTER (f.company IS NOT NULL) AS known_contributors,
  round(count(DISTINCT f.person_id) FILTER (f.company IS NOT NULL) / nullif(count(DISTINCT f.person_id), 0), 6)
    AS contributors_share,
  coalesce(sum(f.number), 0)::BIGINT AS contributions,
  coalesce(sum(f.number) FILTER (f.company IS NOT NULL), 0)::BIGINT AS known_contributions,
  round(sum(f.number) FILTER (f.company IS NOT NULL) / nullif(sum(f.number), 0), 6) AS contributions_share,
  count(DISTINCT f.person_id) FILTER (f.other_companies IS NOT NULL) AS several_employers
FROM facts AS f
GROUP BY GROUPING SETS ((f.project), ())
ORDER BY grouping(f.project) DESC, contributions DESC, 1
