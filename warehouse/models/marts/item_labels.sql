/* One row per stretch of time in which labels said something of an issue or pull request, as core.labels understands
them: two labels of one SIG are one stretch, and so are all blocking labels under the name any, and
those that begin with any. */
MODEL (
  name marts.item_labels,
  kind FULL,
  grain (repo_id, number, category, name, starts_at),
  audits (
    not_null(columns := (repo_id, number, is_pull_request, category, name, starts_at)),
    unique_combination_of_columns(columns := (repo_id, number, category, name, starts_at)),
    never_before(later := ends_at, earlier := starts_at)
  )
);

WITH named AS (
  SELECT
    s.repo_id,
    s.project,
    s.number,
    s.is_pull_request,
    l.category,
    l.name,
    s.starts_at,
    COALESCE(s.ends_at, 'infinity'::TIMESTAMP) AS ends_at
  FROM core.label_spans AS s
  JOIN core.labels AS l
    ON l.label = s.label
), spans AS (
  SELECT *
  FROM named
  /* Not UNION ALL: of equal stretches the windows below could not tell which comes first. */
  UNION
  SELECT
    n.repo_id,
    n.project,
    n.number,
    n.is_pull_request,
    n.category,
    w.name,
    n.starts_at,
    n.ends_at
  FROM named AS n
  JOIN (VALUES
    ('any', '%'),
    ('any do-not-merge', 'do-not-merge%'),
    ('any release-note-label-needed', '%release-note-label-needed')
  ) AS w(name, pattern)
    ON n.name LIKE w.pattern
  WHERE n.category = 'blocking'
), marked AS (
  SELECT
    *,
    starts_at > MAX(ends_at) OVER (
      PARTITION BY repo_id, number, category, name
      ORDER BY starts_at, ends_at
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS is_apart
  FROM spans
), numbered AS (
  SELECT
    *,
    SUM(COALESCE(is_apart, TRUE)::INTEGER) OVER (
      PARTITION BY repo_id, number, category, name
      ORDER BY starts_at, ends_at
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stretch
  FROM marked
)
SELECT
  repo_id,
  project,
  number,
  is_pull_request,
  category, /* sig, kind, priority, size, blocking or approval */
  name, /* as core.labels has it; any for all blocking labels together, any do-not-merge and any release-note-label-needed for those of these */
  MIN(starts_at) AS starts_at, /* at the latest, as in core.label_spans */
  NULLIF(MAX(ends_at), 'infinity'::TIMESTAMP) AS ends_at /* NULL while it is on */
FROM numbered
GROUP BY
  repo_id,
  project,
  number,
  is_pull_request,
  category,
  name,
  stretch
