/*
title: Occasional contributors
question: How much of the work do people do who come by only now and then?
definition: >-
  People with a contribution in the range. Occasional are those with at most max_contributions, or with a pause longer
  than max_pause_days between two of them; one-time those with contributions on one day only; everybody else is regular.
grain: one row per kind of contributor
unit: people and contributions
columns:
  contributors: one-time, occasional or regular
  people: distinct people
  people_share: part of all people, 0 to 1
  contributions: their contributions
  contributions_share: part of all contributions, 0 to 1
  all_people: all people with a contribution
  all_contributions: all contributions
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  max_contributions: {default: 5, minimum: 0, maximum: 1000000, help: with as many contributions or fewer somebody is occasional}
  max_pause_days: {default: 90, minimum: 1, maximum: 10000, help: with a longer pause between two contributions somebody is occasional}
sources: [events]
adds_up: []
at_most: {people: all_people, contributions: all_contributions}
devstats: [episodic_contributors]
differs: by all contributions of the range, in three classes without overlap (register 25)
chaoss: [Occasional Contributors]
chart: table
*/
WITH days AS (
  SELECT e.person_id, date_trunc('day', e.created_at)::DATE AS day, count(*) AS contributions
  FROM core.events AS e
  WHERE e.is_contribution
    AND e.person_id IS NOT NULL
    AND within(e.created_at, since, until)
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY ALL
), spaced AS (
  SELECT d.*, d.day - lag(d.day) OVER (PARTITION BY d.person_id ORDER BY d.day) AS pause
  FROM days AS d
), totals AS (
  SELECT s.person_id, count(*) AS days, sum(s.contributions) AS contributions, max(s.pause) AS longest_pause
  FROM spaced AS s
  GROUP BY s.person_id
), people AS (
  SELECT
    t.person_id,
    t.contributions,
    CASE
      WHEN t.days = 1 THEN 'one-time'
      WHEN t.contributions <= max_contributions::BIGINT OR t.longest_pause > max_pause_days::BIGINT THEN 'occasional'
      ELSE 'regular'
    END AS contributors
  FROM totals AS t
), counted AS (
  SELECT k.contributors, k.place, count(p.person_id) AS people, coalesce(sum(p.contributions), 0)::BIGINT AS contributions
  FROM (VALUES ('one-time', 1), ('occasional', 2), ('regular', 3)) AS k (contributors, place)
  LEFT JOIN people AS p
    ON p.contributors = k.contributors
  GROUP BY ALL
)
SELECT
  c.contributors,
  c.people,
  round(c.people / nullif(sum(c.people) OVER (), 0), 6) AS people_share,
  c.contributions,
  round(c.contributions / nullif(sum(c.contributions) OVER (), 0), 6) AS contributions_share,
  (sum(c.people) OVER ())::BIGINT AS all_people,
  (sum(c.contributions) OVER ())::BIGINT AS all_contributions
FROM counted AS c
ORDER BY c.place
