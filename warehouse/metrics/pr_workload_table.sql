/*
title: Pull request workload of a range
question: How much is there to review for each reviewer of a SIG at the end of this range?
definition: >-
  As pull request workload, once: open pull requests of each SIG at until, weighed by their newest size label, and the
  people who gave an lgtm or an approval to items of the SIG in the range.
grain: one row per SIG with open pull requests at until
unit: pull requests and people
columns:
  sig: the SIG whose label they carried then
  pull_requests: open pull requests
  absolute: their weights together
  reviewers: people who gave an lgtm or an approval in the range
  relative: absolute by reviewer; NULL where there are no reviewers
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "everything open and whom GitHub names, or as DevStats: pull requests that somebody commented on, of at most one year, and whoever caused the first event that shows the label"}
sources: [pull_requests, comments, events]
adds_up: []
devstats: [pr_workload_table, pr_workload_table_repos]
differs: >-
  a pull request with two size labels weighs once; bots that set labels are no reviewers (register 44); SIGs go by the
  name of now (register 42)
chaoss: []
chart: table
*/
WITH counted AS (
  SELECT s.sig, count(*) AS pull_requests, sum(s.weight) AS absolute
  FROM sig_workload(for_project, for_group, for_repo, for_company, for_country, since, until, who, reading) AS s
  WHERE s.starts_at < known_at(until) AND s.ends_at >= known_at(until)
  GROUP BY s.sig
), reviewed AS (
  SELECT v.sig, count(DISTINCT v.person_id) AS reviewers
  FROM sig_reviewers(for_project, for_group, for_repo, since, until, reading) AS v
  GROUP BY v.sig
)
SELECT
  c.sig,
  c.pull_requests,
  c.absolute,
  coalesce(v.reviewers, 0) AS reviewers,
  round(c.absolute / v.reviewers, 6) AS relative
FROM counted AS c
LEFT JOIN reviewed AS v
  ON v.sig = c.sig
ORDER BY relative DESC NULLS LAST, c.absolute DESC, c.sig
