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

WITH repeated AS (
  /* Few ids are seen twice: comparing only these spares sorting everything. */
  SELECT event_id
  FROM raw.events
  WHERE
    day BETWEEN @start_date AND @end_date
  GROUP BY
    event_id
  HAVING
    COUNT(*) > 1
), firsts AS (
  SELECT e.event_id, e.type, e.created_at, MIN((e.archive_hour, e.line)) AS place
  FROM raw.events AS e
  SEMI JOIN repeated AS r
    ON r.event_id = e.event_id
  WHERE
    e.day BETWEEN @start_date AND @end_date
  GROUP BY
    ALL
)
SELECT
  e.event_id,
  e.type,
  e.action,
  e.created_at,
  e.day,
  e.actor_id,
  e.actor_login,
  e.repo_id,
  e.repo_name,
  e.number,
  e.comment_id,
  e.review_id,
  e.release_id,
  e.push_size,
  e.label,
  e.assignee_login,
  e.archive_hour
FROM raw.events AS e
LEFT JOIN firsts AS f
  ON f.event_id = e.event_id AND f.type = e.type AND f.created_at = e.created_at
WHERE
  e.day BETWEEN @start_date AND @end_date AND (f.event_id IS NULL OR f.place = (e.archive_hour, e.line))
