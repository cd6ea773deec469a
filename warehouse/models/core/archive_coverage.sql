/* One row per project and day: how much of what happened the archive can have seen. Registered projects
have every day between the first and the last complete hour, ad-hoc ones the days on which something was seen. */
MODEL (
  name core.archive_coverage,
  kind FULL,
  grain (project, day),
  audits (
    not_null(columns := (project, day, verdict)),
    unique_combination_of_columns(columns := (project, day)),
    accepted_values(column := verdict, is_in := ('complete', 'lower_bound', 'none'))
  )
);

WITH extent AS (
  SELECT MIN(archive_hour) AS first_hour, MAX(archive_hour) AS last_hour
  FROM core.archive_hours
  WHERE status = 'complete'
), expected AS (
  SELECT UNNEST(GENERATE_SERIES(x.first_hour, x.last_hour, INTERVAL '1' HOUR)) AS archive_hour
  FROM extent AS x
), days AS (
  SELECT
    e.archive_hour::DATE AS day,
    h.scope,
    COUNT(*) AS expected_hours,
    COUNT(*) FILTER(WHERE h.status = 'complete') AS complete_hours,
    COUNT(*) FILTER(WHERE h.is_thin) AS thin_hours,
    COUNT(*) FILTER(WHERE h.status IN ('absent', 'broken') AND h.is_known_hole) AS hole_hours
  FROM expected AS e
  LEFT JOIN core.archive_hours AS h
    ON h.archive_hour = e.archive_hour
  GROUP BY
    ALL
), rules AS (
  SELECT project, kind, value
  FROM raw.project_rules
  WHERE kind <> 'exclusion'
  UNION ALL
  SELECT project, 'organization', SUBSTRING(project, 5)
  FROM core.projects
  WHERE NOT is_registered
), scopes AS (
  SELECT DISTINCT scope
  FROM core.archive_hours
  WHERE scope IS NOT NULL
), lacking AS (
  /* An hour's scope lacks a project when one of the project's rules is not among the scope's. */
  SELECT DISTINCT s.scope, r.project
  FROM scopes AS s
  CROSS JOIN rules AS r
  WHERE NOT EXISTS(
    SELECT 1
    FROM raw.scope_rules AS x
    WHERE x.scope = s.scope
      AND (
        x.kind = 'everything'
        OR (
          x.kind = r.kind AND x.value = r.value
        )
        OR (
          r.kind = 'repository' AND x.kind = 'organization' AND x.value = SPLIT_PART(r.value, '/', 1)
        )
      )
  )
  UNION
  SELECT x.scope, r.project
  FROM raw.scope_rules AS x
  JOIN rules AS r
    ON (
      r.kind = 'repository' AND r.value = x.value
    )
    OR (
      r.kind = 'organization' AND r.value = SPLIT_PART(x.value, '/', 1)
    )
  WHERE x.kind = 'exclusion'
    AND NOT EXISTS(
      SELECT 1
      FROM raw.project_rules AS y
      WHERE y.kind = 'exclusion' AND y.project = r.project AND y.value = x.value
    )
), kept AS (
  /* Rows of the archive, and what is left of them when each event counts once. */
  SELECT repo_id, LOWER(repo_name) AS repo_name, day, COUNT(*) AS row_count, 0 AS event_count
  FROM raw.events
  WHERE source = 'gharchive' AND repo_name IS NOT NULL
  GROUP BY
    ALL
  UNION ALL
  SELECT repo_id, LOWER(repo_name) AS repo_name, day, 0 AS row_count, COUNT(*) AS event_count
  FROM staging.events
  WHERE repo_name IS NOT NULL
  GROUP BY
    ALL
), counted AS (
  SELECT
    r.project,
    k.day,
    SUM(k.event_count)::BIGINT AS archive_count,
    SUM(k.row_count - k.event_count)::BIGINT AS repeated_count
  FROM kept AS k
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN k.repo_id IS NULL THEN k.repo_name END
  JOIN core.repos AS r
    ON r.repo_id = COALESCE(k.repo_id, n.repo_id)
  GROUP BY
    ALL
), seen AS (
  SELECT c.*
  FROM counted AS c
  ANTI JOIN known.archive_coverage AS k
    ON k.project = c.project AND k.day = c.day
  UNION ALL
  SELECT project, day, archive_count, repeated_count
  FROM known.archive_coverage
), hours AS (
  SELECT
    p.project,
    d.day,
    SUM(d.expected_hours) AS expected_hours,
    SUM(d.expected_hours - d.complete_hours) AS missing_hours,
    SUM(CASE WHEN l.project IS NULL THEN 0 ELSE d.complete_hours END) AS unscanned_hours,
    SUM(CASE WHEN l.project IS NULL THEN d.thin_hours ELSE 0 END) AS thin_hours,
    SUM(d.hole_hours) AS hole_hours,
    BOOL_OR(p.is_registered) AS is_registered
  FROM days AS d
  CROSS JOIN core.projects AS p
  LEFT JOIN lacking AS l
    ON l.scope = d.scope AND l.project = p.project
  GROUP BY p.project, d.day
)
SELECT
  h.project,
  h.day, /* UTC */
  COALESCE(s.archive_count, 0) AS archive_count, /* events seen by GH Archive, each once */
  COALESCE(s.repeated_count, 0) AS repeated_count, /* how often its files repeat them */
  h.expected_hours::INTEGER AS expected_hours, /* archive hours of the day, between the first and the last ingested */
  h.missing_hours::INTEGER AS missing_hours, /* absent, broken, pending or never asked for */
  h.hole_hours::INTEGER AS hole_hours, /* of those, known never to have been in the archive */
  h.unscanned_hours::INTEGER AS unscanned_hours, /* complete, but scanned without the project */
  h.thin_hours::INTEGER AS thin_hours, /* complete, but the archive lost most of their events */
  CASE
    WHEN h.missing_hours + h.unscanned_hours + h.thin_hours = 0
    THEN 'complete'
    WHEN h.missing_hours + h.unscanned_hours = h.expected_hours
    THEN 'none'
    ELSE 'lower_bound'
  END AS verdict /* complete: nothing is known to be missing; lower_bound: something is; none: nothing was looked at */
FROM hours AS h
LEFT JOIN seen AS s
  ON s.project = h.project AND s.day = h.day
WHERE h.is_registered OR s.archive_count > 0
