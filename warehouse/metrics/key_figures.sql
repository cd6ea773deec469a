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
), spans AS (
  SELECT 'now' AS span, r.starts_at, r.ends_at
  FROM ranges AS r
  UNION ALL
  SELECT 'before', r.starts_at - (r.ends_at - r.starts_at), r.starts_at
  FROM ranges AS r
  WHERE r.starts_at - (r.ends_at - r.starts_at) >= (
    SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'
  )
  UNION ALL
  SELECT 'a year ago', r.starts_at - INTERVAL 1 YEAR, r.ends_at - INTERVAL 1 YEAR
  FROM ranges AS r
  WHERE r.starts_at - INTERVAL 1 YEAR >= (
    SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete'
  )
), facts AS (
  SELECT e.person_id, e.created_at
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND e.created_at < until::TIMESTAMP
), firsts AS (
  SELECT f.person_id, min(f.created_at) AS first_at
  FROM facts AS f
  GROUP BY f.person_id
), repositories AS (
  /* The last event of each span stands for all of it. */
  SELECT e.repo_id, max(e.created_at) AS active_at
  FROM core.events AS e
  JOIN spans AS s
    ON e.created_at >= s.starts_at AND e.created_at < s.ends_at
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.repo_id, s.span
), pulls AS (
  SELECT q.created_at, date_diff('second', q.created_at, q.merged_at) / 3600 AS hours
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
), moments AS (
  SELECT 'contributions' AS figure, f.created_at AS happened_at, NULL::VARCHAR AS thing, NULL::DOUBLE AS hours
  FROM facts AS f
  UNION ALL
  SELECT 'contributors', f.created_at, f.person_id::VARCHAR, NULL
  FROM facts AS f
  UNION ALL
  SELECT 'new_contributors', f.first_at, f.person_id::VARCHAR, NULL
  FROM firsts AS f
  UNION ALL
  SELECT 'commits', c.counted_at, c.sha, NULL
  FROM core.commit_roles AS x
  JOIN core.commits AS c
    ON c.sha = x.sha AND c.repo_id = x.repo_id
  WHERE x.role IN ('pusher', 'author', 'committer', 'co_author')
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'pull_requests_' || m.what, m.happened_at, NULL, NULL
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE m.what IN ('opened', 'merged')
  UNION ALL
  SELECT 'median_hours_to_merge', u.created_at, NULL, u.hours
  FROM pulls AS u
  WHERE u.hours IS NOT NULL
  UNION ALL
  SELECT 'active_repositories', r.active_at, r.repo_id::VARCHAR, NULL
  FROM repositories AS r
  UNION ALL
  SELECT 'issues_opened', i.created_at, NULL, NULL
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), counted AS (
  SELECT
    m.figure,
    s.span,
    CASE
      WHEN m.figure = 'median_hours_to_merge' THEN quantile_disc(m.hours, 0.5)
      WHEN m.figure IN ('contributors', 'new_contributors', 'commits', 'active_repositories') THEN count(DISTINCT m.thing)
      ELSE count(*)
    END AS number
  FROM moments AS m
  JOIN spans AS s
    ON m.happened_at >= s.starts_at AND m.happened_at < s.ends_at
  GROUP BY m.figure, s.span
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
)
SELECT
  f.figure,
  coalesce(a.number, CASE WHEN f.figure <> 'median_hours_to_merge' THEN 0 END) AS value,
  coalesce(
    b.number,
    CASE WHEN f.figure <> 'median_hours_to_merge' AND EXISTS(SELECT 1 FROM spans AS s WHERE s.span = 'before') THEN 0 END
  ) AS previous,
  coalesce(
    c.number,
    CASE WHEN f.figure <> 'median_hours_to_merge' AND EXISTS(SELECT 1 FROM spans AS s WHERE s.span = 'a year ago') THEN 0 END
  ) AS year_before
FROM figures AS f
LEFT JOIN counted AS a
  ON a.figure = f.figure AND a.span = 'now'
LEFT JOIN counted AS b
  ON b.figure = f.figure AND b.span = 'before'
LEFT JOIN counted AS c
  ON c.figure = f.figure AND c.span = 'a year ago'
ORDER BY f.place
