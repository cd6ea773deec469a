/*
title: Bursts
question: When was there far more activity than usual?
definition: >-
  Each period's number against the mean and the standard deviation of the lookback periods before it. A burst lies more
  than so many deviations above that mean; it is not judged with fewer than four periods before. The first
  period is whole, even where the range begins within it. The releases of the period stand beside: they often explain it.
grain: one row per period
unit: things
columns:
  period: first moment of the period, UTC
  number: of what was asked for, in the period
  mean: of the periods before
  deviation: standard deviation of the periods before
  upper: mean and so many deviations
  lower: mean less so many deviations, 0 at least
  n: periods before, which the mean is of
  is_burst: number lies above upper; NULL where it is not judged
  releases: tags released in the period, the first ten
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  work:
    default: contributions
    choices: [contributions, commits, pull_requests, merged_pull_requests, issues, comments, reviews, stars]
    help: what is counted
  every: {default: week, choices: [hour, day, week, month, quarter, year], help: length of a period; weeks start on Monday}
  lookback: {default: 12, minimum: 4, maximum: 500, help: periods before that the mean is of}
  deviations: {default: 2, minimum: 1, maximum: 10, help: standard deviations above the mean that make a burst}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
devstats: []
chaoss: [Burstiness]
chart: line
*/
WITH counted AS (
  SELECT d.period, how_many(d.number, d.thing) AS number
  FROM doings(
    for_project, for_group, for_repo, for_company, for_country,
    date_trunc(every, since::TIMESTAMP)::TIMESTAMP - lookback::INTEGER * CASE every
      WHEN 'hour' THEN INTERVAL 1 HOUR
      WHEN 'day' THEN INTERVAL 1 DAY
      WHEN 'week' THEN INTERVAL 7 DAY
      WHEN 'month' THEN INTERVAL 1 MONTH
      WHEN 'quarter' THEN INTERVAL 3 MONTH
      ELSE INTERVAL 1 YEAR
    END,
    until, every, 1, who, 'exact', wanted := [work], with_employers := FALSE
  ) AS d
  GROUP BY d.period
), series AS (
  SELECT p.period, p.coverage, coalesce(c.number, 0) AS number
  FROM periods_with_coverage(
    date_trunc(every, since::TIMESTAMP)::TIMESTAMP - lookback::INTEGER * CASE every
      WHEN 'hour' THEN INTERVAL 1 HOUR
      WHEN 'day' THEN INTERVAL 1 DAY
      WHEN 'week' THEN INTERVAL 7 DAY
      WHEN 'month' THEN INTERVAL 1 MONTH
      WHEN 'quarter' THEN INTERVAL 3 MONTH
      ELSE INTERVAL 1 YEAR
    END,
    until, every, 1
  ) AS p
  LEFT JOIN counted AS c
    ON c.period = p.period
), judged AS (
  SELECT
    s.*,
    row_number() OVER (ORDER BY s.period) - 1 AS place,
    avg(s.number) OVER before AS mean,
    stddev_samp(s.number) OVER before AS deviation
  FROM series AS s
  WINDOW before AS (ORDER BY s.period ROWS BETWEEN lookback::INTEGER PRECEDING AND 1 PRECEDING)
), releases AS (
  SELECT
    date_trunc(every, l.released_at)::TIMESTAMP AS period,
    array_to_string(list(l.tag ORDER BY l.released_at, l.tag)[:10], ', ') AS tags
  FROM released(for_project, for_group, for_repo, until, FALSE) AS l
  GROUP BY ALL
)
SELECT
  j.period,
  j.number,
  round(j.mean, 2) AS mean,
  round(j.deviation, 2) AS deviation,
  round(j.mean + deviations * j.deviation, 2) AS upper,
  CASE WHEN j.deviation IS NOT NULL THEN round(greatest(0, j.mean - deviations * j.deviation), 2) END AS lower,
  least(j.place, lookback::BIGINT) AS n,
  CASE WHEN j.place >= 4 THEN j.number > j.mean + deviations * j.deviation END AS is_burst,
  r.tags AS releases,
  j.coverage
FROM judged AS j
LEFT JOIN releases AS r
  ON r.period = j.period
WHERE j.period >= date_trunc(every, since::TIMESTAMP)
ORDER BY j.period
