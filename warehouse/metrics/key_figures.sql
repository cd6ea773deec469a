/*
title: Key figures
question: How is the project doing, compared with the time before?
definition: >-
  Contributors, contributions, commits, pull requests, issues and time to merge over the whole range, and the same over
  the range of equal length right before it and over the same range a year before. Each is defined as in the metric of its name; a new contributor's first
  contribution in the chosen scope lies in the range; an active repository has an event of the asked people in it.
grain: one row per figure
unit: people, things or hours, as the figure says
columns:
  figure: contributors, new_contributors, contributions, commits, pull_requests_opened, pull_requests_merged, issues_opened, median_hours_to_merge or active_repositories
  value: over [since, until)
  previous: over the range of equal length before since; NULL where the data does not reach back that far
  year_before: over the same range a year before; NULL likewise
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [events, commits, issues, pull_requests]
adds_up: []
behind: {by: [figure], counts: {value: contributions}}
devstats: [project_stats, home]
differs: commits and authors are counted as in the metric commits
chart: figures
*/
WITH ranges AS (
  SELECT
    greatest(since::TIMESTAMP, (SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'))
      AS starts_at,
    least(
      until::TIMESTAMP,
      (SELECT max(h.archive_hour) + INTERVAL 1 HOUR FROM core.archive_hours AS h WHERE h.status = 'complete')
    ) AS ends_at
), known AS (
  SELECT min(h.archive_hour) AS starts_at
  FROM core.archive_hours AS h
  WHERE h.status = 'complete'
), spans AS (
  /* The range before and that of a year ago are NULL where the data does not reach back that far. */
  SELECT
    r.starts_at,
    r.ends_at,
    CASE WHEN r.starts_at - (r.ends_at - r.starts_at) >= k.starts_at THEN r.starts_at - (r.ends_at - r.starts_at) END
      AS before_at,
    CASE WHEN r.starts_at - INTERVAL 1 YEAR >= k.starts_at THEN r.starts_at - INTERVAL 1 YEAR END AS year_before_at,
    r.ends_at - INTERVAL 1 YEAR AS year_before_until
  FROM ranges AS r
  CROSS JOIN known AS k
), bounds AS (
  SELECT s.*, least(s.starts_at, s.before_at, s.year_before_at) AS first_at
  FROM spans AS s
), moments AS (
  SELECT 'contributions' AS figure, e.created_at AS happened_at, e.person_id AS thing
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'active_repositories', e.created_at, e.repo_id
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'commits', x.counted_at, x.commit_key
  FROM marts.commit_people AS x
  WHERE x.is_exact
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'pull_requests_' || m.what, m.happened_at, NULL
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE m.what IN ('opened', 'merged')
  UNION ALL
  SELECT 'issues_opened', i.created_at, NULL
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'new_contributors', f.first_at, NULL
  FROM (
    SELECT f.person_id, min(f.first_at) AS first_at
    FROM marts.first_contributions AS f
    WHERE f.person_id IS NOT NULL
      AND f.first_at < until::TIMESTAMP
      AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo)
      AND is_who(f.person_kind, who)
      AND is_from(f.person_id, f.company, f.other_companies, for_company, for_country)
    GROUP BY f.person_id
  ) AS f
), things AS (
  SELECT
    m.figure,
    m.thing,
    count(*) FILTER (within(m.happened_at, b.starts_at, b.ends_at)) AS now,
    count(*) FILTER (within(m.happened_at, b.before_at, b.starts_at)) AS before,
    count(*) FILTER (within(m.happened_at, b.year_before_at, b.year_before_until)) AS year_before
  FROM moments AS m
  CROSS JOIN bounds AS b
  /* The first condition follows from the second, and keeps the rest from being read. */
  WHERE within(
      m.happened_at,
      least(since::TIMESTAMP - (until::TIMESTAMP - since::TIMESTAMP), since::TIMESTAMP - INTERVAL 1 YEAR),
      until
    )
    AND within(m.happened_at, b.first_at, b.ends_at)
  GROUP BY m.figure, m.thing
), counted AS (
  SELECT t.figure, sum(t.now)::DOUBLE AS now, sum(t.before)::DOUBLE AS before, sum(t.year_before)::DOUBLE AS year_before
  FROM things AS t
  WHERE t.figure NOT IN ('commits', 'active_repositories')
  GROUP BY t.figure
  UNION ALL
  SELECT
    CASE t.figure WHEN 'contributions' THEN 'contributors' ELSE t.figure END,
    count(t.thing) FILTER (t.now > 0),
    count(t.thing) FILTER (t.before > 0),
    count(t.thing) FILTER (t.year_before > 0)
  FROM things AS t
  WHERE t.figure IN ('contributions', 'commits', 'active_repositories')
  GROUP BY t.figure
  UNION ALL
  SELECT
    'median_hours_to_merge',
    quantile_disc(u.hours, 0.5) FILTER (within(u.created_at, b.starts_at, b.ends_at)),
    quantile_disc(u.hours, 0.5) FILTER (within(u.created_at, b.before_at, b.starts_at)),
    quantile_disc(u.hours, 0.5) FILTER (within(u.created_at, b.year_before_at, b.year_before_until))
  FROM (
    SELECT q.created_at, date_diff('second', q.created_at, q.merged_at) / 3600 AS hours
    FROM core.pull_requests AS q
    WHERE q.merged_at IS NOT NULL
      AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
      AND is_who(q.person_kind, who)
      AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
  ) AS u
  CROSS JOIN bounds AS b
  WHERE within(u.created_at, b.first_at, b.ends_at)
), figures AS (
  FROM (
    VALUES
      ('contributors', 1),
      ('new_contributors', 2),
      ('contributions', 3),
      ('commits', 4),
      ('pull_requests_opened', 5),
      ('pull_requests_merged', 6),
      ('issues_opened', 7),
      ('median_hours_to_merge', 8),
      ('active_repositories', 9)
  ) AS f (figure, place)
), filled AS (
  SELECT f.figure, f.place, CASE WHEN f.figure <> 'median_hours_to_merge' THEN 0 END AS none
  FROM figures AS f
)
SELECT
  f.figure,
  coalesce(c.now, f.none) AS value,
  CASE WHEN b.before_at IS NOT NULL THEN coalesce(c.before, f.none) END AS previous,
  CASE WHEN b.year_before_at IS NOT NULL THEN coalesce(c.year_before, f.none) END AS year_before
FROM filled AS f
CROSS JOIN bounds AS b
LEFT JOIN counted AS c
  ON c.figure = f.figure
ORDER BY f.place
