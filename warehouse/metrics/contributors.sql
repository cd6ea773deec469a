/*
title: Contributors
question: How many people contribute?
definition: >-
  Distinct people with at least one contribution (push, pull request, issue, comment, review) in the period. A new
  contributor's first contribution in the chosen projects and repositories (for the chosen company, if any) lies in the
  period, as far as this data goes back.
grain: one row per period
unit: people
columns:
  period: first moment of the period, UTC
  contributors: distinct people
  new_contributors: those among them whose first contribution in the chosen scope is in this period
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events]
adds_up: []
counts: [contributors, new_contributors]
at_most: {new_contributors: contributors}
devstats: [contributors]
differs: people, not logins, so a renamed account counts once (register 39); exact, never estimated (register 2)
chaoss: [Contributors]
chart: line
*/
WITH firsts AS (
  SELECT f.person_id, min(f.first_at) AS first_at
  FROM marts.first_contributions AS f
  WHERE f.first_at < until::TIMESTAMP
    AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
    AND is_who(f.person_kind, who)
    AND is_from(f.person_id, f.company, f.other_companies, for_company, for_country)
  GROUP BY f.person_id
), newcomers AS (
  SELECT f.person_id, moment_of(f.first_at, every, window_days) AS moment
  FROM firsts AS f
  WHERE f.first_at >= moment_of(since::TIMESTAMP, every, window_days) - to_days(window_days::INTEGER - 1)
), present AS (
  SELECT DISTINCT d.moment, d.person_id
  FROM doings_by_person(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, 'exact',
    wanted := ['contributions'], with_employers := FALSE
  ) AS d
  WHERE d.contributions > 0 AND d.person_id IS NOT NULL
), active AS (
  SELECT DISTINCT window_period(f.moment, w.days_later, window_days) AS period, f.person_id
  FROM present AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
), counted AS (
  SELECT
    a.period,
    count(*) AS contributors,
    count(*) FILTER (a.period BETWEEN n.moment AND n.moment + to_days(window_days::INTEGER - 1)) AS new_contributors
  FROM active AS a
  LEFT JOIN newcomers AS n
    ON n.person_id = a.person_id
  GROUP BY a.period
)
SELECT
  p.period,
  coalesce(c.contributors, 0) AS contributors,
  coalesce(c.new_contributors, 0) AS new_contributors,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
