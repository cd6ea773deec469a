/*
title: Projects
question: Which projects are there, and how active are they?
definition: >-
  Every project with its maturity and its figures over the range: people who contributed, contributions, pull requests
  opened, commits, and stars as last shown. The previous figures are those of the range of equal length before.
grain: one row per project
unit: people and things
columns:
  project: key
  name: name
  maturity: sandbox, incubating, graduated or archived; NULL for projects outside the registry
  contributors: distinct people with a contribution
  previous_contributors: the same over the range of equal length before; NULL where the data does not reach back that far
  contributions: events of the seven contribution types
  previous_contributions: the same over the range before
  pull_requests: pull requests opened
  commits: distinct commits
  stars: stars of all its repositories, as last shown; NULL when never shown
  trend: contributions in 26 equal slices of the range
parameters: [for_company, for_country, since, until, who]
sources: [events, commits, pull_requests, repos]
adds_up: []
counts: [contributors, contributions, pull_requests, commits]
at_most: {contributors: contributions}
behind: {by: [project], counts: {contributions: contributions, pull_requests: pull_requests, commits: commits}}
devstats: [projects_health]
differs: exact, and over any range
chart: table
*/
WITH ranges AS (
  SELECT
    greatest(since::TIMESTAMP, (SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'))
      AS starts_at,
    least(
      until::TIMESTAMP,
      (SELECT max(h.archive_hour) + INTERVAL 1 HOUR FROM core.archive_hours AS h WHERE h.status = 'complete')
    ) AS ends_at
), bounds AS (
  SELECT
    r.starts_at,
    r.ends_at,
    r.starts_at - (r.ends_at - r.starts_at) AS before_at,
    r.starts_at - (r.ends_at - r.starts_at) >= (
      SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'
    ) AS has_before
  FROM ranges AS r
), facts AS (
  SELECT
    e.project,
    e.person_id,
    e.created_at >= b.starts_at AS is_now,
    26 * (epoch_us(e.created_at) - epoch_us(b.starts_at)) // (epoch_us(b.ends_at) - epoch_us(b.starts_at)) AS slice
  FROM core.events AS e
  CROSS JOIN bounds AS b
  WHERE e.is_contribution
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND e.created_at >= b.before_at
    AND e.created_at < b.ends_at
), people AS (
  SELECT
    p.project,
    count(p.person_id) FILTER (p.contributions > 0) AS contributors,
    count(p.person_id) FILTER (p.previous_contributions > 0) AS previous_contributors,
    sum(p.contributions)::BIGINT AS contributions,
    sum(p.previous_contributions)::BIGINT AS previous_contributions
  FROM (
    SELECT
      f.project,
      f.person_id,
      count(*) FILTER (f.is_now) AS contributions,
      count(*) FILTER (NOT f.is_now) AS previous_contributions
    FROM facts AS f
    GROUP BY f.project, f.person_id
  ) AS p
  GROUP BY p.project
), slices AS (
  SELECT f.project, f.slice, count(*) AS number
  FROM facts AS f
  WHERE f.is_now
  GROUP BY f.project, f.slice
), trends AS (
  SELECT
    s.project,
    list_transform(range(26), n -> coalesce(map_from_entries(list((s.slice, s.number)))[n::INTEGER], 0)) AS trend
  FROM slices AS s
  GROUP BY s.project
), pulls AS (
  SELECT q.project, count(*) AS pull_requests
  FROM core.pull_requests AS q
  CROSS JOIN bounds AS b
  WHERE is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND q.created_at >= b.starts_at
    AND q.created_at < b.ends_at
  GROUP BY q.project
), pushes AS (
  SELECT x.project, count(DISTINCT x.commit_key) AS commits
  FROM marts.commit_people AS x
  WHERE x.is_exact
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
    AND within(x.counted_at, since, until)
  GROUP BY x.project
), stars AS (
  SELECT r.project, sum(r.stars)::BIGINT AS stars
  FROM core.repos AS r
  GROUP BY r.project
)
SELECT
  p.project,
  p.name,
  p.maturity,
  coalesce(n.contributors, 0) AS contributors,
  CASE WHEN b.has_before THEN coalesce(n.previous_contributors, 0) END AS previous_contributors,
  coalesce(n.contributions, 0) AS contributions,
  CASE WHEN b.has_before THEN coalesce(n.previous_contributions, 0) END AS previous_contributions,
  coalesce(q.pull_requests, 0) AS pull_requests,
  coalesce(c.commits, 0) AS commits,
  s.stars,
  coalesce(t.trend, list_transform(range(26), n -> 0)) AS trend
FROM core.projects AS p
CROSS JOIN bounds AS b
LEFT JOIN people AS n
  ON n.project = p.project
LEFT JOIN trends AS t
  ON t.project = p.project
LEFT JOIN pulls AS q
  ON q.project = p.project
LEFT JOIN pushes AS c
  ON c.project = p.project
LEFT JOIN stars AS s
  ON s.project = p.project
WHERE p.is_registered OR s.project IS NOT NULL
ORDER BY contributions DESC, p.project
