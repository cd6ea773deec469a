/*
title: Active, drifting and away
question: Do people drift away faster than they come?
definition: >-
  Everybody who contributed until the end of the period, as far as this data goes back, by the time since their last
  contribution then: active within active_months, drifting within away_months, away after that.
grain: one row per period
unit: people
columns:
  period: first moment of the period, UTC
  active: last contribution less than active_months before the end of the period
  drifting: longer ago, but less than away_months
  away: longer ago than that
  everybody: all three together
  active_share: active of everybody, 0 to 1
  drifted: people who became drifting in the period
  came_back: contributed in the period after they had been drifting or away
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  active_months: {default: 6, minimum: 1, maximum: 240, help: months without a contribution after which somebody is drifting}
  away_months: {default: 12, minimum: 1, maximum: 240, help: months without a contribution after which somebody is away}
sources: [events]
adds_up: []
at_most: {active: everybody, drifting: everybody, away: everybody}
devstats: []
chaoss: [Inactive Contributors]
chart: stacked
*/
WITH work AS (
  /* First and last contributions of stretches within a month; git knows of some from long before GitHub. */
  SELECT w.person_id, w.starts_on::TIMESTAMP AS starts_on, w.first_contribution_at AS first_at, w.last_contribution_at AS last_at
  FROM marts.person_weeks AS w
  WHERE by_weeks(for_project, for_group, for_repo, 'week', 1)
    AND w.contributions > 0
    AND w.person_id IS NOT NULL
    AND in_scope(w.project, NULL, for_project, 'all', 'all')
    AND is_who(w.person_kind, who)
    AND is_employed(w.person_id, w.employer_id, for_company, for_country)
    AND in_whole_weeks(w.starts_on, '1970-01-01', until)
  UNION ALL
  SELECT e.person_id, date_trunc('month', e.created_at), min(e.created_at), max(e.created_at)
  FROM events_beside_weeks(for_project, for_group, for_repo, '1970-01-01', until, 'week', 1) AS e
  WHERE e.is_contribution
    AND e.person_id IS NOT NULL
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.person_id, date_trunc('month', e.created_at)
), months AS (
  /* No pause within a month makes anybody drift, so its first and last contribution say enough. */
  SELECT k.person_id, min(k.first_at) AS first_at, max(k.last_at) AS last_at
  FROM work AS k
  GROUP BY k.person_id, date_trunc('month', k.starts_on)
), stretches AS (
  SELECT
    m.first_at,
    m.last_at + to_months(active_months::INTEGER) AS drifts_at,
    m.last_at + to_months(greatest(active_months::INTEGER, away_months::INTEGER)) AS leaves_at,
    coalesce(lead(m.first_at) OVER person, TIMESTAMP '9999-01-01') AS next_at,
    lag(m.first_at) OVER person IS NULL AS is_first
  FROM months AS m
  WINDOW person AS (PARTITION BY m.person_id ORDER BY m.first_at)
), steps AS (
  SELECT s.first_at AS happened_at, 1 AS active, 0 AS drifting, 0 AS away, 0 AS drifted, 0 AS came_back
  FROM stretches AS s
  WHERE s.is_first
  UNION ALL
  SELECT s.drifts_at, -1, 1, 0, 1, 0
  FROM stretches AS s
  WHERE s.next_at > s.drifts_at
  UNION ALL
  SELECT s.leaves_at, 0, -1, 1, 0, 0
  FROM stretches AS s
  WHERE s.next_at > s.leaves_at
  UNION ALL
  SELECT
    s.next_at,
    1,
    -(s.next_at <= s.leaves_at)::INTEGER,
    -(s.next_at > s.leaves_at)::INTEGER,
    0,
    1
  FROM stretches AS s
  WHERE s.next_at > s.drifts_at AND s.next_at < TIMESTAMP '9999-01-01'
), changes AS (
  SELECT
    date_trunc(every, t.happened_at)::TIMESTAMP AS period,
    sum(t.active) AS active,
    sum(t.drifting) AS drifting,
    sum(t.away) AS away,
    sum(t.drifted) FILTER (t.happened_at >= since::TIMESTAMP) AS drifted,
    sum(t.came_back) FILTER (t.happened_at >= since::TIMESTAMP) AS came_back
  FROM steps AS t
  WHERE t.happened_at < until::TIMESTAMP
  GROUP BY ALL
), running AS (
  SELECT
    c.period,
    c.drifted,
    c.came_back,
    (sum(c.active) OVER (ORDER BY c.period))::BIGINT AS active,
    (sum(c.drifting) OVER (ORDER BY c.period))::BIGINT AS drifting,
    (sum(c.away) OVER (ORDER BY c.period))::BIGINT AS away
  FROM changes AS c
)
SELECT
  p.period,
  coalesce(r.active, 0) AS active,
  coalesce(r.drifting, 0) AS drifting,
  coalesce(r.away, 0) AS away,
  coalesce(r.active + r.drifting + r.away, 0) AS everybody,
  round(r.active / (r.active + r.drifting + r.away), 6) AS active_share,
  coalesce(CASE WHEN r.period = p.period THEN r.drifted END, 0)::BIGINT AS drifted,
  coalesce(CASE WHEN r.period = p.period THEN r.came_back END, 0)::BIGINT AS came_back,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
ASOF LEFT JOIN running AS r
  ON p.period >= r.period
ORDER BY p.period
