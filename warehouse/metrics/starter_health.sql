/*
title: Starter project health
question: Do the four first signs say that the project is well?
definition: >-
  The four of CHAOSS's starter model, over the range and over the range of equal length before: the median hours that a
  pull request waited for its first answer; pull requests closed for each one opened; the fewest people who did more than
  half of the contributions; releases, pre-releases left out. No verdict: what is good depends on the project's kind.
grain: one row per sign
unit: hours, ratio, people or releases, as the sign says
columns:
  sign: time_to_first_response, closure_ratio, contributor_absence_factor or release_frequency
  unit_of_value: hours, closed per opened, people or releases
  value: over the range
  n: what the value rests on, answered pull requests, opened ones, people, repositories with a release
  previous: the value of the range before; NULL where the data does not reach back that far
  previous_n: what that rests on
  better: which way is better, lower or higher
parameters: [for_project, for_group, for_repo, since, until, who]
sources: [events, pull_requests, comments, reviews, repos]
adds_up: []
devstats: []
chaoss: [Starter Project Health]
chart: table
*/
WITH ranges AS (
  SELECT
    greatest(since::TIMESTAMP, (SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'))
      AS starts_at,
    known_at(until) AS ends_at
), spans AS (
  SELECT TRUE AS is_now, r.starts_at, r.ends_at
  FROM ranges AS r
  UNION ALL
  SELECT FALSE, r.starts_at - (r.ends_at - r.starts_at), r.starts_at
  FROM ranges AS r
  WHERE r.starts_at - (r.ends_at - r.starts_at) >= (
    SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'
  )
), range_before AS (
  SELECT
    coalesce(min(s.starts_at) FILTER (NOT s.is_now), TIMESTAMP '1970-01-01') AS starts_at,
    coalesce(min(s.ends_at) FILTER (NOT s.is_now), TIMESTAMP '1970-01-02') AS ends_at
  FROM spans AS s
), pulls AS (
  SELECT i.repo_id, i.number, i.created_at, date_diff('second', i.created_at, i.first_answer_at) / 3600 AS hours
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND i.created_at < until::TIMESTAMP
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
), stretches AS (
  SELECT o.opened_at, o.closed_at
  FROM core.open_spans AS o
  SEMI JOIN pulls AS u
    ON u.repo_id = o.repo_id AND u.number = o.number
  WHERE o.is_pull_request
), figures AS (
  SELECT 1 AS place, s.is_now, quantile_disc(u.hours, 0.5) AS number, count(u.hours) AS n
  FROM spans AS s
  LEFT JOIN pulls AS u
    ON u.created_at >= s.starts_at AND u.created_at < s.ends_at
  GROUP BY s.is_now
  UNION ALL
  SELECT
    2,
    s.is_now,
    count(*) FILTER (o.closed_at >= s.starts_at AND o.closed_at < s.ends_at)
      / nullif(count(*) FILTER (o.opened_at >= s.starts_at AND o.opened_at < s.ends_at), 0),
    count(*) FILTER (o.opened_at >= s.starts_at AND o.opened_at < s.ends_at)
  FROM spans AS s
  CROSS JOIN stretches AS o
  GROUP BY s.is_now
  UNION ALL
  SELECT 3, TRUE, c.factor, c.holders
  FROM concentration(
    for_project, for_group, for_repo, 'all', 'all', since, until, 'range', 1, who, 'exact', 'dated', 'people', 50,
    wanted := ['contributions']
  ) AS c
  UNION ALL
  SELECT 3, FALSE, c.factor, c.holders
  FROM concentration(
    for_project, for_group, for_repo, 'all', 'all', (SELECT b.starts_at FROM range_before AS b),
    (SELECT b.ends_at FROM range_before AS b), 'computed range', 1, who, 'exact', 'dated', 'people', 50,
    wanted := ['contributions']
  ) AS c
  UNION ALL
  SELECT 4, s.is_now, count(l.tag), count(DISTINCT l.repo_id)
  FROM spans AS s
  LEFT JOIN released(for_project, for_group, for_repo, until, FALSE) AS l
    ON l.released_at >= s.starts_at AND l.released_at < s.ends_at AND l.kind <> 'pre'
  GROUP BY s.is_now
)
SELECT
  g.sign,
  g.unit_of_value,
  round(max(f.number) FILTER (f.is_now), 4) AS value,
  coalesce(max(f.n) FILTER (f.is_now), 0) AS n,
  round(max(f.number) FILTER (NOT f.is_now), 4) AS previous,
  max(f.n) FILTER (NOT f.is_now) AS previous_n,
  g.better
FROM (
  VALUES
    (1, 'time_to_first_response', 'hours', 'lower'),
    (2, 'closure_ratio', 'closed per opened', 'higher'),
    (3, 'contributor_absence_factor', 'people', 'higher'),
    (4, 'release_frequency', 'releases', 'higher')
) AS g (place, sign, unit_of_value, better)
LEFT JOIN figures AS f
  ON f.place = g.place
GROUP BY g.place, g.sign, g.unit_of_value, g.better
ORDER BY g.place
