/*
title: Acceptance of pull requests
question: Are pull requests of newcomers and from forks accepted as often?
definition: >-
  Pull requests by the period in which they were decided: merged, or closed unmerged (declined). They are told apart, if
  asked, by the author (a newcomer had none merged in the chosen projects and repositories when this one was opened, as
  far as this data goes back; everybody else is a regular), or by where the branch lies (in a fork, or in the repository
  itself).
grain: one row per period and part
unit: pull requests
columns:
  period: first moment of the period, UTC
  part: all; newcomers or regulars; fork, branch or unknown (GitHub did not say, or the fork is gone)
  merged: merged in the period
  declined: closed unmerged in the period
  decided: merged and declined together
  acceptance_share: merged of decided, 0 to 1
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  split_by: {default: nothing, choices: [nothing, author, origin], help: what tells them apart}
sources: [pull_requests]
adds_up: [merged, declined, decided]
at_most: {merged: decided, declined: decided}
devstats: []
chaoss: [Change Request Acceptance Ratio, Change Requests Declined]
chart: line
*/
WITH pulls AS (
  SELECT
    q.person_id,
    q.person_kind,
    q.company,
    q.other_companies,
    q.repo_id,
    q.head_repo_id,
    q.created_at,
    q.merged_at,
    coalesce(q.merged_at, q.closed_at) AS decided_at
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND coalesce(q.merged_at, q.closed_at) < until::TIMESTAMP
), firsts AS (
  SELECT u.person_id, min(u.merged_at) AS first_merged_at
  FROM pulls AS u
  WHERE split_by = 'author' AND u.merged_at IS NOT NULL
  GROUP BY u.person_id
), counted AS (
  SELECT
    date_trunc(every, u.decided_at)::TIMESTAMP AS period,
    CASE
      WHEN split_by = 'nothing' THEN 'all'
      WHEN split_by = 'author' AND f.first_merged_at < u.created_at THEN 'regulars'
      WHEN split_by = 'author' THEN 'newcomers'
      WHEN u.head_repo_id IS NULL THEN 'unknown'
      WHEN u.head_repo_id = u.repo_id THEN 'branch'
      ELSE 'fork'
    END AS part,
    count(u.merged_at) AS merged,
    count(*) AS decided
  FROM pulls AS u
  LEFT JOIN firsts AS f
    ON f.person_id = u.person_id
  WHERE u.decided_at >= since::TIMESTAMP
    AND is_who(u.person_kind, who)
    AND is_from(u.person_id, u.company, u.other_companies, for_company, for_country)
  GROUP BY ALL
), parts AS (
  SELECT v.part
  FROM (
    VALUES
      ('nothing', 'all'),
      ('author', 'newcomers'),
      ('author', 'regulars'),
      ('origin', 'branch'),
      ('origin', 'fork'),
      ('origin', 'unknown')
  ) AS v (split, part)
  WHERE v.split = split_by
)
SELECT
  p.period,
  t.part,
  coalesce(c.merged, 0) AS merged,
  coalesce(c.decided - c.merged, 0) AS declined,
  coalesce(c.decided, 0) AS decided,
  round(c.merged / nullif(c.decided, 0), 6) AS acceptance_share,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'pull_requests', for_project := for_project) AS p
CROSS JOIN parts AS t
LEFT JOIN counted AS c
  ON c.period = p.period AND c.part = t.part
ORDER BY p.period, t.part
