/*
title: Groups of each repository
question: Which repositories are in which group?
definition: >-
  Every repository with every group that it is in: groups of the configuration (SIGs, subprojects), its organisation,
  and itself. What a group stands for in for_group, repository by repository. Where a group has only paths of a
  repository, commits and comments on diffs at these are in it, and unless they touch other paths, too, in no other group
  of the configuration.
grain: one row per repository, group and kind
unit: repositories
columns:
  repository: owner/name
  group_name: name of the group
  kind: config, organization or repository
  is_whole: false where only work on some paths of the repository is in the group
  project: key of the project
parameters: [for_project, for_group]
sources: [repos]
adds_up: []
devstats: [tags repo_groups]
differs: a repository can be in several groups, and none is left out
chart: table
*/
SELECT r.name AS repository, g.group_name, g.kind, bool_or(g.section_id = g.repo_id) AS is_whole, r.project
FROM core.repo_groups AS g
JOIN core.repos AS r
  ON r.repo_id = g.repo_id
WHERE in_scope(r.project, r.repo_id, for_project, 'all', 'all')
  AND (for_group = 'all' OR lower(g.group_name) = lower(for_group))
GROUP BY g.repo_id, r.name, g.group_name, g.kind, r.project
ORDER BY g.kind, lower(g.group_name), g.group_name, lower(r.name), r.name
