/* One row per stretch of at least 14 days in which an issue or pull request was open and no human did anything on it:
from its opening or the last comment, review, closing or reopening, to the next, or to its closing. */
MODEL (
  name marts.quiet_spans,
  kind FULL,
  grain (repo_id, number, starts_at),
  audits (
    not_null(columns := (repo_id, number, is_pull_request, starts_at)),
    unique_combination_of_columns(columns := (repo_id, number, starts_at)),
    never_before(later := ends_at, earlier := starts_at)
  )
);

WITH doings AS (
  SELECT repo_id, number, created_at AS happened_at
  FROM core.comments
  WHERE person_kind = 'human' AND NOT number IS NULL
  UNION ALL
  SELECT repo_id, number, submitted_at
  FROM core.reviews
  WHERE person_kind = 'human'
  UNION ALL
  SELECT repo_id, number, created_at
  FROM core.events
  WHERE
    type IN ('IssuesEvent', 'PullRequestEvent')
    AND is_contribution
    AND person_kind = 'human'
    AND NOT number IS NULL
), moments AS (
  SELECT repo_id, project, number, is_pull_request, opened_at, closed_at, opened_at AS happened_at
  FROM core.open_spans
  UNION
  SELECT s.repo_id, s.project, s.number, s.is_pull_request, s.opened_at, s.closed_at, d.happened_at
  FROM core.open_spans AS s
  JOIN doings AS d
    ON d.repo_id = s.repo_id
    AND d.number = s.number
    AND d.happened_at > s.opened_at
    AND d.happened_at < COALESCE(s.closed_at, 'infinity'::TIMESTAMP)
), stretches AS (
  SELECT
    repo_id,
    project,
    number,
    is_pull_request,
    happened_at AS starts_at,
    COALESCE(
      LEAD(happened_at) OVER (PARTITION BY repo_id, number, opened_at ORDER BY happened_at),
      closed_at
    ) AS ends_at
  FROM moments
)
SELECT
  repo_id,
  project,
  number,
  is_pull_request,
  starts_at, /* the last doing */
  ends_at /* the next doing, or the closing; NULL while it lasts */
FROM stretches
WHERE
  COALESCE(ends_at, 'infinity'::TIMESTAMP) >= starts_at + INTERVAL 14 DAY
