/* One row per project and named range of time: from one release to the next, since the last release, before and since
CNCF milestones, and between them. */
MODEL (
  name core.ranges,
  kind FULL,
  grain (project, name),
  audits (
    not_null(columns := (project, name, starts_at, ends_at)),
    unique_combination_of_columns(columns := (project, name))
  )
);

WITH releases AS (
  SELECT
    project,
    name,
    happened_at,
    LEAD(name) OVER (PARTITION BY project ORDER BY happened_at, name) AS next_name,
    LEAD(happened_at) OVER (PARTITION BY project ORDER BY happened_at, name) AS next_at
  FROM core.annotations
  WHERE kind = 'release'
), milestones AS (
  SELECT
    project,
    MIN(happened_at) FILTER(WHERE name = 'joined the CNCF') AS joined_at,
    MIN(happened_at) FILTER(WHERE name = 'incubating') AS incubating_at,
    MIN(happened_at) FILTER(WHERE name = 'graduated') AS graduated_at
  FROM core.annotations
  WHERE kind = 'milestone'
  GROUP BY project
), named AS (
  SELECT project, name || ' to ' || next_name AS name, happened_at AS starts_at, next_at AS ends_at, 'release' AS kind
  FROM releases
  UNION ALL
  SELECT project, 'since ' || name, happened_at, '2100-01-01', 'release'
  FROM releases
  UNION ALL
  SELECT project, 'since the last release', happened_at, '2100-01-01', 'release'
  FROM releases
  WHERE next_at IS NULL
  UNION ALL
  SELECT project, 'before joining', '2011-01-01', joined_at, 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'since joining', joined_at, '2100-01-01', 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'joining to incubating', joined_at, incubating_at, 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'since incubating', incubating_at, '2100-01-01', 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'incubating to graduation', incubating_at, graduated_at, 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'joining to graduation', joined_at, graduated_at, 'milestone'
  FROM milestones
  UNION ALL
  SELECT project, 'since graduation', graduated_at, '2100-01-01', 'milestone'
  FROM milestones
)
SELECT
  project,
  name, /* as it is asked for: v1.0 to v1.1, since v1.1, since the last release, since joining, before joining ... */
  kind, /* release or milestone: what bounds it */
  starts_at::TIMESTAMP AS starts_at, /* UTC */
  ends_at::TIMESTAMP AS ends_at /* not included; 2100 where it goes on */
FROM named
WHERE starts_at < ends_at
