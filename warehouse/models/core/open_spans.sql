/* One row per stretch of time in which an issue or pull request was open: from its opening, and from each reopening.
A closing that no event told is known from the item itself; a reopening that none told is dated to the item's last
update. Items whose opening is unknown have no row. */
MODEL (
  name core.open_spans,
  kind FULL,
  grain (repo_id, number, opened_at),
  audits (
    not_null(columns := (repo_id, number, is_pull_request, opened_at)),
    unique_combination_of_columns(columns := (repo_id, number, opened_at)),
    never_before(later := closed_at, earlier := opened_at)
  )
);

WITH changes AS (
  SELECT
    repo_id,
    number,
    type = 'PullRequestEvent' AS is_pull_request,
    created_at AS happened_at,
    action IN ('opened', 'reopened') AS opens,
    action = 'opened' AS is_first
  FROM core.events
  WHERE
    type IN ('IssuesEvent', 'PullRequestEvent')
    AND action IN ('opened', 'reopened', 'closed', 'merged')
    AND NOT number IS NULL
    AND NOT repo_id IS NULL
), items AS (
  SELECT repo_id, project, number, FALSE AS is_pull_request, state, created_at, updated_at, closed_at
  FROM core.issues
  UNION ALL
  SELECT repo_id, project, number, TRUE, state, created_at, updated_at, closed_at
  FROM core.pull_requests
), openings AS (
  SELECT
    i.repo_id,
    i.project,
    i.number,
    i.is_pull_request,
    i.state,
    i.updated_at,
    i.closed_at,
    COALESCE(i.created_at, MIN(c.happened_at) FILTER(WHERE c.is_first)) AS created_at,
    MAX(c.happened_at) AS last_change_at,
    BOOL_OR(NOT c.is_first) AS has_changes
  FROM items AS i
  LEFT JOIN changes AS c
    ON c.repo_id = i.repo_id AND c.number = i.number AND c.is_pull_request = i.is_pull_request
  GROUP BY
    i.repo_id,
    i.project,
    i.number,
    i.is_pull_request,
    i.state,
    i.created_at,
    i.updated_at,
    i.closed_at
), moments AS (
  SELECT repo_id, project, number, is_pull_request, created_at AS happened_at, TRUE AS opens
  FROM openings
  WHERE NOT created_at IS NULL
  UNION ALL
  SELECT repo_id, project, number, is_pull_request, GREATEST(closed_at, created_at), FALSE
  FROM openings
  WHERE NOT created_at IS NULL AND state = 'closed' AND NOT closed_at IS NULL
  UNION ALL
  SELECT o.repo_id, o.project, o.number, o.is_pull_request, c.happened_at, c.opens
  FROM openings AS o
  JOIN changes AS c
    ON c.repo_id = o.repo_id AND c.number = o.number AND c.is_pull_request = o.is_pull_request
  WHERE NOT o.created_at IS NULL AND NOT c.is_first AND c.happened_at >= o.created_at
  UNION ALL
  /* Open by its newest sight: where the last change that was told is a closing, it was opened again since. */
  SELECT repo_id, project, number, is_pull_request, GREATEST(updated_at, last_change_at + INTERVAL 1 SECOND), TRUE
  FROM openings
  WHERE NOT created_at IS NULL AND state = 'open' AND has_changes
), turns AS (
  SELECT
    *,
    LAG(opens) OVER (PARTITION BY repo_id, number, is_pull_request ORDER BY happened_at, opens DESC) AS was_open
  FROM moments
), spans AS (
  SELECT
    *,
    LEAD(happened_at) OVER (PARTITION BY repo_id, number, is_pull_request ORDER BY happened_at, opens DESC) AS ends_at
  FROM turns
  WHERE was_open IS DISTINCT FROM opens
)
SELECT
  repo_id,
  project,
  number,
  is_pull_request,
  happened_at AS opened_at, /* opened, or opened again */
  ends_at AS closed_at /* closed or merged; NULL while it is open */
FROM spans
WHERE
  opens
