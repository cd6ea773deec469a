/* One row per kind of fact of which API or git told something that the archive did not: from when until when. */
MODEL (
  name marts.known_times,
  kind FULL,
  grain (kind),
  audits (
    not_null(columns := (kind, starts_at, ends_at)),
    unique_values(columns := (kind))
  )
);

SELECT
  kind, /* as in core.coverage */
  MIN(day)::TIMESTAMP AS starts_at, /* UTC; begin of the first day with such a fact */
  MAX(day) + INTERVAL 1 DAY AS ends_at /* UTC; end of the last one, not included */
FROM core.coverage
WHERE
  known_count > archive_count
GROUP BY
  kind
