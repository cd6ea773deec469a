/* One row per comment: its newest sight. A comment keeps its creation time, so all its sights share a day. */
MODEL (
  name staging.comments,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  allow_partials TRUE,
  grain (kind, comment_id),
  audits (
    not_null(columns := (comment_id, kind, created_at)),
    unique_combination_of_columns(columns := (kind, comment_id)),
    accepted_values(column := kind, is_in := ('issue', 'review', 'commit'))
  )
);

SELECT
  comment_id,
  kind,
  day,
  created_at,
  updated_at,
  repo_id,
  repo_name,
  number,
  is_pull_request,
  commit_sha,
  review_id,
  in_reply_to_id,
  path,
  author_id,
  author_login,
  author_type,
  author_association,
  body_length,
  source
FROM raw.comments
WHERE
  day BETWEEN @start_date AND @end_date
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY kind, comment_id ORDER BY seen_at DESC, event_id DESC) = 1
