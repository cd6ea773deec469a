/* One row per part of a repository that paths tell apart: each choice of the groups whose paths work can touch, with and
without other paths. All that can be, so that a night knows those of days that it does not look at. */
MODEL (
  name core.sections,
  kind FULL,
  grain section_id,
  audits (
    not_null(columns := (section_id, repo_id, group_names, has_other_paths)),
    unique_values(columns := section_id)
  )
);

WITH named AS (
  SELECT repo_id, LIST(DISTINCT group_name ORDER BY group_name) AS names
  FROM core.group_paths
  GROUP BY
    repo_id
), numbered AS (
  /* Each choice is a number, whose bits say which names are in it. */
  SELECT repo_id, names, UNNEST(RANGE(1, (2 ** LENGTH(names))::BIGINT)) AS choice
  FROM named
), chosen AS (
  SELECT
    repo_id,
    LIST_FILTER(names, (name, place) -> (choice >> (place - 1)) % 2 = 1) AS group_names
  FROM numbered
)
SELECT
  @stable_id('section:' || c.repo_id || ':' || o.has_other_paths || ':' || c.group_names::VARCHAR) AS section_id,
  c.repo_id,
  c.group_names,
  o.has_other_paths
FROM chosen AS c
CROSS JOIN (VALUES (FALSE), (TRUE)) AS o(has_other_paths)
