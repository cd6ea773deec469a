/*
title: Inactive
question: How much open work has been left alone?
definition: >-
  Open issues (or pull requests) at the end of the period on which no human did anything for more than 14, 30 and 90
  days: no comment, review, closing or reopening, the author's included. With reading := 'devstats' those whose first
  answer by somebody else took that long or has not come yet, whatever happened since.
grain: one row per period and part; parts without any have none
unit: open items
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  part: the SIG, repository group or repository, or All
  over_14_days: open items left alone for more than 14 days
  over_30_days: open items left alone for more than 30 days
  over_90_days: open items left alone for more than 90 days
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 activity may be missing, and too much looks left alone
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_items: {default: issues, choices: [issues, pull_requests], help: what was left alone}
  split_by: {default: sig, choices: [sig, group, repository, all], help: "one row per SIG, per repository group, per repository, or one for all"}
  reading: {default: exact, choices: [devstats, exact], help: "time since the last activity, or as DevStats time to the first answer, of items of at most one year"}
sources: [issues, pull_requests, comments, reviews, events]
adds_up: []
at_most: {over_30_days: over_14_days, over_90_days: over_30_days}
devstats: [inactive_issues_by_sig, inactive_issues_by_sig_repos, inactive_prs_by_sig, inactive_prs_by_sig_repos]
differs: inactive since the last activity, not late in its first answer (register 14); SIGs go by the name of now (register 42)
chaoss: [Issues Active]
chart: table
*/
SELECT
  o.period,
  o.part,
  coalesce(max(o.number) FILTER (o.state = '14 days'), 0) AS over_14_days,
  coalesce(max(o.number) FILTER (o.state = '30 days'), 0) AS over_30_days,
  coalesce(max(o.number) FILTER (o.state = '90 days'), 0) AS over_90_days,
  min(o.coverage) AS coverage
FROM open_counts(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, who, of_items, 'inactivity', split_by,
  reading
) AS o
GROUP BY o.period, o.part
ORDER BY o.period, o.part
