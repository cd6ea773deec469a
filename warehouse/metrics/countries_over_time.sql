/*
title: Countries over time, by project
question: How does the part of each country in each project grow?
definition: >-
  Any measure of work in each period, and since the data begins, by project, by country, or by both: the parts with the
  most people of the range, as many as top says; with for_country, those of one country. A person has one country, without
  dates, so that people of several countries add up.
grain: one row per period and part
unit: things and people
columns:
  period: first moment of the period, UTC
  measure: the one that was asked for
  project: key, where split by it; else NULL
  country: two-letter code, where split by it; NULL where unknown, and where not split by it
  number: things of the measure; with a moving window, a day over the window
  people: people who did them
  number_so_far: things since the data begins
  people_so_far: people who did any since the data begins
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  measured:
    default: contributions
    choices: [contributions, events, commits, pushes, pull_requests, issues, comments, reviews, stars, forks]
    help: which measure
  split_by:
    default: project_and_country
    choices: [project, country, project_and_country]
    help: what the numbers are parted by
  top: {default: 10, minimum: 1, maximum: 1000, help: how many parts; those with the most people in the range}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
at_most: {people: people_so_far}
devstats:
  - project_countries
  - project_countries_commiters
  - countries
  - countries_cum
  - committers_countries
  - committers_countries_cum
differs: >-
  exact (register 2, 54); people of unknown country are there (register 38); authors of issues and pull requests are those
  who opened them (register 26); all countries (register 62)
chaoss: [Contributor Location]
chart: table
*/
WITH facts AS (
  SELECT
    d.period,
    CASE WHEN split_by <> 'country' THEN d.project END AS project,
    CASE WHEN split_by <> 'project' THEN p.country END AS country,
    d.person_id,
    d.number,
    d.thing
  FROM doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, 'exact',
    wanted := [measured], with_employers := FALSE, with_projects := split_by <> 'country'
  ) AS d
  LEFT JOIN core.people AS p
    ON p.person_id = d.person_id
  WHERE d.measure = measured
), shown AS (
  SELECT f.project, f.country
  FROM facts AS f
  GROUP BY f.project, f.country
  ORDER BY count(DISTINCT f.person_id) DESC, f.project, f.country NULLS LAST
  LIMIT top
), counted AS (
  SELECT f.period, f.project, f.country, how_many(f.number, f.thing) AS number, count(DISTINCT f.person_id) AS people
  FROM facts AS f
  GROUP BY f.period, f.project, f.country
), everything AS (
  SELECT
    d.period,
    CASE WHEN split_by <> 'country' THEN d.project END AS project,
    CASE WHEN split_by <> 'project' THEN p.country END AS country,
    d.person_id,
    d.number,
    d.thing
  FROM doings(
    for_project,
    for_group,
    for_repo,
    for_company,
    for_country,
    '2011-01-01',
    until,
    CASE WHEN window_days::INTEGER > 1 THEN 'day' ELSE every END,
    1,
    who,
    'exact',
    wanted := [measured],
    with_employers := FALSE,
    with_projects := split_by <> 'country'
  ) AS d
  LEFT JOIN core.people AS p
    ON p.person_id = d.person_id
  SEMI JOIN shown AS s
    ON s.project IS NOT DISTINCT FROM CASE WHEN split_by <> 'country' THEN d.project END
    AND s.country IS NOT DISTINCT FROM CASE WHEN split_by <> 'project' THEN p.country END
  WHERE d.measure = measured
), steps AS (
  /* What each period adds to the sums so far. */
  SELECT e.period, e.project, e.country, sum(e.number) AS number, 0 AS people
  FROM everything AS e
  GROUP BY e.period, e.project, e.country
  UNION ALL
  SELECT t.period, t.project, t.country, count(*), 0
  FROM (
    SELECT e.project, e.country, e.thing, min(e.period) AS period
    FROM everything AS e
    WHERE e.thing IS NOT NULL
    GROUP BY e.project, e.country, e.thing
  ) AS t
  GROUP BY t.period, t.project, t.country
  UNION ALL
  SELECT t.period, t.project, t.country, 0, count(*)
  FROM (
    SELECT e.project, e.country, e.person_id, min(e.period) AS period
    FROM everything AS e
    WHERE e.person_id IS NOT NULL
    GROUP BY e.project, e.country, e.person_id
  ) AS t
  GROUP BY t.period, t.project, t.country
), timeline AS (
  SELECT p.period, s.project, s.country, p.coverage, 0 AS number, 0 AS people
  FROM periods_with_coverage(since, until, every, window_days) AS p
  CROSS JOIN shown AS s
  UNION ALL
  SELECT t.period, t.project, t.country, NULL, t.number, t.people
  FROM steps AS t
), so_far AS (
  SELECT
    t.period,
    t.project,
    t.country,
    max(t.coverage) AS coverage,
    sum(sum(t.number)) OVER part AS number,
    sum(sum(t.people)) OVER part AS people
  FROM timeline AS t
  GROUP BY t.period, t.project, t.country
  WINDOW part AS (PARTITION BY t.project, t.country ORDER BY t.period)
)
SELECT
  s.period,
  measured AS measure,
  s.project,
  s.country,
  round(coalesce(c.number, 0) / window_days::INTEGER, 2) AS number,
  coalesce(c.people, 0) AS people,
  s.number::BIGINT AS number_so_far,
  s.people::BIGINT AS people_so_far,
  s.coverage
FROM so_far AS s
LEFT JOIN counted AS c
  ON c.period = s.period AND c.project IS NOT DISTINCT FROM s.project AND c.country IS NOT DISTINCT FROM s.country
WHERE s.coverage IS NOT NULL
ORDER BY s.period, people DESC, s.project, s.country NULLS LAST
