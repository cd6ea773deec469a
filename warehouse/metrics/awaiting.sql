/*
title: Awaiting
question: How many pull requests have been open for long, and with whom do they wait?
definition: >-
  Open pull requests (or issues) at the end of the period that were opened more than 10, 30, 60 and 90 days and a year
  of 365.25 days before. By SIG a pull request counts under each SIG whose label it carried then.
grain: one row per period and part; parts without any have none
unit: open items
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  part: the SIG, repository group or repository, or All
  over_10_days: open items older than 10 days
  over_30_days: open items older than 30 days
  over_60_days: open items older than 60 days
  over_90_days: open items older than 90 days
  over_1_year: open items older than a year
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_items: {default: pull_requests, choices: [pull_requests, issues], help: what waits}
  split_by: {default: sig, choices: [sig, group, repository, all], help: "one row per SIG, per repository group, per repository, or one for all"}
  reading: {default: exact, choices: [devstats, exact], help: "everything open, or as DevStats: pull requests that somebody commented on and that were seen themselves, of at most three years"}
sources: [pull_requests, issues]
adds_up: []
at_most: {over_30_days: over_10_days, over_60_days: over_30_days, over_90_days: over_60_days, over_1_year: over_90_days}
devstats: [awaiting_prs_by_sig, awaiting_prs_by_sig_repos]
differs: SIGs go by the name of now (register 42); pull requests nobody commented on are there (register 33)
chaoss: [Issue Age]
chart: table
*/
SELECT
  o.period,
  o.part,
  coalesce(max(o.number) FILTER (o.state = '10 days'), 0) AS over_10_days,
  coalesce(max(o.number) FILTER (o.state = '30 days'), 0) AS over_30_days,
  coalesce(max(o.number) FILTER (o.state = '60 days'), 0) AS over_60_days,
  coalesce(max(o.number) FILTER (o.state = '90 days'), 0) AS over_90_days,
  coalesce(max(o.number) FILTER (o.state = '1 year'), 0) AS over_1_year,
  min(o.coverage) AS coverage
FROM open_counts(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, who, of_items, 'age', split_by, reading
) AS o
GROUP BY o.period, o.part
ORDER BY o.period, o.part
