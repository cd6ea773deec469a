/* One row per repository, whatever it was called. Its project is the one that claims its newest name that any
project claims; a repository that none claims belongs to an ad-hoc project "org:<owner>". */
MODEL (
  name core.repos,
  kind FULL,
  grain repo_id,
  audits (
    not_null(columns := (repo_id, name, project, organization)),
    unique_values(columns := repo_id)
  )
);

WITH sightings AS (
  SELECT
    COALESCE(s.repo_id, n.repo_id) AS repo_id,
    s.repo_name,
    ARG_MAX(s.spelling, s.last_seen_at) AS spelling,
    MIN(s.first_seen_at) AS first_seen_at,
    MAX(s.last_seen_at) AS last_seen_at
  FROM staging.repo_names AS s
  JOIN core.repo_names AS n
    ON n.repo_name = s.repo_name
  GROUP BY
    ALL
), claims AS (
  SELECT
    s.repo_id,
    s.last_seen_at,
    r.project,
    CASE r.kind WHEN 'repository' THEN 3 WHEN 'pattern' THEN 2 ELSE 1 END AS precision
  FROM sightings AS s
  JOIN raw.project_rules AS r
    ON (
      r.kind = 'repository' AND r.value = s.repo_name
    )
    OR (
      r.kind = 'organization' AND r.value = SPLIT_PART(s.repo_name, '/', 1)
    )
    OR (
      r.kind = 'pattern' AND REGEXP_FULL_MATCH(s.repo_name, r.value, 'i')
    )
  WHERE
    NOT EXISTS(
      SELECT 1
      FROM raw.project_rules AS x
      WHERE x.kind = 'exclusion' AND x.project = r.project AND x.value = s.repo_name
    )
), claimed AS (
  SELECT repo_id, ARG_MAX(project, (last_seen_at, precision, project)) AS project
  FROM claims
  GROUP BY repo_id
), names AS (
  SELECT
    repo_id,
    ARG_MAX(spelling, last_seen_at) AS name,
    LIST(spelling ORDER BY last_seen_at DESC) AS names,
    MIN(first_seen_at) AS first_seen_at,
    MAX(last_seen_at) AS last_seen_at
  FROM sightings
  GROUP BY repo_id
), snapshots AS (
  SELECT
    repo_id,
    ARG_MAX(stars, seen_at) AS stars,
    ARG_MAX(forks, seen_at) AS forks,
    ARG_MAX(open_issues, seen_at) AS open_issues,
    ARG_MAX(language, seen_at) AS language,
    ARG_MAX(license, seen_at) AS license,
    ARG_MAX(is_archived, seen_at) AS is_archived,
    MIN(created_at) AS created_at
  FROM raw.repos
  WHERE repo_id = event_repo_id
  GROUP BY repo_id
)
SELECT
  n.repo_id,
  n.name, /* current name, owner/name */
  LOWER(SPLIT_PART(n.name, '/', 1)) AS organization, /* current owner, lower case */
  LIST_FILTER(n.names, x -> x <> n.name) AS former_names,
  COALESCE(c.project, 'org:' || LOWER(SPLIT_PART(n.name, '/', 1))) AS project,
  s.stars, /* at the newest sight of the repository's own figures */
  s.forks,
  s.open_issues, /* issues and pull requests together, as GitHub counts them */
  s.language,
  s.license,
  s.is_archived,
  s.created_at,
  n.first_seen_at, /* first and last sight of any of its names */
  n.last_seen_at
FROM names AS n
LEFT JOIN claimed AS c
  USING (repo_id)
LEFT JOIN snapshots AS s
  USING (repo_id)
