/* One row per submitted review: its newest sight. */
MODEL (
  name staging.reviews,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  allow_partials TRUE,
  grain review_id,
  audits (not_null(columns := (review_id, day)), unique_values(columns := review_id))
);

SELECT
  review_id,
  day,
  submitted_at,
  repo_id,
  repo_name,
  number,
  pull_request_id,
  author_id,
  author_login,
  author_type,
  author_association,
  state,
  commit_sha,
  body_length,
  source
FROM raw.reviews
WHERE
  day BETWEEN @start_date AND @end_date
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY review_id ORDER BY seen_at DESC, event_id DESC) = 1
