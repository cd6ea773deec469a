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

WITH repeated AS (
  SELECT kind, comment_id
  FROM raw.comments
  WHERE
    NOT comment_id IS NULL
  GROUP BY
    kind,
    comment_id
  HAVING
    COUNT(*) > 1
), sights AS (
  SELECT s.*, (s.seen_at, COALESCE(s.event_id, 0)) AS version
  FROM raw.comments AS s
  SEMI JOIN repeated AS r
    ON r.kind = s.kind AND r.comment_id = s.comment_id
)
SELECT
  comment_id,
  kind,
  MIN(created_at)::DATE AS day,
  MIN(created_at) AS created_at,
  ARG_MAX(repo_id, version) AS repo_id,
  ARG_MAX(repo_name, version) AS repo_name,
  ARG_MAX(number, version) AS number,
  ARG_MAX(is_pull_request, version) AS is_pull_request,
  ARG_MAX(commit_sha, version) AS commit_sha,
  ARG_MAX(path, version) AS path,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_type, version) AS author_type,
  ARG_MAX(author_association, version) AS author_association,
  ARG_MAX(body_length, version) AS body_length,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
GROUP BY
  kind,
  comment_id
UNION ALL
/* What was seen once needs no aggregation, which most of the time goes to. */
SELECT
  s.comment_id,
  s.kind,
  s.created_at::DATE,
  s.created_at,
  s.repo_id,
  s.repo_name,
  s.number,
  s.is_pull_request,
  s.commit_sha,
  s.path,
  s.author_id,
  s.author_login,
  s.author_type,
  s.author_association,
  s.body_length,
  [s.source]
FROM raw.comments AS s
ANTI JOIN repeated AS r
  ON r.kind = s.kind AND r.comment_id = s.comment_id
WHERE
  NOT s.comment_id IS NULL
