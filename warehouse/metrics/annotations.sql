/*
title: Releases and milestones
question: When was what released, and when did the project move up?
definition: >-
  Tags and releases of the project's main repository whose name matches the project's pattern, at most one an hour, and
  the dates of joining the CNCF, incubation, graduation and archiving.
grain: one row per release or milestone
unit: moments
columns:
  happened_at: when, UTC; of a milestone the start of its day
  project: key of the project
  kind: release or milestone
  name: the tag, or the milestone in words
parameters: [for_project, since, until]
sources: [repos]
adds_up: []
devstats: [annotations]
differs: milestones of one day are all kept
chart: table
*/
SELECT a.happened_at, a.project, a.kind, a.name
FROM core.annotations AS a
WHERE in_scope(a.project, 0, for_project, 'all', 'all')
  AND within(a.happened_at, since, until)
ORDER BY a.happened_at, a.project, a.name
