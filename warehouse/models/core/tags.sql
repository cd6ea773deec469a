/* One row per tag that a repository has in git. */
MODEL (
  name core.tags,
  kind FULL,
  grain (repo_id, tag),
  audits (
    not_null(columns := (repo_id, tag)),
    unique_combination_of_columns(columns := (repo_id, tag))
  )
);

WITH sights AS (
  SELECT COALESCE(t.repo_id, n.repo_id) AS repo_id, t.tag, t.sha, t.tagged_at, t.seen_at
  FROM raw.tags AS t
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN t.repo_id IS NULL THEN LOWER(t.repo_name) END
)
SELECT
  s.repo_id,
  r.project,
  s.tag,
  ARG_MAX(s.sha, s.seen_at) AS sha, /* of the commit */
  ARG_MAX(s.tagged_at, s.seen_at) AS tagged_at /* of the tag where it is annotated, else of the commit */
FROM sights AS s
LEFT JOIN core.repos AS r
  ON r.repo_id = s.repo_id
WHERE
  NOT s.repo_id IS NULL
GROUP BY
  s.repo_id,
  r.project,
  s.tag
