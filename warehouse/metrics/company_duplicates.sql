/*
title: Near-duplicate companies
question: Which names may mean one company?
definition: >-
  Pairs of companies whose names are much alike after case, punctuation and legal forms are gone: one starts the other,
  or they differ in few letters. Some are one company, some are not: an alias in config/companies.yaml makes them one.
grain: one row per pair
unit: people
columns:
  company: the one with more people
  duplicate: the other
  likeness: Jaro-Winkler similarity of the two names, 0 to 1
  people: people ever affiliated with the company
  duplicate_people: people ever affiliated with the other
parameters: []
own_parameters:
  at_least: {default: 90, minimum: 50, maximum: 100, help: "likeness in percent from which a pair is shown"}
sources: [events]
adds_up: []
devstats: []
chart: table
*/
WITH companies AS (
  SELECT n.company, min(n.key) AS key
  FROM core.company_names AS n
  WHERE is_organisation(n.company)
  GROUP BY n.company
), employments AS (
  SELECT a.person_id, unnest(employers(a.company, a.other_companies, b.last_owners)) AS company
  FROM core.affiliations AS a
  CROSS JOIN buyers('dated') AS b
), sizes AS (
  SELECT e.company, count(DISTINCT e.person_id) AS people
  FROM employments AS e
  GROUP BY e.company
), pairs AS (
  SELECT
    a.company AS one,
    b.company AS other,
    jaro_winkler_similarity(a.key, b.key) AS likeness,
    coalesce(s.people, 0) AS people,
    coalesce(t.people, 0) AS other_people
  FROM companies AS a
  JOIN companies AS b
    ON left(a.key, 3) = left(b.key, 3) AND a.key < b.key
  LEFT JOIN sizes AS s
    ON s.company = a.company
  LEFT JOIN sizes AS t
    ON t.company = b.company
  WHERE length(a.key) > 3
    AND (
      jaro_winkler_similarity(a.key, b.key) * 100 >= at_least
      OR starts_with(b.key, a.key)
    )
)
SELECT
  CASE WHEN p.people >= p.other_people THEN p.one ELSE p.other END AS company,
  CASE WHEN p.people >= p.other_people THEN p.other ELSE p.one END AS duplicate,
  round(p.likeness, 4) AS likeness,
  greatest(p.people, p.other_people) AS people,
  least(p.people, p.other_people) AS duplicate_people
FROM pairs AS p
WHERE p.people + p.other_people > 0
ORDER BY p.likeness DESC, company, duplicate
