/* One row per full name that a repository ever had, lower case: the repository that used it last. Names without
an id (events before 2015, clones) join the id that the same name carried later, else get a negative id of their own. */
MODEL (
  name core.repo_names,
  kind FULL,
  grain repo_name,
  audits (not_null(columns := (repo_name, repo_id)), unique_values(columns := repo_name))
);

SELECT
  repo_name,
  ARG_MAX(spelling, last_seen_at) AS spelling,
  COALESCE(ARG_MAX(repo_id, last_seen_at), @stable_id('repo:' || repo_name)) AS repo_id,
  MIN(first_seen_at) AS first_seen_at,
  MAX(last_seen_at) AS last_seen_at
FROM staging.repo_names
GROUP BY
  repo_name
