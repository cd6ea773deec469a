/*
title: Countries
question: Where are the people from?
definition: >-
  People and what they did in the range by the country that people files give for them. A country has no dates: who
  moved takes the past along. The row without a country is of people whose country is unknown.
grain: one row per country, and one for unknown
unit: people and things
columns:
  rank: place by contributors; equal numbers share a place; NULL for unknown
  country: two-letter code; NULL for unknown
  contributors: people with a contribution
  contributions: events of the seven contribution types
  commits: distinct commits
  committers: people who pushed, wrote, committed or co-wrote them
  active_people: people with any event
  share: part of the contributors of known countries, 0 to 1
  known_share: part of all contributors whose country is known, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_company, since, until, who]
sources: [events, commits]
adds_up: [contributions]
counts: [contributors, commits, committers, active_people]
at_most: {contributors: contributions}
behind: {by: [country], counts: {contributions: contributions, commits: commit_parts}}
devstats: [countries, committers_countries, contributors_map, committers_countries_cum]
differs: exact (register 2); people of unknown country are there (register 38), a person has one country (register 54)
chaoss: [Contributor Location]
chart: table
*/
WITH facts AS (
  SELECT d.measure, d.person_id, d.number, d.thing, p.country
  FROM doings(
    for_project, for_group, for_repo, for_company, 'all', since, until, 'range', 1, who, 'exact',
    wanted := ['contributions', 'commits', 'events'], with_employers := FALSE
  ) AS d
  LEFT JOIN core.people AS p
    ON p.person_id = d.person_id
), long AS (
  SELECT f.country, f.measure, how_many(f.number, f.thing) AS number, count(DISTINCT f.person_id) AS people
  FROM facts AS f
  GROUP BY f.country, f.measure
), wide AS (
  SELECT
    l.country,
    coalesce(max(l.people) FILTER (l.measure = 'contributions'), 0) AS contributors,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS contributions,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.people) FILTER (l.measure = 'commits'), 0) AS committers,
    coalesce(max(l.people) FILTER (l.measure = 'events'), 0) AS active_people
  FROM long AS l
  GROUP BY l.country
), totals AS (
  SELECT sum(w.contributors) FILTER (w.country IS NOT NULL) AS known, sum(w.contributors) AS everybody
  FROM wide AS w
)
SELECT
  CASE
    WHEN w.country IS NOT NULL THEN rank() OVER (PARTITION BY w.country IS NULL ORDER BY w.contributors DESC)
  END AS rank,
  w.*,
  CASE WHEN w.country IS NOT NULL THEN round(w.contributors / nullif(t.known, 0), 6) END AS share,
  round(coalesce(t.known, 0) / nullif(t.everybody, 0), 6) AS known_share
FROM wide AS w
CROSS JOIN totals AS t
ORDER BY rank NULLS LAST, w.country
