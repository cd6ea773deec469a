/* One row per person, section of a repository and employer: when the first commit came that the person has a part in. */
MODEL (
  name marts.first_commits,
  kind FULL,
  audits (not_null(columns := repo_id))
);

SELECT
  project,
  repo_id,
  section_id,
  person_id,
  person_kind, /* human, bot or agent */
  company, /* the person's employer at that time; NULL where unknown */
  other_companies, /* employers besides it; NULL where there is one */
  MIN(happened_at) FILTER(WHERE is_exact) AS first_at, /* UTC; of commits found by login or address; NULL without one */
  MIN(happened_at) FILTER(WHERE is_named) AS first_named_at /* UTC; of commits found DevStats' way; NULL without one */
FROM marts.commit_people
WHERE
  NOT person_id IS NULL
GROUP BY
  ALL
