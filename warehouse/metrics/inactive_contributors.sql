/*
title: Who has gone quiet
question: Which people who used to contribute have stopped?
definition: >-
  People with at least min_contributions in the range who contributed nothing in its last quiet_months, or in the last of
  the data where the range ends after it. Those who did most stand first.
grain: one row per person
unit: people
columns:
  login: GitHub login
  name: as people files or commits give it
  company: employer at the last contribution; NULL where unknown
  contributions: in the range
  first_at: first contribution in the range, UTC
  last_at: last contribution, UTC
  days_quiet: days since then
  state: drifting, or away after away_months
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  quiet_months: {default: 6, minimum: 1, maximum: 240, help: months without a contribution after which somebody is listed}
  away_months: {default: 12, minimum: 1, maximum: 240, help: months without a contribution after which somebody is away}
  min_contributions: {default: 10, minimum: 1, maximum: 1000000, help: contributions in the range that somebody must have made to be missed}
sources: [events]
adds_up: []
devstats: []
chaoss: [Inactive Contributors]
chart: table
*/
WITH people AS (
  SELECT
    e.person_id,
    count(*) AS contributions,
    min(e.created_at) AS first_at,
    max(e.created_at) AS last_at,
    arg_max(e.company, (e.created_at, e.event_id)) AS company
  FROM core.events AS e
  WHERE e.is_contribution
    AND within(e.created_at, since, until)
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.person_id
)
SELECT
  coalesce(p.login, '(unknown)') AS login,
  p.name,
  x.company,
  x.contributions,
  x.first_at,
  x.last_at,
  date_diff('second', x.last_at, known_at(until)) // 86400 AS days_quiet,
  CASE
    WHEN x.last_at < known_at(until) - to_months(away_months::INTEGER) THEN 'away'
    ELSE 'drifting'
  END AS state
FROM people AS x
LEFT JOIN core.people AS p
  ON p.person_id = x.person_id
WHERE x.contributions >= min_contributions::BIGINT
  AND x.last_at < known_at(until) - to_months(quiet_months::INTEGER)
ORDER BY x.contributions DESC, login, x.person_id
