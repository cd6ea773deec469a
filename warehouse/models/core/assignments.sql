/* One row per issue or pull request and account it was assigned to, at the first time. GitHub states assignments in
its API and, since 2025, in the archive; where it did not, the first sight of the assignee dates it at the latest. */
MODEL (
  name core.assignments,
  kind FULL,
  grain (repo_id, number, assignee),
  audits (
    not_null(columns := (repo_id, number, assignee, assigned_at)),
    unique_combination_of_columns(columns := (repo_id, number, assignee))
  )
);

WITH sights AS (
  SELECT repo_id, repo_name, number, seen_at, UNNEST(assignees) AS assignee
  FROM raw.issues
  WHERE source = 'gharchive' AND LENGTH(assignees) > 0
  UNION ALL
  SELECT repo_id, repo_name, number, seen_at, UNNEST(assignees)
  FROM raw.pull_requests
  WHERE source = 'gharchive' AND LENGTH(assignees) > 0
), told AS (
  SELECT
    COALESCE(s.repo_id, n.repo_id) AS repo_id,
    s.number,
    LOWER(s.assignee) AS assignee,
    s.seen_at AS assigned_at,
    NULL::BIGINT AS actor_id,
    FALSE AS is_exact
  FROM sights AS s
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN s.repo_id IS NULL THEN LOWER(s.repo_name) END
  UNION ALL
  SELECT repo_id, number, LOWER(assignee_login), created_at, actor_id, TRUE
  FROM staging.events
  WHERE action = 'assigned' AND NOT assignee_login IS NULL AND NOT repo_id IS NULL AND NOT number IS NULL
  UNION ALL
  SELECT repo_id, number, LOWER(assignee_login), created_at, actor_id, TRUE
  FROM raw.issue_events
  WHERE event = 'assigned' AND NOT assignee_login IS NULL
), firsts AS (
  SELECT
    repo_id,
    number,
    assignee,
    MIN(assigned_at) AS assigned_at,
    ARG_MIN(is_exact, (assigned_at, NOT is_exact)) AS is_exact,
    MIN((assigned_at, actor_id)) FILTER(WHERE is_exact)[2] AS actor_id
  FROM told
  WHERE NOT repo_id IS NULL AND NOT number IS NULL
  GROUP BY
    repo_id,
    number,
    assignee
)
SELECT
  f.repo_id,
  r.project,
  f.number,
  f.assignee, /* login, lower case */
  l.person_id, /* the assignee; NULL for a login that never did anything here */
  f.assigned_at, /* at the latest, if not exact */
  f.is_exact, /* GitHub stated it */
  COALESCE(o.person_id, f.actor_id) AS assigned_by_id /* who assigned, where GitHub stated it */
FROM firsts AS f
LEFT JOIN core.repos AS r
  ON r.repo_id = f.repo_id
LEFT JOIN core.logins AS l
  ON l.login = f.assignee
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = f.actor_id
