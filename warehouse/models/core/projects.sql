/* One row per project: those of the registry, and an ad-hoc project "org:<owner>" for each owner with
repositories that no registered project claims. */
MODEL (
  name core.projects,
  kind FULL,
  grain project,
  audits (
    not_null(columns := (project, name)),
    unique_values(columns := project),
    accepted_values(column := maturity, is_in := ('sandbox', 'incubating', 'graduated', 'archived'))
  )
);

SELECT
  project,
  name,
  maturity,
  accepted_on,
  incubating_on,
  graduated_on,
  archived_on,
  main_repo,
  release_tag_pattern,
  TRUE AS is_registered
FROM raw.projects
UNION ALL
SELECT DISTINCT
  'org:' || SPLIT_PART(repo_name, '/', 1),
  SPLIT_PART(repo_name, '/', 1),
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  FALSE
FROM core.repo_names
