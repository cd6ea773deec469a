/*
title: Reviews before the merge
question: Is what gets merged reviewed by somebody else?
definition: >-
  Pull requests merged in the period, and by how many other humans each had been reviewed by then: a review or a comment
  on the diff; if asked, also a /lgtm or /approve. Self-merged are those merged by their own author; who merged is not
  known of all (the public feed stopped saying so in October 2025; GitHub's API says it).
grain: one row per period
unit: pull requests
columns:
  period: first moment of the period, UTC
  merged: pull requests merged
  reviewed: those that another human reviewed before
  reviewed_share: reviewed of merged, 0 to 1
  mean_reviewers: other humans who reviewed, a merged pull request
  median_reviewers: half of the merged ones had as many, or fewer
  known_mergers: merged ones of which it is known who merged them
  self_merged: those merged by their author
  self_merged_share: self_merged of known_mergers, 0 to 1
  self_merged_reviewed: self-merged after another human's review
  self_merged_unreviewed: self-merged without
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  counting: {default: reviews, choices: [reviews, reviews_and_commands], help: "whether /lgtm and /approve are reviews, too"}
sources: [pull_requests, reviews, comments]
adds_up: [merged, reviewed, known_mergers, self_merged, self_merged_reviewed, self_merged_unreviewed]
at_most: {reviewed: merged, known_mergers: merged, self_merged: known_mergers, self_merged_unreviewed: self_merged}
devstats: []
chaoss: [Change Request Reviews, Self-Merge Rate]
chart: line
*/
WITH pulls AS (
  SELECT q.repo_id, q.number, q.person_id, q.merged_at, q.merged_by_id
  FROM core.pull_requests AS q
  WHERE within(q.merged_at, since, until)
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
), reviews AS (
  SELECT v.repo_id, v.number, v.person_id, v.submitted_at AS reviewed_at
  FROM core.reviews AS v
  WHERE v.person_kind = 'human'
    AND v.submitted_at < until::TIMESTAMP
    AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
  UNION ALL
  SELECT m.repo_id, m.number, m.person_id, m.created_at
  FROM core.comments AS m
  WHERE m.kind = 'review'
    AND m.person_kind = 'human'
    AND m.created_at < until::TIMESTAMP
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo)
  UNION ALL
  SELECT k.repo_id, k.number, k.person_id, k.created_at
  FROM core.commands AS k
  WHERE counting = 'reviews_and_commands'
    AND k.command IN ('lgtm', 'approve')
    AND coalesce(k.argument, '') <> 'cancel'
    AND k.number IS NOT NULL
    AND k.person_kind = 'human'
    AND k.created_at < until::TIMESTAMP
    AND in_scope(k.project, k.repo_id, for_project, for_group, for_repo)
), reviewers AS (
  SELECT u.repo_id, u.number, count(DISTINCT v.person_id) AS people
  FROM pulls AS u
  JOIN reviews AS v
    ON v.repo_id = u.repo_id AND v.number = u.number AND v.person_id <> u.person_id AND v.reviewed_at <= u.merged_at
  GROUP BY u.repo_id, u.number
), judged AS (
  SELECT
    date_trunc(every, u.merged_at)::TIMESTAMP AS period,
    coalesce(r.people, 0) AS reviewers,
    u.merged_by_id IS NOT NULL AS is_known,
    coalesce(u.merged_by_id = u.person_id, FALSE) AS is_self_merged
  FROM pulls AS u
  LEFT JOIN reviewers AS r
    ON r.repo_id = u.repo_id AND r.number = u.number
), counted AS (
  SELECT
    j.period,
    count(*) AS merged,
    count(*) FILTER (j.reviewers > 0) AS reviewed,
    avg(j.reviewers) AS mean_reviewers,
    quantile_disc(j.reviewers, 0.5) AS median_reviewers,
    count(*) FILTER (j.is_known) AS known_mergers,
    count(*) FILTER (j.is_self_merged) AS self_merged,
    count(*) FILTER (j.is_self_merged AND j.reviewers > 0) AS self_merged_reviewed
  FROM judged AS j
  GROUP BY j.period
)
SELECT
  p.period,
  coalesce(c.merged, 0) AS merged,
  coalesce(c.reviewed, 0) AS reviewed,
  round(c.reviewed / c.merged, 6) AS reviewed_share,
  round(c.mean_reviewers, 2) AS mean_reviewers,
  c.median_reviewers,
  coalesce(c.known_mergers, 0) AS known_mergers,
  coalesce(c.self_merged, 0) AS self_merged,
  round(c.self_merged / nullif(c.known_mergers, 0), 6) AS self_merged_share,
  coalesce(c.self_merged_reviewed, 0) AS self_merged_reviewed,
  coalesce(c.self_merged - c.self_merged_reviewed, 0) AS self_merged_unreviewed,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'pull_requests', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
