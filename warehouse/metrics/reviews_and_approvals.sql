/*
title: Reviews and approvals
question: How much is reviewed and approved, and by how many?
definition: >-
  What reviewers_and_approvers counts, by period: reviews, comments on diffs, /lgtm and /approve on a line of their own,
  and the labels lgtm and approved set by hand.
grain: one row per period
unit: things done, and people
columns:
  period: first moment of the period, UTC
  reviews: reviews, comments on diffs, comments with /lgtm or /approve, and labels set, each once; with a moving window, a day over the window
  reviewers: people who did so
  lgtms: comments with /lgtm, and labels lgtm set
  approves: comments with /approve, and labels approved set; with reading devstats the comments only
  approvers: people behind the approves
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "who set a label: whoever caused the first event that shows it, as in DevStats, or only whom GitHub names"}
sources: [reviews, comments, events]
adds_up: []
counts: [reviews, reviewers, lgtms, approves, approvers]
devstats: [reviewers, reviewers_repos, approvers, approvers_repos]
differs: a label counts for who set it, not for whose event showed it first (register 44)
chaoss: [Change Request Reviews]
chart: line
*/
WITH acts AS (
  SELECT unnest(periods_of(a.happened_at, every, window_days)) AS period, a.what, a.is_label, a.is_first, a.thing, a.person_id
  FROM approvals(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
  ) AS a
), counted AS (
  SELECT
    a.period,
    count(DISTINCT a.thing) FILTER (a.is_first) AS reviews,
    count(DISTINCT a.person_id) FILTER (a.is_first) AS reviewers,
    count(DISTINCT a.thing) FILTER (a.what = 'lgtm') AS lgtms,
    count(DISTINCT a.thing) FILTER (a.what = 'approve' AND (NOT a.is_label OR reading = 'exact')) AS approves,
    count(DISTINCT a.person_id) FILTER (a.what = 'approve' AND (NOT a.is_label OR reading = 'exact')) AS approvers
  FROM acts AS a
  GROUP BY a.period
)
SELECT
  p.period,
  round(coalesce(c.reviews, 0) / window_days::INTEGER, 2) AS reviews,
  coalesce(c.reviewers, 0) AS reviewers,
  round(coalesce(c.lgtms, 0) / window_days::INTEGER, 2) AS lgtms,
  round(coalesce(c.approves, 0) / window_days::INTEGER, 2) AS approves,
  coalesce(c.approvers, 0) AS approvers,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
