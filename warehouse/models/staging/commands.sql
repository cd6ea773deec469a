/* One row per command in the text of one object, however many events repeated that text. */
MODEL (
  name staging.commands,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  allow_partials TRUE,
  grain (origin, origin_id, position, command),
  audits (
    not_null(columns := (origin, origin_id, created_at, command)),
    unique_combination_of_columns(columns := (origin, origin_id, position, command)),
    accepted_values(column := origin, is_in := ('comment', 'review', 'issue', 'pull_request'))
  )
);

SELECT
  origin,
  origin_id,
  position,
  command,
  argument,
  day,
  created_at,
  repo_id,
  repo_name,
  number,
  author_id,
  author_login
FROM raw.commands
WHERE
  day BETWEEN @start_date AND @end_date
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY origin, origin_id, position, command ORDER BY archive_hour) = 1
