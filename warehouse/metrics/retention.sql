/*
title: Retention
question: Do newcomers stay?
definition: >-
  People by the period of their first contribution in the chosen projects and repositories, as far as this data goes
  back (so the first periods of the data hold everybody who was there already), and how many of them contributed again
  so many periods later.
grain: one row per first period and distance
unit: people
columns:
  first_period: first moment of the period of the first contribution, UTC
  periods_later: 0 is the first period itself
  newcomers: people whose first contribution lies in the first period
  active: those of them who contributed in the later period
  active_percent: the same in percent
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [events]
adds_up: []
at_most: {active: newcomers}
devstats: []
chaoss: [Contributor Retention, Conversion Rate]
chart: table
*/
WITH active AS (
  SELECT DISTINCT e.person_id, date_trunc(every, e.created_at)::TIMESTAMP AS seen_in
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND e.created_at < until::TIMESTAMP
), firsts AS (
  SELECT a.person_id, min(a.seen_in) AS first_period
  FROM active AS a
  GROUP BY a.person_id
), sizes AS (
  SELECT f.first_period, count(*) AS newcomers
  FROM firsts AS f
  WHERE f.first_period >= date_trunc(every, since::TIMESTAMP)
  GROUP BY f.first_period
), again AS (
  SELECT f.first_period, date_diff(every, f.first_period, a.seen_in) AS periods_later, count(*) AS active
  FROM active AS a
  JOIN firsts AS f
    ON f.person_id = a.person_id
  GROUP BY ALL
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
  round(100 * coalesce(g.active, 0) / t.newcomers, 1) AS active_percent
FROM steps AS t
LEFT JOIN again AS g
  ON g.first_period = t.first_period AND g.periods_later = t.periods_later
ORDER BY t.first_period, t.periods_later
