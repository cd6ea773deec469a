/*
title: Repository groups
question: Which groups of repositories can be asked for?
definition: >-
  Every name that for_group takes: groups of the configuration (SIGs, subprojects), organisations, and repositories by
  themselves. A repository is in several groups.
grain: one row per group and kind
unit: repositories
columns:
  group_name: name
  kind: config, organization or repository
  repositories: repositories in it, whole or with some of their paths
parameters: [for_project]
sources: [repos]
adds_up: []
devstats: [tags repo_groups]
chart: table
*/
SELECT
  g.group_name,
  g.kind,
  count(DISTINCT g.repo_id) AS repositories
FROM core.repo_groups AS g
WHERE in_scope(g.project, g.repo_id, for_project, 'all', 'all')
GROUP BY g.group_name, g.kind
ORDER BY g.kind, lower(g.group_name), g.group_name
