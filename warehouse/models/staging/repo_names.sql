/* One row per repository id and full name that any source saw together, with the times between which it did. An id
is NULL where the source knew none (events before 2015, clones). */
MODEL (
  name staging.repo_names,
  kind FULL,
  grain (repo_id, repo_name),
  audits (not_null(columns := (repo_name, last_seen_at)), unique_combination_of_columns(columns := (repo_id, repo_name)))
);

WITH sights AS (
  SELECT repo_id, repo_name, created_at AS seen_at
  FROM staging.events
  WHERE NOT repo_name IS NULL
  UNION ALL
  SELECT repo_id, repo_name, seen_at
  FROM raw.repos
  WHERE source = 'github' AND role = 'repository'
  UNION ALL
  /* The name that was asked for: where GitHub answers with another, it is a former one. */
  SELECT repo_id, event_repo_name, seen_at - INTERVAL 1 SECOND
  FROM raw.repos
  WHERE source = 'github' AND role = 'repository' AND NOT event_repo_name IS NULL
  UNION ALL
  /* When a clone was fetched says nothing about the age of its name. */
  SELECT repo_id, spelling, '2005-04-07'::TIMESTAMP
  FROM raw.git_repos
  UNION ALL
  SELECT repo_id, spelling, first_seen_at
  FROM known.repo_names
  UNION ALL
  SELECT repo_id, spelling, last_seen_at
  FROM known.repo_names
)
SELECT
  repo_id,
  LOWER(repo_name) AS repo_name,
  ARG_MAX(repo_name, seen_at) AS spelling,
  MIN(seen_at) AS first_seen_at,
  MAX(seen_at) AS last_seen_at
FROM sights
GROUP BY
  repo_id,
  LOWER(repo_name)
