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
), people AS (
  SELECT
    e.person_id,
    count(*) FILTER (within(e.created_at, b.starts_at, b.ends_at)) AS now,
    count(*) FILTER (within(e.created_at, b.before_at, b.starts_at)) AS before,
    count(*) FILTER (within(e.created_at, b.year_before_at, b.year_before_until)) AS year_before
  FROM core.events AS e
  CROSS JOIN bounds AS b
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_three_ranges(e.created_at, since, until)
  GROUP BY e.person_id
), repositories AS (
  SELECT
    e.repo_id,
    bit_or(
      ranges_seen(e.created_at, b.starts_at, b.ends_at, b.before_at, b.year_before_at, b.year_before_until)
    ) AS seen
  FROM core.events AS e
  CROSS JOIN bounds AS b
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_three_ranges(e.created_at, since, until)
  GROUP BY e.repo_id
), commits AS (
  SELECT
    x.commit_key,
    bit_or(
      ranges_seen(x.counted_at, b.starts_at, b.ends_at, b.before_at, b.year_before_at, b.year_before_until)
    ) AS seen
  FROM marts.commit_people AS x
  CROSS JOIN bounds AS b
  WHERE x.is_exact
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
    AND within_three_ranges(x.counted_at, since, until)
  GROUP BY x.commit_key
), moments AS (
  SELECT 'pull_requests_' || m.what AS figure, m.happened_at
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE m.what IN ('opened', 'merged')
  UNION ALL
  SELECT 'issues_opened', i.created_at
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'new_contributors', f.first_at
  FROM (
    SELECT f.person_id, min(f.first_at) AS first_at
    FROM marts.first_contributions AS f
    WHERE f.person_id IS NOT NULL
      AND f.first_at < until::TIMESTAMP
      AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
      AND is_who(f.person_kind, who)
      AND is_from(f.person_id, f.company, f.other_companies, for_company, for_country)
    GROUP BY f.person_id
  ) AS f
), counted AS (
  SELECT
    m.figure,
    count(*) FILTER (within(m.happened_at, b.starts_at, b.ends_at)) AS now,
    count(*) FILTER (within(m.happened_at, b.before_at, b.starts_at)) AS before,
    count(*) FILTER (within(m.happened_at, b.year_before_at, b.year_before_until)) AS year_before
  FROM moments AS m
  CROSS JOIN bounds AS b
  WHERE within_three_ranges(m.happened_at, since, until)
  GROUP BY m.figure
  UNION ALL
  SELECT 'contributions', sum(p.now), sum(p.before), sum(p.year_before)
  FROM people AS p
  UNION ALL
  SELECT
    'contributors',
    count(p.person_id) FILTER (p.now > 0),
    count(p.person_id) FILTER (p.before > 0),
    count(p.person_id) FILTER (p.year_before > 0)
  FROM people AS p
  UNION ALL
  SELECT
    'active_repositories',
    count(r.repo_id) FILTER (r.seen & 1 <> 0),
    count(r.repo_id) FILTER (r.seen & 2 <> 0),
    count(r.repo_id) FILTER (r.seen & 4 <> 0)
  FROM repositories AS r
  UNION ALL
  SELECT
    'commits',
    count(c.commit_key) FILTER (c.seen & 1 <> 0),
    count(c.commit_key) FILTER (c.seen & 2 <> 0),
    count(c.commit_key) FILTER (c.seen & 4 <> 0)
  FROM commits AS c
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
