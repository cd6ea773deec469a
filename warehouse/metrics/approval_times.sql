/*
title: Time to approve and merge
question: How long does a pull request take from opening to lgtm, to approval, to merge?
definition: >-
  Hours between the stages of Prow, of the merged pull requests that were opened in the period: to the first label lgtm
  (without one to the first label approved, without both to the merge), from lgtm to approved (without one to the merge;
  0 where it was approved before), and from approved to the merge (0 without). The first time that a label was on
  counts, though it may have been off again since. One weight each.
grain: one row per period and part
unit: hours
columns:
  period: first moment of the period, UTC
  part: All, or the size, kind, repository group or repository that split_by asks for
  to_lgtm_median: half had their lgtm within these hours of opening
  to_lgtm_p85: 85 % had it within these
  to_approve_median: half were approved within these hours of the lgtm
  to_approve_p85: 85 % were approved within these
  to_merge_median: half were merged within these hours of the approval
  to_merge_p85: 85 % were merged within these
  n: merged pull requests that the percentiles are of
  with_lgtm: those of them that ever had the label lgtm
  with_approve: those of them that ever had the label approved
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  split_by: {default: all, choices: [all, size, kind, group, repository], help: "one row for all, one per size, per kind, per repository group, or per repository"}
  of_size: {default: all, help: "only those with this size label, as XL"}
  of_kind: {default: all, help: "only those with this kind label, as bug"}
  api_change: {default: all, choices: [all, "yes", "no"], help: whether only those with or without the label kind/api-change}
  reading: {default: exact, choices: [devstats, exact], help: "all of them under the labels they carry now, or as DevStats those that somebody commented on, under all labels they ever carried"}
sources: [pull_requests]
adds_up: []
counts: [n, with_lgtm, with_approve]
at_most: {with_lgtm: n, with_approve: n, to_lgtm_median: to_lgtm_p85, to_approve_median: to_approve_p85, to_merge_median: to_merge_p85}
devstats: [time_metrics, time_metrics_repos]
differs: every pull request once, not once per file, group and label event (register 20)
chaoss: [Change Request Review Duration]
chart: table
*/
WITH pulls AS (
  SELECT i.*
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND i.merged_at IS NOT NULL
    AND (i.has_conversation OR reading = 'exact')
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within_windows(i.created_at, since, until, window_days)
    AND (
      api_change = 'all'
      OR coalesce(list_contains(i.labels, 'kind/api-change'), FALSE) = (api_change = 'yes')
    )
    AND (
      of_size = 'all'
      OR (i.repo_id, i.number) IN (
        SELECT (l.repo_id, l.number)
        FROM marts.item_labels AS l
        WHERE l.category = 'size' AND l.name = lower(of_size) AND (l.ends_at IS NULL OR reading = 'devstats')
      )
    )
    AND (
      of_kind = 'all'
      OR (i.repo_id, i.number) IN (
        SELECT (l.repo_id, l.number)
        FROM marts.item_labels AS l
        WHERE l.category = 'kind' AND l.name = lower(of_kind) AND (l.ends_at IS NULL OR reading = 'devstats')
      )
    )
), split AS (
  SELECT u.*, s.part
  FROM pulls AS u
  JOIN parts(split_by) AS s
    ON s.part_id = u.repo_id
  UNION ALL
  SELECT DISTINCT u.*, l.name
  FROM pulls AS u
  JOIN marts.item_labels AS l
    ON l.repo_id = u.repo_id
    AND l.number = u.number
    AND l.category = split_by
    AND (l.ends_at IS NULL OR reading = 'devstats')
), staged AS (
  SELECT
    unnest(periods_of(s.created_at, every, window_days)) AS period,
    s.part,
    s.lgtm_at,
    s.approved_at,
    date_diff('second', s.created_at, coalesce(s.lgtm_at, s.approved_at, s.merged_at)) / 3600 AS to_lgtm,
    coalesce(date_diff('second', s.lgtm_at, coalesce(s.approved_at, s.merged_at)) / 3600, 0) AS to_approve,
    coalesce(date_diff('second', s.approved_at, s.merged_at) / 3600, 0) AS to_merge
  FROM split AS s
)
SELECT
  d.period,
  d.part,
  greatest(quantile_disc(d.to_lgtm, 0.5), 0) AS to_lgtm_median,
  greatest(quantile_disc(d.to_lgtm, 0.85), 0) AS to_lgtm_p85,
  greatest(quantile_disc(d.to_approve, 0.5), 0) AS to_approve_median,
  greatest(quantile_disc(d.to_approve, 0.85), 0) AS to_approve_p85,
  greatest(quantile_disc(d.to_merge, 0.5), 0) AS to_merge_median,
  greatest(quantile_disc(d.to_merge, 0.85), 0) AS to_merge_p85,
  count(*) AS n,
  count(d.lgtm_at) AS with_lgtm,
  count(d.approved_at) AS with_approve,
  min(p.coverage) AS coverage
FROM staged AS d
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'pull_requests', for_project := for_project) AS p
  ON p.period = d.period
GROUP BY d.period, d.part
ORDER BY d.period, d.part
