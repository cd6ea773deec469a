/*
title: Known companies
question: Which companies does any source name as somebody's employer?
definition: >-
  Companies under the names that figures show, with the people who ever worked there as far as sources know and who
  were seen in this data.
grain: one row per company
unit: people
columns:
  company: name
  people: people who are or were there
parameters: [for_country]
sources: [events]
adds_up: []
devstats: [tags companies]
differs: all of them, not the 127 with most events
chart: table
*/
SELECT a.company, count(DISTINCT a.person_id) AS people
FROM (
  SELECT x.company, x.person_id
  FROM core.affiliations AS x
  UNION
  SELECT unnest(y.other_companies), y.person_id
  FROM core.affiliations AS y
) AS a
WHERE is_from(a.person_id, NULL, NULL, 'all', for_country)
GROUP BY a.company
ORDER BY lower(a.company), a.company
