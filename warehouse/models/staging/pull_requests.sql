/* One row per pull request as its own objects show it: the newest state that any sight has. NULL never overwrites
a value, so a trimmed payload takes nothing away from an earlier full one. */
MODEL (
  name staging.pull_requests,
  kind FULL,
  grain (repo_id, number),
  audits (not_null(columns := (repo_id, number)), unique_combination_of_columns(columns := (repo_id, number)))
);

WITH sights AS (
  SELECT
    COALESCE(p.repo_id, n.repo_id) AS repo_id,
    p.* EXCLUDE (repo_id),
    (p.seen_at, COALESCE(p.updated_at, p.seen_at), p.event_id) AS version
  FROM raw.pull_requests AS p
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN p.repo_id IS NULL THEN LOWER(p.repo_name) END
  WHERE
    NOT p.number IS NULL
)
SELECT
  repo_id,
  number,
  ARG_MAX(pull_request_id, version) AS pull_request_id,
  ARG_MAX(title, version) AS title,
  ARG_MAX(state, version) AS state,
  ARG_MAX(is_draft, version) AS is_draft,
  ARG_MAX(author_id, version) AS author_id,
  ARG_MAX(author_login, version) AS author_login,
  ARG_MAX(author_association, version) AS author_association,
  MIN(created_at) AS created_at,
  MAX(updated_at) AS updated_at,
  ARG_MAX(closed_at, version) AS last_closed_at, /* kept when it was opened again */
  ARG_MAX(merged_at, version) AS merged_at,
  ARG_MAX(merged_by_id, version) AS merged_by_id,
  ARG_MAX(merged_by_login, version) AS merged_by_login,
  ARG_MAX(base_ref, version) AS base_ref,
  ARG_MAX(head_repo_id, version) AS head_repo_id,
  ARG_MAX(merge_sha, version) AS merge_sha,
  ARG_MAX(additions, version) AS additions,
  ARG_MAX(deletions, version) AS deletions,
  ARG_MAX(changed_files, version) AS changed_files,
  ARG_MAX(commit_count, version) AS commit_count,
  ARG_MAX(comment_count, version) AS comment_count,
  ARG_MAX(review_comment_count, version) AS review_comment_count,
  ARG_MAX(milestone, version) AS milestone,
  ARG_MAX(labels, version) AS labels,
  ARG_MAX(assignees, version) AS assignees,
  ARG_MAX(requested_reviewers, version) AS requested_reviewers,
  MAX(seen_at) AS seen_at,
  LIST(DISTINCT source ORDER BY source) AS sources
FROM sights
GROUP BY
  repo_id,
  number
