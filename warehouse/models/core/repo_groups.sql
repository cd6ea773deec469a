/* One row per repository and group it belongs to: its own name, its organisation, and the groups of
config/repo_groups, among which a project may name one for repositories that are in none of the others. A repository is
in several groups, so groups do not add up. */
MODEL (
  name core.repo_groups,
  kind FULL,
  grain (repo_id, group_name, kind),
  audits (
    not_null(columns := (repo_id, group_name, kind)),
    unique_combination_of_columns(columns := (repo_id, group_name, kind))
  )
);

WITH configured AS (
  SELECT DISTINCT r.repo_id, r.project, g.group_name
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
)
SELECT
  repo_id,
  project,
  name AS group_name,
  'repository' AS kind /* repository, organization or config */
FROM core.repos
UNION ALL
SELECT repo_id, project, organization, 'organization'
FROM core.repos
UNION ALL
SELECT repo_id, project, group_name, 'config'
FROM configured
UNION ALL
SELECT r.repo_id, r.project, g.group_name, 'config'
FROM core.repos AS r
JOIN raw.repo_group_rules AS g
  ON g.project = r.project AND g.kind = 'others'
ANTI JOIN configured AS c
  ON c.repo_id = r.repo_id
