/* One row per commit and repository. Its date is its first push where a push was seen, else its commit date. */
MODEL (
  name core.commits,
  kind FULL,
  grain (sha, repo_id),
  audits (
    not_null(columns := (sha, repo_id, counted_at)),
    unique_combination_of_columns(columns := (sha, repo_id))
  )
);

WITH sights AS (
  SELECT
    COALESCE(c.repo_id, n.repo_id) AS repo_id,
    c.* EXCLUDE (repo_id),
    (c.pushed_at, c.event_id) AS version
  FROM raw.commits AS c
  LEFT JOIN core.repo_names AS n
    ON c.repo_id IS NULL AND n.repo_name = LOWER(c.repo_name)
), commits AS (
  SELECT
    sha,
    repo_id,
    MIN(pushed_at) AS pushed_at,
    MIN(authored_at) AS authored_at,
    MIN(committed_at) AS committed_at,
    BOOL_OR(is_merge) AS is_merge,
    BOOL_OR(is_distinct) AS is_distinct,
    ARG_MIN(subject, version) AS subject,
    MAX(changed_files) AS changed_files,
    MAX(insertions) AS insertions,
    MAX(deletions) AS deletions,
    LIST(DISTINCT source ORDER BY source) AS sources
  FROM sights
  GROUP BY
    sha,
    repo_id
)
SELECT
  c.sha,
  c.repo_id,
  r.project,
  COALESCE(c.pushed_at, c.committed_at) AS counted_at, /* the date that metrics count by */
  c.pushed_at, /* first push that listed it */
  c.authored_at, /* git only */
  c.committed_at, /* git only */
  c.is_merge, /* git only */
  c.is_distinct, /* some push was the first to bring it into the repository */
  c.subject, /* first line of the message */
  c.changed_files,
  c.insertions,
  c.deletions,
  c.sources
FROM commits AS c
LEFT JOIN core.repos AS r
  ON r.repo_id = c.repo_id
