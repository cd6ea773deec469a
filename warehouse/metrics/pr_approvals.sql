/*
title: Approved and awaiting pull requests
question: Do pull requests wait for an approval?
definition: >-
  Pull requests opened in the period that are open or merged, and whether anybody approved them by now: with a review
  that approves, the label lgtm or approved, or a line /lgtm or /approve of somebody else; those merged without are told
  apart, and those closed unmerged left out.
grain: one row per period
unit: pull requests
columns:
  period: first moment of the period, UTC
  approved: somebody approved them
  merged_unapproved: merged, and nobody approved them where it can be seen
  awaiting: open, and nobody approved them
  pull_requests: all of these
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [pull_requests, reviews, comments]
adds_up: [approved, merged_unapproved, awaiting, pull_requests]
at_most: {approved: pull_requests, merged_unapproved: pull_requests, awaiting: pull_requests}
devstats: [prs_state]
differs: approved is what somebody approved, not what was merged with any comment (register 22)
chaoss: [Change Request Reviews]
chart: stacked
*/
WITH pulls AS (
  SELECT
    i.repo_id,
    i.number,
    i.person_id,
    date_trunc(every, i.created_at)::TIMESTAMP AS period,
    i.merged_at IS NOT NULL AS is_merged,
    i.lgtm_at IS NOT NULL OR i.approved_at IS NOT NULL AS has_label
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND (i.state = 'open' OR i.merged_at IS NOT NULL)
    AND within(i.created_at, since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), words AS (
  SELECT v.repo_id, v.number, v.person_id
  FROM core.reviews AS v
  WHERE v.state = 'approved'
    AND v.submitted_at >= since::TIMESTAMP
    AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
  UNION ALL
  SELECT x.repo_id, x.number, x.person_id
  FROM core.commands AS x
  WHERE x.command IN ('lgtm', 'approve')
    AND coalesce(x.argument NOT LIKE 'cancel%', TRUE)
    AND x.origin IN ('comment', 'review')
    AND x.created_at >= since::TIMESTAMP
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
), approvals AS (
  SELECT DISTINCT u.repo_id, u.number
  FROM pulls AS u
  JOIN words AS w
    ON w.repo_id = u.repo_id AND w.number = u.number AND w.person_id IS DISTINCT FROM u.person_id
), counted AS (
  SELECT
    u.period,
    count(*) FILTER (u.has_label OR a.number IS NOT NULL) AS approved,
    count(*) FILTER (u.is_merged AND NOT u.has_label AND a.number IS NULL) AS merged_unapproved,
    count(*) FILTER (NOT u.is_merged AND NOT u.has_label AND a.number IS NULL) AS awaiting,
    count(*) AS pull_requests
  FROM pulls AS u
  LEFT JOIN approvals AS a
    ON a.repo_id = u.repo_id AND a.number = u.number
  GROUP BY u.period
)
SELECT
  p.period,
  coalesce(c.approved, 0) AS approved,
  coalesce(c.merged_unapproved, 0) AS merged_unapproved,
  coalesce(c.awaiting, 0) AS awaiting,
  coalesce(c.pull_requests, 0) AS pull_requests,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'pull_requests', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
