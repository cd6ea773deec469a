/* One row per project: those of the registry, and an ad-hoc project "org:<owner>" for each owner with
repositories that no registered project claims. The CNCF's landscape fills in what a project's file does not know yet:
dates that it leaves out, and a later maturity. */
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

WITH steps AS (
  FROM (
    VALUES
      ('sandbox', 1),
      ('incubating', 2),
      ('graduated', 3),
      ('archived', 4)
  ) AS v (maturity, step)
)
SELECT
  p.project,
  p.name,
  CASE WHEN theirs.step > COALESCE(ours.step, 0) THEN l.maturity ELSE p.maturity END AS maturity,
  COALESCE(p.accepted_on, l.accepted_on) AS accepted_on,
  COALESCE(p.incubating_on, l.incubating_on) AS incubating_on,
  COALESCE(p.graduated_on, l.graduated_on) AS graduated_on,
  COALESCE(p.archived_on, l.archived_on) AS archived_on,
  p.main_repo,
  p.release_tag_pattern,
  TRUE AS is_registered
FROM raw.projects AS p
LEFT JOIN raw.landscape AS l
  ON l.project = p.project
LEFT JOIN steps AS theirs
  ON theirs.maturity = l.maturity
LEFT JOIN steps AS ours
  ON ours.maturity = p.maturity
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
