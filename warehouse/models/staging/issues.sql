/* One row per issue or pull request as issues show it: the newest state that any sight of it has. Pull requests
are issues to GitHub too; is_pull_request tells them apart. NULL never overwrites a value, but for a
milestone that was taken off. */
MODEL (
  name staging.issues,
  kind FULL,
  grain (repo_id, number),
  audits (not_null(columns := (repo_id, number)), unique_combination_of_columns(columns := (repo_id, number)))
);

WITH sights AS (
  SELECT
    COALESCE(i.repo_id, n.repo_id) AS repo_id,
    i.* EXCLUDE (repo_id),
    (i.seen_at, COALESCE(i.updated_at, i.seen_at), i.event_id) AS version
  FROM raw.issues AS i
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN i.repo_id IS NULL THEN LOWER(i.repo_name) END
  WHERE
    NOT i.number IS NULL
)
SELECT
  repo_id,
  number,
  ARG_MAX(issue_id, version) AS issue_id,
  BOOL_OR(is_pull_request) AS is_pull_request,
  ARG_MAX(title, version) AS title,
  ARG_MAX(state, version) AS state,
  ARG_MAX(state_reason, version) AS state_reason,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_association, version) AS author_association,
  MIN(created_at) AS created_at,
  MAX(updated_at) AS updated_at,
  ARG_MAX(closed_at, version) AS last_closed_at, /* kept when the item was opened again */
  /* Where the labels are shown, all of the issue is: no milestone means that it was taken off. */
  CASE
    WHEN BOOL_OR(NOT labels IS NULL)
    THEN ARG_MAX([milestone], version) FILTER(WHERE NOT labels IS NULL)[1]
    ELSE ARG_MAX(milestone, version)
  END AS milestone,
  ARG_MAX(labels, version) AS labels,
  ARG_MAX(assignees, version) AS assignees,
  ARG_MAX(comment_count, version) AS comment_count,
  MAX(seen_at) AS seen_at,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
GROUP BY
  repo_id,
  number
