/* One row per repository and programming language, as GitHub's API last listed them. */
MODEL (
  name core.repo_languages,
  kind FULL,
  grain (repo_id, language),
  audits (
    not_null(columns := (repo_id, language, size_bytes)),
    unique_combination_of_columns(columns := (repo_id, language))
  )
);

WITH listings AS (
  SELECT COALESCE(s.repo_id, n.repo_id) AS repo_id, s.language, s.size_bytes, s.seen_at
  FROM raw.repo_languages AS s
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN s.repo_id IS NULL THEN LOWER(s.repo_name) END
), newest AS (
  SELECT repo_id, MAX(seen_at) AS seen_at
  FROM listings
  GROUP BY repo_id
)
SELECT
  s.repo_id,
  r.project,
  s.language,
  MAX(s.size_bytes) AS size_bytes, /* bytes of code, as GitHub counts them */
  s.seen_at
FROM listings AS s
JOIN newest AS n
  ON n.repo_id = s.repo_id AND n.seen_at = s.seen_at
LEFT JOIN core.repos AS r
  ON r.repo_id = s.repo_id
GROUP BY
  s.repo_id,
  r.project,
  s.language,
  s.seen_at
