/*
title: Known countries
question: Which countries does any source name as somebody's?
definition: Countries of people who were seen in this data, with the number of these people.
grain: one row per country
unit: people
columns:
  country: two-letter code
  people: people of that country
parameters: [for_company]
sources: [events]
adds_up: []
devstats: []
chart: table
*/
SELECT p.country, count(*) AS people
FROM core.people AS p
WHERE p.country IS NOT NULL
  AND (
    for_company = 'all'
    OR p.person_id IN (
      SELECT a.person_id
      FROM core.affiliations AS a
      WHERE is_from(NULL, a.company, a.other_companies, for_company, 'all')
    )
  )
GROUP BY p.country
ORDER BY p.country
