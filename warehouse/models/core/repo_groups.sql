/* One row per repository, or section of one, and group it belongs to: the repository's name, its organisation, and the
groups of config/repo_groups, among which a project may name one for repositories that are in none of the others. A
section is what touches paths that a group of its own looks after: it is in that group in place of the repository's
configured ones, and in both where it touches other paths, too. A repository is in several groups, so groups do not add
up. */
MODEL (
  name core.repo_groups,
  kind FULL,
  grain (section_id, group_name, kind),
  audits (
    not_null(columns := (section_id, repo_id, group_name, kind)),
    unique_combination_of_columns(columns := (section_id, group_name, kind))
  )
);

WITH matched AS (
  SELECT DISTINCT r.repo_id, g.group_name
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
), configured AS (
  SELECT repo_id, group_name
  FROM matched
  UNION ALL
  SELECT r.repo_id, g.group_name
  FROM core.repos AS r
  JOIN raw.repo_group_rules AS g
    ON g.project = r.project AND g.kind = 'others'
  ANTI JOIN matched AS m
    ON m.repo_id = r.repo_id
), places AS (
  SELECT repo_id AS section_id, repo_id, project, name, organization, TRUE AS has_other_paths
  FROM core.repos
  UNION ALL
  SELECT s.section_id, s.repo_id, r.project, r.name, r.organization, s.has_other_paths
  FROM core.sections AS s
  JOIN core.repos AS r
    ON r.repo_id = s.repo_id
)
SELECT
  section_id, /* repo_id for the whole repository, negative for a section: what facts have as section_id */
  repo_id,
  project,
  name AS group_name,
  'repository' AS kind /* repository, organization or config */
FROM places
UNION ALL
SELECT section_id, repo_id, project, organization, 'organization'
FROM places
UNION ALL
(
  SELECT p.section_id, p.repo_id, p.project, c.group_name, 'config'
  FROM places AS p
  JOIN configured AS c
    ON c.repo_id = p.repo_id
  WHERE p.has_other_paths
  UNION
  SELECT p.section_id, p.repo_id, p.project, UNNEST(s.group_names), 'config'
  FROM places AS p
  JOIN core.sections AS s
    ON s.section_id = p.section_id
)
