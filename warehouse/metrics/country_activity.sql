/*
title: Countries over time
question: Is the project spreading around the world?
definition: >-
  People and contributions by country in each period, and all contributors of the country up to the end of the period:
  the countries with the most contributors of the range, as many as top says, and everybody together as 'all'.
grain: one row per period and country
unit: people and contributions
columns:
  period: first moment of the period, UTC
  country: two-letter code; 'all' for everybody, known or not
  contributors: people with a contribution
  contributions: events of the seven contribution types; with a moving window, a day over the window
  contributors_so_far: people with a contribution since the data begins
  countries: countries with a contributor, of all countries; in the rows of all
  countries_so_far: countries with a contributor since the data begins; in the rows of all
  known_share: part of the period's contributors whose country is known, 0 to 1
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, since, until, every, window_days, who]
own_parameters:
  top: {default: 10, minimum: 1, maximum: 1000, help: how many countries; those with the most contributors in the range}
sources: [events]
adds_up: []
at_most: {contributors: contributors_so_far, countries: countries_so_far}
behind: {by: [country], counts: {contributions: contributions}}
devstats: [countries, countries_cum]
differs: exact (register 2); all countries (register 62)
chaoss: [Contributor Location]
chart: stacked
*/
WITH facts AS (
  SELECT d.period, d.person_id, any_value(p.country) AS country, sum(d.number) AS number
  FROM doings(
    for_project, for_group, for_repo, for_company, 'all', since, until, every, window_days, who, 'exact',
    wanted := ['contributions'], with_employers := FALSE
  ) AS d
  LEFT JOIN core.people AS p
    ON p.person_id = d.person_id
  GROUP BY d.period, d.person_id
), counted AS (
  SELECT f.period, f.country, count(f.person_id) AS contributors, sum(f.number) AS contributions, NULL AS countries
  FROM facts AS f
  WHERE f.country IS NOT NULL
  GROUP BY f.period, f.country
  UNION ALL
  SELECT f.period, 'all', count(f.person_id), sum(f.number), count(DISTINCT f.country)
  FROM facts AS f
  GROUP BY f.period
), known AS (
  SELECT
    f.period,
    count(f.person_id) FILTER (f.country IS NOT NULL) / nullif(count(f.person_id), 0) AS share
  FROM facts AS f
  GROUP BY f.period
), shown AS (
  (
    SELECT f.country
    FROM facts AS f
    WHERE f.country IS NOT NULL
    GROUP BY f.country
    ORDER BY count(DISTINCT f.person_id) DESC, f.country
    LIMIT top
  )
  UNION ALL
  SELECT 'all'
), first_periods AS (
  SELECT p.country, moment_of(f.first_at, every, window_days) AS period
  FROM (
    SELECT g.person_id, min(g.first_at) AS first_at
    FROM marts.first_contributions AS g
    WHERE g.first_at < until::TIMESTAMP
      AND in_scope(g.project, g.repo_id, for_project, for_group, for_repo, fact_section_id := g.section_id)
      AND is_who(g.person_kind, who)
      AND is_from(g.person_id, g.company, g.other_companies, for_company, 'all')
    GROUP BY g.person_id
  ) AS f
  LEFT JOIN core.people AS p
    ON p.person_id = f.person_id
), firsts AS (
  SELECT f.period, f.country, count(*) AS people, 0 AS countries
  FROM first_periods AS f
  WHERE f.country IS NOT NULL
  GROUP BY f.period, f.country
  UNION ALL
  SELECT f.period, 'all', count(*), 0
  FROM first_periods AS f
  GROUP BY f.period
  UNION ALL
  SELECT c.period, 'all', 0, count(*)
  FROM (
    SELECT f.country, min(f.period) AS period
    FROM first_periods AS f
    WHERE f.country IS NOT NULL
    GROUP BY f.country
  ) AS c
  GROUP BY c.period
), timeline AS (
  SELECT p.period, s.country, p.coverage, 0 AS people, 0 AS countries
  FROM periods_with_coverage(since, until, every, window_days) AS p
  CROSS JOIN shown AS s
  UNION ALL
  SELECT f.period, f.country, NULL, f.people, f.countries
  FROM firsts AS f
  SEMI JOIN shown AS s
    ON s.country = f.country
), so_far AS (
  SELECT
    t.period,
    t.country,
    max(t.coverage) AS coverage,
    sum(sum(t.people)) OVER (PARTITION BY t.country ORDER BY t.period)::BIGINT AS people,
    sum(sum(t.countries)) OVER (PARTITION BY t.country ORDER BY t.period)::BIGINT AS countries
  FROM timeline AS t
  GROUP BY t.period, t.country
)
SELECT
  s.period,
  s.country,
  coalesce(c.contributors, 0) AS contributors,
  round(coalesce(c.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  s.people AS contributors_so_far,
  CASE WHEN s.country = 'all' THEN coalesce(c.countries, 0) END AS countries,
  CASE WHEN s.country = 'all' THEN s.countries END AS countries_so_far,
  round(k.share, 6) AS known_share,
  s.coverage
FROM so_far AS s
LEFT JOIN counted AS c
  ON c.period = s.period AND c.country = s.country
LEFT JOIN known AS k
  ON k.period = s.period
WHERE s.coverage IS NOT NULL
ORDER BY s.period, s.country = 'all' DESC, contributors DESC, s.country
