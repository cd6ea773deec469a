/*
title: Retention
question: Do newcomers stay?
definition: >-
  People (or companies) by the period of their first contribution in the chosen projects and repositories (for the
  chosen company, if any), as far as this data goes back (so the first periods of the data hold everybody who was there
  already), and how many of them contributed again so many periods later, and in each period up to then.
grain: one row per first period and distance
unit: people or companies
columns:
  first_period: first moment of the period of the first contribution, UTC
  periods_later: 0 is the first period itself
  newcomers: people (or companies) whose first contribution lies in the first period
  active: those of them who contributed in the later period
  active_percent: the same in percent
  active_throughout: those who contributed in every period from the first to the later one
  active_throughout_percent: the same in percent
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  counted: {default: people, choices: [people, companies], help: who stays; the self-employed are no company}
sources: [events]
adds_up: []
at_most: {active: newcomers, active_throughout: active}
devstats: []
chaoss: [Contributor Retention, Conversion Rate]
chart: table
*/
WITH beginnings AS (
  SELECT
    CASE WHEN counted = 'people' THEN c.person_id END AS person_id,
    CASE WHEN counted = 'companies' THEN c.company END AS company,
    CASE WHEN counted = 'companies' THEN c.other_companies END AS other_companies,
    min(c.first_at) AS first_at
  FROM marts.first_contributions AS c
  WHERE c.first_at < until::TIMESTAMP
    AND in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
  GROUP BY ALL
), arrived AS (
  SELECT g.person_id, g.company, g.first_at
  FROM beginnings AS g
  WHERE counted = 'people'
  UNION ALL
  SELECT NULL, unnest(employers(g.company, g.other_companies, b.last_owners)), g.first_at
  FROM beginnings AS g
  CROSS JOIN buyers('dated') AS b
  WHERE counted = 'companies'
), firsts AS (
  SELECT a.person_id, a.company, date_trunc(every, min(a.first_at))::TIMESTAMP AS first_period
  FROM arrived AS a
  WHERE coalesce(a.person_id::VARCHAR, a.company) IS NOT NULL AND (counted = 'people' OR is_organisation(a.company))
  GROUP BY a.person_id, a.company
), facts AS (
  SELECT DISTINCT
    CASE WHEN counted = 'people' THEN d.person_id END AS person_id,
    d.moment AS seen_in,
    o.company,
    o.other_companies
  FROM doings_by_person(
    for_project, for_group, for_repo, for_company, for_country, date_trunc(every, since::TIMESTAMP)::TIMESTAMP, until,
    every, 1, who, 'exact', wanted := ['contributions'], with_employers := counted = 'companies'
  ) AS d
  LEFT JOIN core.employers AS o
    ON o.employer_id = d.employer_id
  WHERE d.contributions > 0
), holders AS (
  SELECT f.person_id, f.company, f.seen_in
  FROM facts AS f
  WHERE counted = 'people'
  UNION ALL
  SELECT NULL, unnest(employers(f.company, f.other_companies, b.last_owners)), f.seen_in
  FROM facts AS f
  CROSS JOIN buyers('dated') AS b
  WHERE counted = 'companies'
), active AS (
  SELECT h.person_id, h.company, h.seen_in
  FROM holders AS h
  GROUP BY ALL
), placed AS (
  SELECT
    f.first_period,
    date_diff(every, f.first_period, a.seen_in) AS periods_later,
    row_number() OVER (PARTITION BY a.person_id, a.company ORDER BY a.seen_in) - 1 AS place
  FROM firsts AS f
  JOIN active AS a
    ON CASE WHEN counted = 'people' THEN a.person_id = f.person_id ELSE a.company = f.company END
  WHERE f.first_period >= date_trunc(every, since::TIMESTAMP)
), sizes AS (
  SELECT f.first_period, count(*) AS newcomers
  FROM firsts AS f
  WHERE f.first_period >= date_trunc(every, since::TIMESTAMP)
  GROUP BY f.first_period
), again AS (
  /* Nothing was left out up to a period whose place among the active ones is its distance. */
  SELECT
    p.first_period,
    p.periods_later,
    count(*) AS active,
    count(*) FILTER (p.place = p.periods_later) AS active_throughout
  FROM placed AS p
  GROUP BY p.first_period, p.periods_later
), steps AS (
  SELECT
    s.first_period,
    s.newcomers,
    unnest(range(0, date_diff(every, s.first_period, known_at(until) - INTERVAL 1 MICROSECOND) + 1)) AS periods_later
  FROM sizes AS s
)
SELECT
  t.first_period,
  t.periods_later,
  t.newcomers,
  coalesce(g.active, 0) AS active,
  round(100 * coalesce(g.active, 0) / t.newcomers, 1) AS active_percent,
  coalesce(g.active_throughout, 0) AS active_throughout,
  round(100 * coalesce(g.active_throughout, 0) / t.newcomers, 1) AS active_throughout_percent
FROM steps AS t
LEFT JOIN again AS g
  ON g.first_period = t.first_period AND g.periods_later = t.periods_later
ORDER BY t.first_period, t.periods_later
