/* One row per commit and repository that touches a path of core.group_paths. Only clones tell paths. */
MODEL (
  name core.commit_sections,
  kind FULL,
  grain (sha, repo_id),
  audits (
    not_null(columns := (sha, repo_id, section_id)),
    unique_combination_of_columns(columns := (sha, repo_id))
  )
);

WITH repos AS (
  SELECT DISTINCT repo_id
  FROM core.group_paths
), touched AS (
  SELECT
    f.sha,
    r.repo_id,
    LIST(DISTINCT p.group_name ORDER BY p.group_name) FILTER(WHERE NOT p.group_name IS NULL) AS group_names,
    BOOL_OR(p.group_name IS NULL) AS has_other_paths
  FROM raw.commit_files AS f
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN f.repo_id IS NULL THEN LOWER(f.repo_name) END
  JOIN repos AS r
    ON r.repo_id = COALESCE(f.repo_id, n.repo_id)
  LEFT JOIN core.group_paths AS p
    ON p.repo_id = r.repo_id AND STARTS_WITH(f.path, p.path)
  GROUP BY
    f.sha,
    r.repo_id
)
SELECT t.sha, t.repo_id, s.section_id
FROM touched AS t
JOIN core.sections AS s
  ON s.repo_id = t.repo_id
  AND s.group_names = t.group_names
  AND s.has_other_paths = t.has_other_paths
