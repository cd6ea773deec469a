/* One row per submitted review, from archive and API: the newest sight of each fact. NULL never overwrites a value. */
MODEL (
  name staging.reviews,
  kind FULL,
  grain review_id,
  audits (not_null(columns := (review_id, day)), unique_values(columns := review_id))
);

WITH repeated AS (
  SELECT review_id
  FROM raw.reviews
  WHERE
    NOT review_id IS NULL
  GROUP BY
    review_id
  HAVING
    COUNT(*) > 1
), sights AS (
  SELECT s.*, (s.seen_at, COALESCE(s.event_id, 0)) AS version
  FROM raw.reviews AS s
  SEMI JOIN repeated AS r
    ON r.review_id = s.review_id
)
SELECT
  review_id,
  MIN(submitted_at)::DATE AS day,
  MIN(submitted_at) AS submitted_at,
  ARG_MAX(repo_id, version) AS repo_id,
  ARG_MAX(repo_name, version) AS repo_name,
  ARG_MAX(number, version) AS number,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_type, version) AS author_type,
  ARG_MAX(author_association, version) AS author_association,
  ARG_MAX(state, version) AS state,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
GROUP BY
  review_id
UNION ALL
/* What was seen once needs no aggregation, which most of the time goes to. */
SELECT
  s.review_id,
  s.submitted_at::DATE,
  s.submitted_at,
  s.repo_id,
  s.repo_name,
  s.number,
  s.author_id,
  s.author_login,
  s.author_type,
  s.author_association,
  s.state,
  [s.source]
FROM raw.reviews AS s
ANTI JOIN repeated AS r
  ON r.review_id = s.review_id
WHERE
  NOT s.review_id IS NULL
