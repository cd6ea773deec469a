/* One row per submitted review, from archive and API: the newest sight of each fact. NULL never overwrites a value. */
MODEL (
  name staging.reviews,
  kind FULL,
  grain review_id,
  audits (not_null(columns := (review_id, day)), unique_values(columns := review_id))
);

WITH sights AS (
  SELECT *, (seen_at, COALESCE(event_id, 0)) AS version
  FROM raw.reviews
)
SELECT
  review_id,
  MIN(submitted_at)::DATE AS day,
  MIN(submitted_at) AS submitted_at,
  ARG_MAX(repo_id, version) AS repo_id,
  ARG_MAX(repo_name, version) AS repo_name,
  ARG_MAX(number, version) AS number,
  ARG_MAX(pull_request_id, version) AS pull_request_id,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_type, version) AS author_type,
  ARG_MAX(author_association, version) AS author_association,
  ARG_MAX(state, version) AS state,
  ARG_MAX(commit_sha, version) AS commit_sha,
  ARG_MAX(body_length, version) AS body_length,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
WHERE
  NOT review_id IS NULL
GROUP BY
  review_id
