/* One row per release. */
MODEL (
  name core.releases,
  kind FULL,
  grain release_id,
  audits (not_null(columns := (release_id, repo_id)), unique_values(columns := release_id))
);

WITH sights AS (
  SELECT
    release_id,
    ARG_MAX(repo_id, seen_at) AS repo_id,
    ARG_MAX(LOWER(repo_name), seen_at) AS repo_name,
    ARG_MAX(tag, seen_at) AS tag,
    ARG_MAX(name, seen_at) AS name,
    ARG_MAX(author_id, seen_at) AS person_id,
    ARG_MAX(is_draft, seen_at) AS is_draft,
    ARG_MAX(is_prerelease, seen_at) AS is_prerelease,
    MIN(created_at) AS created_at,
    ARG_MAX(published_at, seen_at) AS published_at,
    LIST(DISTINCT source ORDER BY source) AS sources
  FROM raw.releases
  WHERE NOT release_id IS NULL
  GROUP BY release_id
)
SELECT
  s.release_id,
  COALESCE(s.repo_id, n.repo_id) AS repo_id,
  r.project,
  s.tag,
  s.name,
  COALESCE(o.person_id, s.person_id) AS person_id, /* who published it */
  s.is_draft,
  s.is_prerelease,
  s.created_at, /* of the tagged commit, as GitHub defines it */
  s.published_at,
  s.sources
FROM sights AS s
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = s.person_id
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN s.repo_id IS NULL THEN s.repo_name END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(s.repo_id, n.repo_id)
