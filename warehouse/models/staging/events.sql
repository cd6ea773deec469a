/* One row per archive event, whichever hour files repeat it. GitHub's event ids restarted in October 2025,
so the id alone is no key. */
MODEL (
  name staging.events,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  allow_partials TRUE,
  grain (event_id, type, created_at),
  audits (
    not_null(columns := (event_id, type, created_at, day)),
    unique_combination_of_columns(columns := (event_id, type, created_at))
  )
);

SELECT
  event_id,
  type,
  action,
  created_at,
  day,
  actor_id,
  actor_login,
  repo_id,
  repo_name,
  number,
  issue_id,
  pull_request_id,
  comment_id,
  review_id,
  release_id,
  ref,
  ref_type,
  push_id,
  push_size,
  forkee_id,
  label,
  assignee_login,
  archive_hour
FROM raw.events
WHERE
  day BETWEEN @start_date AND @end_date
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY event_id, type, created_at ORDER BY archive_hour, line) = 1
