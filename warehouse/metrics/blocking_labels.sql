/*
title: Blocking labels
question: What keeps open pull requests from being merged?
definition: >-
  Pull requests open at the end of the period that carried a label by which Prow does not merge them: missing cla,
  do-not-merge and its kinds, needs-ok-to-test, needs-rebase, needs-priority, priority/critical-urgent,
  release-note-label-needed. By SIG under each SIG whose label they carried, too.
grain: one row per period, part and label; what no pull request carried has none
unit: open pull requests
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  part: the SIG, repository group or repository, or All
  label: the label, lower case; any for pull requests with at least one of them
  pull_requests: open pull requests with it
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  split_by: {default: all, choices: [all, sig, group, repository], help: "one row for all, one per SIG, per repository group, or per repository"}
  reading: {default: exact, choices: [devstats, exact], help: "everything open, or as DevStats: pull requests that somebody commented on and that were seen themselves, of at most one year"}
sources: [pull_requests]
adds_up: []
devstats: [prs_labels, prs_labels_repos, prs_labels_by_sig]
differs: >-
  any of a SIG are its pull requests with at least one of the labels, not all of them (register 43); SIGs go by the name
  of now (register 42); pull requests nobody commented on are there (register 33)
chaoss: []
chart: table
*/
SELECT o.period, o.part, o.state AS label, o.number AS pull_requests, o.coverage
FROM open_counts(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, who, 'pull_requests', 'labels',
  split_by, reading
) AS o
WHERE o.state NOT IN ('open', 'lgtm', 'approved') AND NOT starts_with(o.state, 'any ')
ORDER BY o.period, o.part, o.state
