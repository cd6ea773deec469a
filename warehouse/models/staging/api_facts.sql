/* One row per contribution or release that GitHub's API tells, with the archive event that tells the same, if there is
one: of comments, reviews and releases that of their id, of openings that of the item, of closings and reopenings that
of the item within two minutes. Facts older than what the API's listing covers are left out: of those days it shows
only what changed again since. */
MODEL (
  name staging.api_facts,
  kind FULL,
  grain (type, action, fact_id),
  audits (
    not_null(columns := (type, action, fact_id, created_at, day, repo_id)),
    unique_combination_of_columns(columns := (type, action, fact_id))
  )
);

WITH listed AS (
  SELECT repo_id, endpoint, MIN(listed_since) AS listed_since
  FROM raw.api_progress
  GROUP BY repo_id, endpoint
), told AS (
  SELECT
    'issues' AS endpoint,
    CASE WHEN BOOL_OR(is_pull_request) THEN 'PullRequestEvent' ELSE 'IssuesEvent' END AS type,
    'opened' AS action,
    issue_id AS fact_id,
    MIN(created_at) AS created_at,
    ARG_MAX(author_id, seen_at) AS actor_id,
    ARG_MAX(author_login, seen_at) AS actor_login,
    repo_id,
    ARG_MAX(repo_name, seen_at) AS repo_name,
    number
  FROM raw.issues
  WHERE source = 'github'
  GROUP BY issue_id, repo_id, number
  UNION ALL
  SELECT
    'issue_events',
    CASE WHEN is_pull_request THEN 'PullRequestEvent' ELSE 'IssuesEvent' END,
    event,
    issue_event_id,
    created_at,
    actor_id,
    actor_login,
    repo_id,
    repo_name,
    number
  FROM raw.issue_events
  WHERE event IN ('closed', 'reopened')
  UNION ALL
  SELECT
    CASE kind WHEN 'review' THEN 'review_comments' ELSE 'comments' END,
    CASE kind WHEN 'review' THEN 'PullRequestReviewCommentEvent' ELSE 'IssueCommentEvent' END,
    'created',
    comment_id,
    created_at,
    author_id,
    author_login,
    repo_id,
    repo_name,
    number
  FROM raw.comments
  WHERE source = 'github' AND kind IN ('issue', 'review')
  UNION ALL
  SELECT 'issues', 'PullRequestReviewEvent', 'created', review_id, submitted_at, author_id, author_login, repo_id,
    repo_name, number
  FROM raw.reviews
  WHERE source = 'github' AND NOT submitted_at IS NULL
  UNION ALL
  SELECT 'releases', 'ReleaseEvent', 'published', release_id, published_at, author_id, author_login, repo_id,
    repo_name, NULL
  FROM raw.releases
  WHERE source = 'github' AND NOT published_at IS NULL AND NOT COALESCE(is_draft, FALSE)
), facts AS (
  SELECT t.*
  FROM told AS t
  JOIN listed AS l
    ON l.repo_id = t.repo_id AND l.endpoint = t.endpoint
  WHERE t.created_at >= l.listed_since
), events AS (
  SELECT
    e.event_id,
    e.type,
    CASE e.action WHEN 'merged' THEN 'closed' ELSE e.action END AS action,
    e.created_at,
    COALESCE(e.repo_id, n.repo_id) AS repo_id,
    e.number,
    CASE e.type
      WHEN 'IssueCommentEvent' THEN e.comment_id
      WHEN 'PullRequestReviewCommentEvent' THEN e.comment_id
      WHEN 'PullRequestReviewEvent' THEN e.review_id
      WHEN 'ReleaseEvent' THEN e.release_id
    END AS fact_id
  FROM staging.events AS e
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN e.repo_id IS NULL THEN LOWER(e.repo_name) END
), twins AS (
  SELECT f.type, f.action, f.fact_id, MIN((e.created_at, e.event_id)) AS event
  FROM facts AS f
  JOIN events AS e
    ON e.type = f.type AND e.fact_id = f.fact_id
  GROUP BY ALL
  UNION ALL
  SELECT f.type, f.action, f.fact_id, MIN((e.created_at, e.event_id))
  FROM facts AS f
  JOIN events AS e
    ON e.type = f.type
    AND e.action = f.action
    AND e.repo_id = f.repo_id
    AND e.number = f.number
    AND (
      f.action = 'opened' OR ABS(DATE_DIFF('second', e.created_at, f.created_at)) <= 120
    )
  WHERE f.type IN ('IssuesEvent', 'PullRequestEvent')
  GROUP BY ALL
)
SELECT
  f.type,
  f.action,
  f.fact_id,
  f.created_at,
  f.created_at::DATE AS day,
  f.actor_id,
  f.actor_login,
  f.repo_id,
  f.repo_name,
  f.number,
  t.event[1] AS archived_at, /* time and id of the archive event that tells the same; NULL where the archive lost it */
  t.event[2] AS archive_event_id
FROM facts AS f
LEFT JOIN twins AS t
  ON t.type = f.type AND t.action = f.action AND t.fact_id = f.fact_id
