/* One row per comment, from archive and API: the newest sight of each fact. NULL never overwrites a value. */
MODEL (
  name staging.comments,
  kind FULL,
  grain (kind, comment_id),
  audits (
    not_null(columns := (comment_id, kind, created_at)),
    unique_combination_of_columns(columns := (kind, comment_id)),
    accepted_values(column := kind, is_in := ('issue', 'review', 'commit'))
  )
);

WITH sights AS (
  SELECT *, (seen_at, COALESCE(event_id, 0)) AS version
  FROM raw.comments
)
SELECT
  comment_id,
  kind,
  MIN(created_at)::DATE AS day,
  MIN(created_at) AS created_at,
  MAX(updated_at) AS updated_at,
  ARG_MAX(repo_id, version) AS repo_id,
  ARG_MAX(repo_name, version) AS repo_name,
  ARG_MAX(number, version) AS number,
  ARG_MAX(is_pull_request, version) AS is_pull_request,
  ARG_MAX(commit_sha, version) AS commit_sha,
  ARG_MAX(review_id, version) AS review_id,
  ARG_MAX(in_reply_to_id, version) AS in_reply_to_id,
  ARG_MAX(path, version) AS path,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_type, version) AS author_type,
  ARG_MAX(author_association, version) AS author_association,
  ARG_MAX(body_length, version) AS body_length,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
WHERE
  NOT comment_id IS NULL
GROUP BY
  kind,
  comment_id
