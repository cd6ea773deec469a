/* One row per thing that happened: archive events, and what the API tells that the archive lost. */
MODEL (
  name staging.facts,
  kind VIEW,
  grain (event_id, type, created_at),
  audits (not_null(columns := (event_id, type, created_at, day)))
);

WITH twins AS (
  SELECT DISTINCT archive_event_id, type, archived_at
  FROM staging.api_facts
  WHERE NOT archive_event_id IS NULL
)
SELECT
  e.event_id,
  e.type,
  e.action,
  e.created_at,
  e.day,
  e.actor_id,
  e.actor_login,
  e.repo_id,
  e.repo_name,
  e.number,
  e.comment_id,
  e.push_size,
  CASE WHEN t.type IS NULL THEN ['gharchive'] ELSE ['gharchive', 'github'] END AS sources
FROM staging.events AS e
LEFT JOIN twins AS t
  ON t.archive_event_id = e.event_id AND t.type = e.type AND t.archived_at = e.created_at
UNION ALL
SELECT
  @stable_id('api:' || f.type || ':' || f.action || ':' || f.fact_id),
  f.type,
  f.action,
  f.created_at,
  f.day,
  f.actor_id,
  f.actor_login,
  f.repo_id,
  f.repo_name,
  f.number,
  CASE WHEN f.type IN ('IssueCommentEvent', 'PullRequestReviewCommentEvent') THEN f.fact_id END,
  NULL,
  ['github']
FROM staging.api_facts AS f
WHERE f.archive_event_id IS NULL
