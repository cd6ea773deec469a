/* One row per person, section of a repository and employer: when the first contribution came. Who is new in any choice of
repositories, companies and countries follows from these few rows, without a look at all events. */
MODEL (
  name marts.first_contributions,
  kind FULL,
  audits (not_null(columns := (repo_id, first_at)))
);

SELECT
  project,
  repo_id,
  section_id,
  person_id,
  person_kind, /* human, bot or agent */
  company, /* the person's employer at that time; NULL where unknown */
  other_companies, /* employers besides it; NULL where there is one */
  MIN(created_at) AS first_at /* UTC */
FROM core.events
WHERE
  is_contribution
GROUP BY
  ALL
