/* One row per stretch of time in which an issue or pull request carried a label, from core.label_events. */
MODEL (
  name core.label_spans,
  kind FULL,
  grain (repo_id, number, label, starts_at),
  audits (
    not_null(columns := (repo_id, number, is_pull_request, label, starts_at)),
    unique_combination_of_columns(columns := (repo_id, number, label, starts_at)),
    never_before(later := ends_at, earlier := starts_at)
  )
);

WITH pulls AS (
  SELECT DISTINCT repo_id, number
  FROM core.pull_requests
), turns AS (
  SELECT
    *,
    LAG(action) OVER (PARTITION BY repo_id, number, label ORDER BY happened_at, action DESC) AS action_before
  FROM core.label_events
), spans AS (
  SELECT
    *,
    LEAD(happened_at) OVER (PARTITION BY repo_id, number, label ORDER BY happened_at, action DESC) AS ends_at
  FROM turns
  WHERE action_before IS DISTINCT FROM action
)
SELECT
  s.repo_id,
  s.project,
  s.number,
  NOT q.number IS NULL AS is_pull_request,
  s.label,
  s.happened_at AS starts_at, /* at the latest, if not exact */
  s.ends_at, /* NULL while it is on */
  s.is_exact, /* GitHub stated the start; else the label was first seen then */
  s.person_id /* who set it, where GitHub stated it */
FROM spans AS s
LEFT JOIN pulls AS q
  ON q.repo_id = s.repo_id AND q.number = s.number
WHERE
  s.action = 'labeled'
