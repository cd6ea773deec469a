/*
title: Review cycles
question: How often does a pull request go back and forth, and how long does a turn take?
definition: >-
  Of the pull requests merged or closed in the period: a cycle begins when the author opens it or first speaks after a
  review, and ends with the next review or comment on the diff by another human. What the author pushes to the branch is
  not in public data, so a push alone begins no cycle. Turns that nobody reviewed any more are no cycles.
grain: one row per period in which pull requests were merged or closed
unit: hours and cycles
columns:
  period: first moment of the period, UTC
  pull_requests: merged or closed in the period
  reviewed: those of them with a cycle
  median_cycles: half of the reviewed ones had as many cycles, or fewer
  p85_cycles: 85 % of them had as many, or fewer
  n: cycles, which the hours are of
  p15_hours: 15 % of the cycles took no longer
  median_hours: half of the cycles took no longer
  p85_hours: 85 % of the cycles took no longer
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [pull_requests, reviews, comments]
adds_up: [pull_requests, reviewed, n]
at_most: {reviewed: pull_requests}
devstats: []
chaoss: [Change Request Review Duration, Review Cycle Duration]
chart: line
*/
WITH pulls AS (
  SELECT i.repo_id, i.number, i.person_id, i.created_at, coalesce(i.merged_at, i.closed_at) AS closed_at
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND i.created_at IS NOT NULL
    AND within(coalesce(i.merged_at, i.closed_at), since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), doings AS (
  SELECT m.repo_id, m.number, m.person_id, m.person_kind, m.created_at AS happened_at, m.kind = 'review' AS is_review
  FROM core.comments AS m
  WHERE in_scope(m.project, m.repo_id, for_project, for_group, for_repo)
    AND m.number IS NOT NULL
    AND m.created_at < until::TIMESTAMP
  UNION ALL
  SELECT v.repo_id, v.number, v.person_id, v.person_kind, v.submitted_at, TRUE
  FROM core.reviews AS v
  WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND v.submitted_at < until::TIMESTAMP
), turns AS (
  SELECT u.repo_id, u.number, u.created_at AS happened_at, FALSE AS is_review
  FROM pulls AS u
  UNION ALL
  SELECT u.repo_id, u.number, d.happened_at, d.person_id <> u.person_id
  FROM pulls AS u
  JOIN doings AS d
    ON d.repo_id = u.repo_id AND d.number = u.number
  WHERE d.happened_at > u.created_at
    AND d.happened_at <= u.closed_at
    AND (d.person_id = u.person_id OR (d.is_review AND d.person_kind = 'human'))
), switches AS (
  SELECT t.*
  FROM turns AS t
  QUALIFY t.is_review IS DISTINCT FROM lag(t.is_review) OVER (
    PARTITION BY t.repo_id, t.number ORDER BY t.happened_at, t.is_review
  )
), cycles AS (
  SELECT
    s.repo_id,
    s.number,
    s.is_review,
    date_diff('second', lag(s.happened_at) OVER (PARTITION BY s.repo_id, s.number ORDER BY s.happened_at, s.is_review), s.happened_at)
      / 3600 AS hours
  FROM switches AS s
), reviewed AS (
  SELECT c.repo_id, c.number, count(*) AS cycles
  FROM cycles AS c
  WHERE c.is_review
  GROUP BY c.repo_id, c.number
), by_pull AS (
  SELECT
    date_trunc(every, u.closed_at)::TIMESTAMP AS period,
    count(*) AS pull_requests,
    count(r.cycles) AS reviewed,
    quantile_disc(r.cycles, 0.5) AS median_cycles,
    quantile_disc(r.cycles, 0.85) AS p85_cycles
  FROM pulls AS u
  LEFT JOIN reviewed AS r
    ON r.repo_id = u.repo_id AND r.number = u.number
  GROUP BY ALL
), by_cycle AS (
  SELECT
    date_trunc(every, u.closed_at)::TIMESTAMP AS period,
    count(*) AS n,
    quantile_disc(c.hours, 0.15) AS p15_hours,
    quantile_disc(c.hours, 0.5) AS median_hours,
    quantile_disc(c.hours, 0.85) AS p85_hours
  FROM cycles AS c
  JOIN pulls AS u
    ON u.repo_id = c.repo_id AND u.number = c.number
  WHERE c.is_review
  GROUP BY ALL
)
SELECT
  p.period,
  coalesce(b.pull_requests, 0) AS pull_requests,
  coalesce(b.reviewed, 0) AS reviewed,
  b.median_cycles,
  b.p85_cycles,
  coalesce(y.n, 0) AS n,
  y.p15_hours,
  y.median_hours,
  y.p85_hours,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'pull_requests', for_project := for_project) AS p
LEFT JOIN by_pull AS b
  ON b.period = p.period
LEFT JOIN by_cycle AS y
  ON y.period = p.period
ORDER BY p.period
