/* One row per full name that a repository ever had, lower case: the repository that used it last. Names without
an id (before 2015) join the id that the same name carried later, else get a negative id of their own. */
MODEL (
  name core.repo_names,
  kind FULL,
  grain repo_name,
  audits (not_null(columns := (repo_name, repo_id)), unique_values(columns := repo_name))
);

SELECT
  LOWER(repo_name) AS repo_name,
  ARG_MAX(repo_name, created_at) AS spelling,
  COALESCE(ARG_MAX(repo_id, created_at), @stable_id('repo:' || LOWER(repo_name))) AS repo_id,
  MIN(created_at) AS first_seen_at,
  MAX(created_at) AS last_seen_at
FROM staging.events
WHERE
  repo_name IS NOT NULL
GROUP BY
  LOWER(repo_name)
