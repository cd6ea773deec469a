/*
title: Blocked pull requests
question: What do open pull requests lack?
definition: >-
  Pull requests open at the end of the period, and those of them that waited for something: needs-ok-to-test, a release
  note's label, the label lgtm, the label approved, or that carried a label do-not-merge of whatever kind.
grain: one row per period and part; parts without open pull requests have none
unit: open pull requests
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  part: the SIG, repository group or repository, or All
  open: open pull requests
  needs_ok_to_test: those labelled needs-ok-to-test
  release_note_label_needed: those labelled release-note-label-needed or do-not-merge/release-note-label-needed
  no_lgtm: those without the label lgtm
  no_approve: those without the label approved
  do_not_merge: those with a label do-not-merge or do-not-merge/...
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  split_by: {default: all, choices: [all, sig, group, repository], help: "one row for all, one per SIG, per repository group, or per repository"}
  reading: {default: exact, choices: [devstats, exact], help: "everything open, or as DevStats: pull requests that somebody commented on and that were seen themselves, of at most one year"}
sources: [pull_requests]
adds_up: []
at_most: {needs_ok_to_test: open, release_note_label_needed: open, no_lgtm: open, no_approve: open, do_not_merge: open}
devstats: [prs_blocked, prs_blocked_repos]
differs: the state at the period's end of everything open then, not any state of what was opened in the period (register 15)
chaoss: []
chart: table
*/
WITH counted AS (
  FROM open_counts(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, who, 'pull_requests', 'labels',
    split_by, reading
  )
), wide AS (
  SELECT
    c.period,
    c.part,
    coalesce(max(c.number) FILTER (c.state = 'open'), 0) AS open,
    coalesce(max(c.number) FILTER (c.state = 'needs-ok-to-test'), 0) AS needs_ok_to_test,
    coalesce(max(c.number) FILTER (c.state = 'any release-note-label-needed'), 0) AS release_note_label_needed,
    coalesce(max(c.number) FILTER (c.state = 'lgtm'), 0) AS with_lgtm,
    coalesce(max(c.number) FILTER (c.state = 'approved'), 0) AS with_approve,
    coalesce(max(c.number) FILTER (c.state = 'any do-not-merge'), 0) AS do_not_merge,
    min(c.coverage) AS coverage
  FROM counted AS c
  GROUP BY c.period, c.part
)
SELECT
  w.period,
  w.part,
  w.open,
  w.needs_ok_to_test,
  w.release_note_label_needed,
  w.open - w.with_lgtm AS no_lgtm,
  w.open - w.with_approve AS no_approve,
  w.do_not_merge,
  w.coverage
FROM wide AS w
ORDER BY w.period, w.part
