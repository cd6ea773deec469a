/*
title: Contested affiliations
question: Whose affiliation do the sources disagree about?
definition: >-
  People with several employers at one time, whose work counts for each of them, which is right for two jobs and wrong
  for a missing end date; and people of whom entries that are trusted alike name other companies than those that count.
  Those with the most contributions come first.
grain: one row per person and problem
unit: contributions
columns:
  login: GitHub login
  problem: several at once, or sources disagree
  companies: what counts, whenever
  instead: what other entries say; NULL where nothing
  source: where what counts is from
  contributions: contributions of the range
parameters: [for_project, for_group, for_repo, for_country, since, until, who]
sources: [events]
adds_up: []
devstats: []
differs: entries that are trusted alike are settled by a rule, not by chance (register 53)
chart: table
*/
WITH problems AS (
  SELECT a.person_id, 'several at once' AS problem
  FROM core.affiliations AS a
  WHERE a.other_companies IS NOT NULL
  GROUP BY a.person_id
  UNION ALL
  SELECT a.person_id, 'sources disagree'
  FROM core.affiliations AS a
  WHERE a.contested_by IS NOT NULL
  GROUP BY a.person_id
), employers_ever AS (
  SELECT e.person_id, string_agg(DISTINCT e.company, ', ' ORDER BY e.company) AS companies
  FROM (
    SELECT a.person_id, unnest(employers(a.company, a.other_companies, b.last_owners)) AS company
    FROM core.affiliations AS a
    CROSS JOIN buyers('dated') AS b
  ) AS e
  GROUP BY e.person_id
), statements AS (
  SELECT
    a.person_id,
    any_value(array_to_string(a.contested_by, ', ')) AS instead,
    any_value(a.source) AS source
  FROM core.affiliations AS a
  GROUP BY a.person_id
), work AS (
  SELECT d.person_id, sum(d.number)::BIGINT AS contributions
  FROM doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, 'exact',
    wanted := ['contributions'], with_employers := FALSE
  ) AS d
  GROUP BY d.person_id
)
SELECT
  coalesce(p.login, '(unknown)') AS login,
  x.problem,
  e.companies,
  s.instead,
  s.source,
  w.contributions
FROM problems AS x
JOIN work AS w
  ON w.person_id = x.person_id
JOIN employers_ever AS e
  ON e.person_id = x.person_id
JOIN statements AS s
  ON s.person_id = x.person_id
LEFT JOIN core.people AS p
  ON p.person_id = x.person_id
ORDER BY w.contributions DESC, login, x.problem
