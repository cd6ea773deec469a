/* One row per repository, path and group whose work is what lies below that path: folders that config/repo_groups gives
to another group than the repository's own. */
MODEL (
  name core.group_paths,
  kind FULL,
  grain (repo_id, path, group_name),
  audits (
    not_null(columns := (repo_id, path, group_name)),
    unique_combination_of_columns(columns := (repo_id, path, group_name))
  )
);

SELECT DISTINCT
  r.repo_id,
  SUBSTR(g.value, STRPOS(g.value, ':') + 1) AS path, /* of a folder, with a slash at its end */
  g.group_name
FROM core.repos AS r
JOIN raw.repo_group_rules AS g
  ON g.kind = 'path' AND g.project = r.project AND SPLIT_PART(g.value, ':', 1) = LOWER(r.name)
