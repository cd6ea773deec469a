/* One row per label set on or taken off an issue or pull request. GitHub states changes in its API and, since 2025,
in the archive; where it did not, a change is seen between two sights of the item in the archive, and happened at the
latest at the second. What archive and API state within ten seconds is one change. */
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
  WHERE NOT labels IS NULL AND source = 'gharchive'
  UNION ALL
  SELECT repo_id, repo_name, number, seen_at, event_id, labels
  FROM raw.pull_requests
  WHERE NOT labels IS NULL AND source = 'gharchive'
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
    ON n.repo_name = CASE WHEN s.repo_id IS NULL THEN LOWER(s.repo_name) END
), observed AS (
  SELECT
    repo_id,
    number,
    seen_at AS happened_at,
    'labeled' AS action,
    UNNEST(LIST_FILTER(labels, x -> NOT LIST_CONTAINS(before, x))) AS label,
    FALSE AS is_exact,
    NULL::BIGINT AS person_id,
    'gharchive' AS source
  FROM changes
  WHERE labels <> before
  UNION ALL
  SELECT
    repo_id,
    number,
    seen_at,
    'unlabeled',
    UNNEST(LIST_FILTER(before, x -> NOT LIST_CONTAINS(labels, x))),
    FALSE,
    NULL,
    'gharchive'
  FROM changes
  WHERE labels <> before
), stated AS (
  SELECT repo_id, number, created_at AS happened_at, action, label, actor_id AS person_id, 'gharchive' AS source
  FROM staging.events
  WHERE action IN ('labeled', 'unlabeled') AND NOT label IS NULL AND NOT repo_id IS NULL AND NOT number IS NULL
  UNION ALL
  SELECT repo_id, number, created_at, event, label, actor_id, source
  FROM raw.issue_events
  WHERE event IN ('labeled', 'unlabeled') AND NOT label IS NULL
), spaced AS (
  SELECT
    *,
    COALESCE(
      happened_at - LAG(happened_at) OVER (PARTITION BY repo_id, number, label, action ORDER BY happened_at)
        > INTERVAL 10 SECOND,
      TRUE
    )::INTEGER AS is_next
  FROM stated
), counted AS (
  SELECT *, SUM(is_next) OVER (PARTITION BY repo_id, number, label, action ORDER BY happened_at) AS change
  FROM spaced
), merged AS (
  SELECT
    repo_id,
    number,
    MIN(happened_at) AS happened_at,
    action,
    label,
    TRUE AS is_exact,
    MAX(person_id) AS person_id,
    UNNEST(LIST(DISTINCT source)) AS source
  FROM counted
  GROUP BY repo_id, number, action, label, change
), everything AS (
  SELECT *
  FROM observed
  UNION ALL
  SELECT *
  FROM merged
)
SELECT
  e.repo_id,
  r.project,
  e.number,
  e.label,
  e.action, /* labeled or unlabeled */
  e.happened_at, /* when; at the latest, if not exact */
  BOOL_OR(e.is_exact) AS is_exact, /* GitHub stated the change; else it was seen between two sights */
  MAX(COALESCE(o.person_id, e.person_id)) AS person_id, /* who, where GitHub stated it */
  LIST(DISTINCT e.source ORDER BY e.source) AS sources /* gharchive, github (its API) or both */
FROM everything AS e
LEFT JOIN core.repos AS r
  ON r.repo_id = e.repo_id
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = e.person_id
GROUP BY
  ALL
