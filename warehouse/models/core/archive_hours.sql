/* One row per archive hour that ingest dealt with: what coverage is computed from. */
MODEL (
  name core.archive_hours,
  kind FULL,
  grain archive_hour,
  audits (not_null(columns := (archive_hour, status)), unique_values(columns := archive_hour))
);

SELECT
  archive_hour, /* start of the hour, UTC */
  ARG_MAX(status, finished_at) AS status, /* complete, absent or broken */
  ARG_MAX(reason, finished_at) AS reason, /* why absent or broken */
  SUM(event_count)::BIGINT AS event_count, /* events kept */
  SUM(bad_line_count)::BIGINT AS bad_line_count,
  BOOL_OR(is_sample) AS is_sample, /* generated data */
  ARG_MAX(scope_text, finished_at) AS scope_text, /* what it was scanned for */
  MAX(finished_at) AS finished_at
FROM raw.archive_hours
GROUP BY
  archive_hour
