/*
title: Named ranges
question: Which ranges of time have a name?
definition: >-
  From one release of a project's main repository to the next, since a release, and before, between and since its
  milestones in the CNCF. Every metric takes such a name as range, with the project.
grain: one row per project and name
unit: ranges
columns:
  project: key of the project
  name: as it is asked for, e.g. v1.30.0 to v1.31.0
  kind: release or milestone
  starts_at: first moment, UTC
  ends_at: end, not included; 2100-01-01 where it goes on
parameters: [for_project]
sources: [repos]
adds_up: []
devstats: [quick_ranges]
chart: table
*/
SELECT r.project, r.name, r.kind, r.starts_at, r.ends_at
FROM core.ranges AS r
WHERE in_scope(r.project, 0, for_project, 'all', 'all')
ORDER BY r.project, r.kind, r.starts_at DESC, r.name
