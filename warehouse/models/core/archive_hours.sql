/* One row per archive hour that ingest dealt with: what coverage is computed from. */
MODEL (
  name core.archive_hours,
  kind FULL,
  grain archive_hour,
  audits (not_null(columns := (archive_hour, status)), unique_values(columns := archive_hour))
);

WITH hours AS (
  SELECT
    archive_hour,
    ARG_MAX(status, finished_at) AS status,
    ARG_MAX(reason, finished_at) AS reason,
    SUM(line_count)::BIGINT AS line_count,
    SUM(event_count)::BIGINT AS event_count,
    SUM(bad_line_count)::BIGINT AS bad_line_count,
    BOOL_OR(is_sample) AS is_sample,
    ARG_MAX(scope, finished_at) AS scope,
    ARG_MAX(scope_text, finished_at) AS scope_text,
    MAX(finished_at) AS finished_at
  FROM raw.archive_hours
  GROUP BY
    archive_hour
), usual AS (
  SELECT
    *,
    MEDIAN(CASE WHEN status = 'complete' THEN line_count END) OVER (
      ORDER BY archive_hour
      RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND INTERVAL '7' DAY FOLLOWING
    ) AS usual_line_count
  FROM hours
), distinct_events AS (
  SELECT e.archive_hour, COUNT(*) AS event_count
  FROM staging.events AS e
  ANTI JOIN known.archive_hours AS k
    ON k.archive_hour = e.archive_hour
  GROUP BY e.archive_hour
  UNION ALL
  SELECT archive_hour, event_count
  FROM known.archive_hours
), holes AS (
  SELECT
    h.archive_hour,
    MIN(x.reason) AS reason,
    BOOL_OR(x.kind = 'thin') AS is_thin
  FROM hours AS h
  JOIN raw.archive_holes AS x
    ON x.since <= h.archive_hour AND h.archive_hour < x.until
  GROUP BY h.archive_hour
)
SELECT
  u.archive_hour, /* start of the hour, UTC */
  u.status, /* complete, absent, broken or pending */
  COALESCE(x.reason, u.reason) AS reason, /* why absent, broken or thin */
  u.line_count, /* events of all of GitHub in the hour's file */
  u.event_count, /* events kept */
  u.event_count - COALESCE(d.event_count, 0) AS repeated_count, /* of those, repeated in this file or a neighbour's */
  u.bad_line_count,
  u.status = 'complete'
  AND (
    COALESCE(x.is_thin, FALSE)
    OR (
      u.usual_line_count >= 1000 AND u.line_count < 0.1 * u.usual_line_count
    )
  ) AS is_thin, /* less than a tenth of what the hours of two weeks around it have: most of it was lost */
  x.archive_hour IS NOT NULL AS is_known_hole, /* config/archive_holes.yaml has it */
  u.is_sample, /* generated data */
  u.scope, /* fingerprint of what it was scanned for */
  u.scope_text, /* the same in words */
  u.finished_at
FROM usual AS u
LEFT JOIN distinct_events AS d
  ON d.archive_hour = u.archive_hour
LEFT JOIN holes AS x
  ON x.archive_hour = u.archive_hour
