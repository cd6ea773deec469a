/* One row per comment on a diff at a path of core.group_paths. */
MODEL (
  name core.comment_sections,
  kind FULL,
  grain comment_id,
  audits (
    not_null(columns := (comment_id, created_at, section_id)),
    unique_values(columns := comment_id)
  )
);

WITH touched AS (
  SELECT
    c.comment_id,
    c.created_at,
    p.repo_id,
    LIST(DISTINCT p.group_name ORDER BY p.group_name) AS group_names
  FROM staging.comments AS c
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN c.repo_id IS NULL THEN LOWER(c.repo_name) END
  JOIN core.group_paths AS p
    ON p.repo_id = COALESCE(c.repo_id, n.repo_id) AND STARTS_WITH(c.path, p.path)
  WHERE
    c.kind = 'review'
  GROUP BY
    c.comment_id,
    c.created_at,
    p.repo_id
)
SELECT t.comment_id, t.created_at, s.section_id
FROM touched AS t
JOIN core.sections AS s
  ON s.repo_id = t.repo_id AND s.group_names = t.group_names AND NOT s.has_other_paths
