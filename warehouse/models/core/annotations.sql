/* One row per moment that marks a project's charts: releases of its main repository, by tags and release pages whose
name matches the project's pattern, and its CNCF milestones. Of releases within the same hour the first counts. */
MODEL (
  name core.annotations,
  kind FULL,
  grain (project, kind, name),
  audits (
    not_null(columns := (project, kind, name, happened_at)),
    unique_combination_of_columns(columns := (project, kind, name)),
    accepted_values(column := kind, is_in := ('release', 'milestone'))
  )
);

WITH mains AS (
  SELECT p.project, n.repo_id, p.release_tag_pattern
  FROM core.projects AS p
  JOIN core.repo_names AS n
    ON n.repo_name = LOWER(p.main_repo)
  WHERE NOT p.release_tag_pattern IS NULL
), named AS (
  SELECT repo_id, tag, tagged_at AS happened_at
  FROM core.tags
  UNION ALL
  SELECT repo_id, tag, published_at
  FROM core.releases
  WHERE NOT COALESCE(is_draft, FALSE)
), releases AS (
  SELECT m.project, t.tag AS name, MIN(t.happened_at) AS happened_at
  FROM mains AS m
  JOIN named AS t
    ON t.repo_id = m.repo_id
  WHERE REGEXP_MATCHES(t.tag, m.release_tag_pattern) AND t.happened_at >= '2012-07-01'
  GROUP BY m.project, t.tag
), milestones AS (
  SELECT project, 'joined the CNCF' AS name, accepted_on AS happened_on
  FROM core.projects
  UNION ALL
  SELECT project, 'incubating', incubating_on
  FROM core.projects
  UNION ALL
  SELECT project, 'graduated', graduated_on
  FROM core.projects
  UNION ALL
  SELECT project, 'archived', archived_on
  FROM core.projects
)
SELECT
  project,
  'release' AS kind, /* release or milestone */
  name, /* the tag, or the milestone in words */
  happened_at /* UTC; of a milestone the start of its day */
FROM releases
QUALIFY
  ROW_NUMBER() OVER (PARTITION BY project, DATE_TRUNC('hour', happened_at) ORDER BY happened_at, name) = 1
UNION ALL
SELECT project, 'milestone', name, happened_on::TIMESTAMP
FROM milestones
WHERE NOT happened_on IS NULL
