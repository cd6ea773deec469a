/*
title: Age of open pull requests
question: Do pull requests get old?
definition: >-
  Pull requests that are open at the end of the period (or of the known time, in the last one), and their age then, from
  their opening. With reading := 'devstats' those opened in the period instead, that were merged or are open: the age of
  a merged one is its time to merge, of an open one up to the end of the range.
grain: one row per period
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % are at most so old
  median_hours: half are at most so old
  p85_hours: 85 % are at most so old
  n: pull requests that the percentiles are of
  coverage: how much of the period's facts some source has whole, 0 to 1
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_kind: {default: all, help: "only those with this kind label, as bug"}
  reading: {default: exact, choices: [devstats, exact], help: "open ones at the end of the period, or those opened in it as in DevStats"}
sources: [pull_requests]
adds_up: []
devstats: [prs_age]
differs: the age at the end of the period, not at whatever moment it was computed (register 23)
chaoss: [Change Request Duration]
chart: line
*/
WITH periods AS (
  SELECT
    p.period,
    p.coverage,
    least(
      p.period + CASE
        WHEN every = 'quarter' THEN INTERVAL 3 MONTH
        WHEN every = 'week' THEN INTERVAL 7 DAY
        ELSE ('1 ' || every)::INTERVAL
      END,
      known_at(until)
    ) AS ends_at
  FROM periods_with_coverage(since, until, every, 1, for_kind := 'pull_requests', for_project := for_project) AS p
), pulls AS (
  SELECT q.repo_id, q.number, q.created_at, q.merged_at, q.state
  FROM core.pull_requests AS q
  WHERE q.created_at < until::TIMESTAMP
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_of_kind(q.labels, of_kind)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
), spans AS (
  SELECT u.created_at, o.opened_at, coalesce(o.closed_at, TIMESTAMP '9999-01-01') AS closed_at
  FROM pulls AS u
  JOIN core.open_spans AS o
    ON o.repo_id = u.repo_id AND o.number = u.number AND o.is_pull_request
  WHERE reading = 'exact' AND coalesce(o.closed_at > since::TIMESTAMP, TRUE)
), ages AS (
  SELECT e.period, date_diff('second', s.created_at, e.ends_at)::INTEGER AS seconds
  FROM periods AS e
  JOIN spans AS s
    ON s.opened_at < e.ends_at AND s.closed_at >= e.ends_at
  UNION ALL
  SELECT
    date_trunc(every, u.created_at)::TIMESTAMP,
    date_diff('second', u.created_at, coalesce(u.merged_at, known_at(until)))::INTEGER
  FROM pulls AS u
  WHERE reading = 'devstats' AND u.created_at >= since::TIMESTAMP AND (u.merged_at IS NOT NULL OR u.state = 'open')
), counted AS (
  SELECT
    a.period,
    quantile_disc(a.seconds, [0.15, 0.5, 0.85]) AS seconds,
    count(*) AS n
  FROM ages AS a
  GROUP BY a.period
)
SELECT
  p.period,
  c.seconds[1] / 3600 AS p15_hours,
  c.seconds[2] / 3600 AS median_hours,
  c.seconds[3] / 3600 AS p85_hours,
  coalesce(c.n, 0) AS n,
  p.coverage
FROM periods AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
