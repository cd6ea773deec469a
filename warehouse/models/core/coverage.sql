/* One row per project, day and kind of fact: how much each source saw of it, and whether that is all there was. Events
have every day that core.archive_coverage has; other kinds those on which something was seen. */
MODEL (
  name core.coverage,
  kind FULL,
  grain (project, day, kind),
  audits (
    not_null(columns := (project, day, kind, verdict)),
    unique_combination_of_columns(columns := (project, day, kind)),
    accepted_values(column := verdict, is_in := ('complete', 'lower_bound', 'none'))
  )
);

WITH events AS (
  SELECT project, day, type, is_contribution, sources, 1 AS times
  FROM core.events
  UNION ALL
  SELECT project, day, type, is_contribution, sources, -1
  FROM known.replaced_events
), commits AS (
  SELECT project, counted_at, sources, 1 AS times
  FROM core.commits
  UNION ALL
  SELECT project, counted_at, sources, -1
  FROM known.replaced_commits
), facts AS (
  SELECT
    project,
    day,
    CASE type
      WHEN 'IssuesEvent' THEN 'issues'
      WHEN 'PullRequestEvent' THEN 'pull_requests'
      WHEN 'PullRequestReviewEvent' THEN 'reviews'
      ELSE 'comments'
    END AS kind,
    sources,
    times
  FROM events
  WHERE is_contribution AND type <> 'PushEvent'
  UNION ALL
  SELECT project, day, 'events', sources, times
  FROM events
  UNION ALL
  SELECT project, counted_at::DATE, 'commits', sources, times
  FROM commits
), counted AS (
  SELECT
    project,
    day,
    kind,
    SUM(times) FILTER(WHERE LIST_CONTAINS(sources, 'gharchive')) AS archive_count,
    SUM(times) FILTER(WHERE LIST_CONTAINS(sources, 'github')) AS api_count,
    SUM(times) FILTER(WHERE LIST_CONTAINS(sources, 'git')) AS git_count,
    SUM(times) AS known_count
  FROM facts
  WHERE NOT project IS NULL
  GROUP BY project, day, kind
  UNION ALL
  SELECT project, day, kind, archive_count, api_count, git_count, known_count
  FROM known.coverage
), seen AS (
  SELECT
    project,
    day,
    kind,
    SUM(archive_count)::BIGINT AS archive_count,
    SUM(api_count)::BIGINT AS api_count,
    SUM(git_count)::BIGINT AS git_count,
    SUM(known_count)::BIGINT AS known_count
  FROM counted
  GROUP BY project, day, kind
  HAVING SUM(known_count) > 0
), days AS (
  SELECT project, day, kind
  FROM seen
  UNION
  SELECT project, day, 'events'
  FROM core.archive_coverage
), endpoints AS (
  FROM (
    VALUES
      ('issues', 'issues'),
      ('pull_requests', 'issues'),
      ('reviews', 'issues'),
      ('comments', 'comments'),
      ('comments', 'review_comments')
  ) AS v (kind, endpoint)
), listed AS (
  SELECT DISTINCT s.repo_id, r.project
  FROM raw.repos AS s
  JOIN core.repos AS r
    ON r.repo_id = s.repo_id
  WHERE s.source = 'github' AND s.role = 'repository'
), progress AS (
  SELECT
    repo_id,
    endpoint,
    MAX(listed_since) AS listed_since,
    MAX(listed_until) AS listed_until,
    BOOL_OR(status = 'absent') AS is_absent
  FROM raw.api_progress
  GROUP BY repo_id, endpoint
), api AS (
  /* What the API told of all of a project's repositories; one that has no issues at all lacks none. */
  SELECT
    l.project,
    e.kind,
    MAX(CASE WHEN p.is_absent THEN '1970-01-01' ELSE COALESCE(p.listed_since, '9999-01-01') END)::TIMESTAMP AS since,
    MIN(CASE WHEN p.is_absent THEN '9999-01-01' ELSE COALESCE(p.listed_until, '1970-01-01') END)::TIMESTAMP AS until
  FROM listed AS l
  CROSS JOIN endpoints AS e
  LEFT JOIN progress AS p
    ON p.repo_id = l.repo_id AND p.endpoint = e.endpoint
  GROUP BY l.project, e.kind
), clones AS (
  SELECT COALESCE(g.repo_id, n.repo_id) AS repo_id, MAX(g.complete_at) AS complete_at, BOOL_OR(g.status = 'gone') AS is_gone
  FROM raw.git_repos AS g
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = g.repo_name
  GROUP BY ALL
), git AS (
  SELECT
    r.project,
    MIN(CASE WHEN c.is_gone THEN '9999-01-01' ELSE COALESCE(c.complete_at, '1970-01-01') END)::TIMESTAMP AS until
  FROM core.repos AS r
  LEFT JOIN clones AS c
    ON c.repo_id = r.repo_id
  WHERE NOT c.repo_id IS NULL OR r.repo_id IN (SELECT repo_id FROM listed)
  GROUP BY r.project
), sample AS (
  SELECT COALESCE(BOOL_OR(is_sample), FALSE) AS is_sample
  FROM core.archive_hours
), judged AS (
  SELECT
    d.project,
    d.day,
    d.kind,
    s.archive_count,
    s.api_count,
    s.git_count,
    s.known_count,
    CASE WHEN d.kind = 'events' THEN h.repeated_count END AS repeated_count,
    h.expected_hours,
    h.missing_hours,
    h.hole_hours,
    h.unscanned_hours,
    h.thin_hours,
    /* Since then the feed that the archive reads shows it only a part of all events, and since October no commits. */
    d.day >= '2025-05-23'::DATE AND NOT x.is_sample AS is_feed_cut,
    COALESCE(h.verdict, 'none') AS archive_verdict,
    COALESCE(a.since <= d.day AND a.until >= d.day + INTERVAL 1 DAY, FALSE) AS is_listed,
    d.kind = 'commits' AND COALESCE(g.until >= d.day + INTERVAL 1 DAY, FALSE) AS is_cloned
  FROM days AS d
  CROSS JOIN sample AS x
  LEFT JOIN seen AS s
    ON s.project = d.project AND s.day = d.day AND s.kind = d.kind
  LEFT JOIN core.archive_coverage AS h
    ON h.project = d.project AND h.day = d.day
  LEFT JOIN api AS a
    ON a.project = d.project AND a.kind = d.kind
  LEFT JOIN git AS g
    ON g.project = d.project
)
SELECT
  project,
  day, /* UTC */
  kind, /* what is counted: events (all of them), issues, pull_requests, reviews, comments, commits */
  COALESCE(archive_count, 0) AS archive_count, /* seen by GH Archive */
  repeated_count, /* how often the archive's files repeat them; of kind events only */
  COALESCE(api_count, 0) AS api_count, /* seen by GitHub's API */
  COALESCE(git_count, 0) AS git_count, /* seen in clones */
  COALESCE(known_count, 0) AS known_count, /* seen by any of them, each once */
  expected_hours, /* archive hours of the day, between the first and the last ingested */
  missing_hours, /* absent, broken, pending or never asked for */
  hole_hours, /* of those, known never to have been in the archive */
  unscanned_hours, /* complete, but scanned without the project */
  thin_hours, /* complete, but the archive lost most of their events */
  is_feed_cut, /* since 23 May 2025 the archive sees only a part of GitHub's events */
  CASE
    WHEN is_cloned
    THEN 'git'
    WHEN is_listed
    THEN 'github'
    WHEN archive_verdict = 'complete' AND NOT is_feed_cut
    THEN 'gharchive'
  END AS complete_by, /* the source that has all of it; NULL where none has */
  CASE
    WHEN is_cloned OR is_listed
    THEN 'complete'
    WHEN archive_verdict = 'none' AND COALESCE(known_count, 0) = 0
    THEN 'none'
    WHEN archive_verdict = 'complete' AND NOT is_feed_cut
    THEN 'complete'
    ELSE 'lower_bound'
  END AS verdict /* complete: nothing is known to be missing; lower_bound: something is; none: nothing was looked at */
FROM judged
