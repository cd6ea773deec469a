/* One row per repository and group it belongs to: its own name, its organisation, and the groups of
config/repo_groups. A repository is in several groups, so groups do not add up. */
MODEL (
  name core.repo_groups,
  kind FULL,
  grain (repo_id, group_name, kind),
  audits (
    not_null(columns := (repo_id, group_name, kind)),
    unique_combination_of_columns(columns := (repo_id, group_name, kind))
  )
);

SELECT repo_id, project, name AS group_name, 'repository' AS kind
FROM core.repos
UNION ALL
SELECT repo_id, project, organization AS group_name, 'organization' AS kind
FROM core.repos
UNION ALL
SELECT DISTINCT
  r.repo_id,
  r.project,
  g.group_name,
  'config' AS kind
FROM core.repos AS r
JOIN raw.repo_group_rules AS g
  ON g.project = r.project
  AND (
    (
      g.kind = 'repository' AND g.value = LOWER(r.name)
    )
    OR (
      g.kind = 'organization' AND g.value = r.organization
    )
    OR (
      g.kind = 'pattern' AND REGEXP_FULL_MATCH(r.name, g.value, 'i')
    )
  )
