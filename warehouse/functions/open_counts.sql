/* How many items were in each of open_states at the end of each period (at until, where a period goes on), by part:
each stretch adds one where it starts and takes it away where it ends. Parts and states that never occur have no row. */
CREATE OR REPLACE MACRO open_counts(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, who, of_items, of_states, split_by,
  reading
) AS TABLE
  WITH stretches AS (
    FROM open_states(
      for_project, for_group, for_repo, for_company, for_country, since, until, who, of_items, of_states, split_by,
      reading
    )
  ), steps AS (
    SELECT t.part, t.state, t.starts_at AS happened_at, 1 AS step
    FROM stretches AS t
    UNION ALL
    SELECT t.part, t.state, t.ends_at, -1
    FROM stretches AS t
  ), changes AS (
    SELECT
      date_trunc(every, greatest(s.happened_at, since::TIMESTAMP))::TIMESTAMP AS period, s.part, s.state, sum(s.step) AS step
    FROM steps AS s
    WHERE s.happened_at < known_at(until)
    GROUP BY ALL
  ), running AS (
    SELECT
      c.period, c.part, c.state, sum(c.step) OVER (PARTITION BY c.part, c.state ORDER BY c.period)::BIGINT AS number
    FROM changes AS c
  ), wanted AS (
    SELECT p.period, p.coverage, c.part, c.state
    FROM periods_with_coverage(since, until, every, 1) AS p
    CROSS JOIN (SELECT DISTINCT r.part, r.state FROM running AS r WHERE r.number > 0) AS c
  )
  SELECT w.period, w.part, w.state, coalesce(r.number, 0) AS number, w.coverage
  FROM wanted AS w
  ASOF LEFT JOIN running AS r
    ON r.part = w.part AND r.state = w.state AND w.period >= r.period
