/* One row per label set on or taken off an issue or pull request. GitHub's archive has label events only since
2025; before, a change is seen between two sights of the item, and happened at the latest at the second. */
MODEL (
  name core.label_events,
  kind FULL,
  grain (repo_id, number, label, action, happened_at),
  audits (
    not_null(columns := (repo_id, number, label, action, happened_at)),
    unique_combination_of_columns(columns := (repo_id, number, label, action, happened_at)),
    accepted_values(column := action, is_in := ('labeled', 'unlabeled'))
  )
);

WITH sights AS (
  SELECT repo_id, repo_name, number, seen_at, event_id, labels
  FROM raw.issues
  WHERE NOT labels IS NULL
  UNION ALL
  SELECT repo_id, repo_name, number, seen_at, event_id, labels
  FROM raw.pull_requests
  WHERE NOT labels IS NULL
), changes AS (
  SELECT
    COALESCE(s.repo_id, n.repo_id) AS repo_id,
    s.number,
    s.seen_at,
    s.labels,
    COALESCE(
      LAG(s.labels) OVER (PARTITION BY COALESCE(s.repo_id, n.repo_id), s.number ORDER BY s.seen_at, s.event_id),
      []
    ) AS before
  FROM sights AS s
  LEFT JOIN core.repo_names AS n
    ON s.repo_id IS NULL AND n.repo_name = LOWER(s.repo_name)
), observed AS (
  SELECT
    repo_id,
    number,
    seen_at AS happened_at,
    'labeled' AS action,
    UNNEST(LIST_FILTER(labels, x -> NOT LIST_CONTAINS(before, x))) AS label,
    FALSE AS is_exact,
    NULL::BIGINT AS person_id
  FROM changes
  UNION ALL
  SELECT
    repo_id,
    number,
    seen_at,
    'unlabeled',
    UNNEST(LIST_FILTER(before, x -> NOT LIST_CONTAINS(labels, x))),
    FALSE,
    NULL
  FROM changes
), stated AS (
  SELECT repo_id, number, created_at AS happened_at, action, label, TRUE AS is_exact, actor_id AS person_id
  FROM staging.events
  WHERE action IN ('labeled', 'unlabeled') AND NOT label IS NULL AND NOT repo_id IS NULL AND NOT number IS NULL
), everything AS (
  SELECT *
  FROM observed
  UNION ALL
  SELECT *
  FROM stated
)
SELECT
  e.repo_id,
  r.project,
  e.number,
  e.label,
  e.action, /* labeled or unlabeled */
  e.happened_at, /* when; at the latest, if not exact */
  BOOL_OR(e.is_exact) AS is_exact, /* GitHub stated the change; else it was seen between two sights */
  MAX(COALESCE(o.person_id, e.person_id)) AS person_id /* who, where GitHub stated it */
FROM everything AS e
LEFT JOIN core.repos AS r
  ON r.repo_id = e.repo_id
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = e.person_id
GROUP BY
  ALL
