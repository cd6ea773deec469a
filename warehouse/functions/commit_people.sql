/* One row per commit, role and person with a part in it, with the employer at that time. reading is 'exact': who pushed,
wrote, committed or co-wrote it, found by address; or 'devstats': pusher, author and committer, the latter two by their
name, where it is the name of one known account. */
CREATE OR REPLACE MACRO commit_people(
  for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
) AS TABLE
  WITH chosen AS (
    SELECT
      x.sha,
      x.role = 'author' AS is_author,
      x.project,
      x.repo_id,
      x.happened_at,
      CASE WHEN reading = 'exact' OR x.role = 'pusher' THEN x.person_id ELSE x.named_person_id END AS person_id,
      CASE WHEN reading = 'exact' OR x.role = 'pusher' THEN x.person_kind ELSE x.named_person_kind END AS person_kind
    FROM core.commit_roles AS x
    WHERE (x.role IN ('pusher', 'author', 'committer') OR (x.role = 'co_author' AND reading = 'exact'))
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
      AND within_windows(x.happened_at, since, until, window_days)
  )
  SELECT c.sha, c.is_author, c.project, c.repo_id, c.happened_at, c.person_id, a.company, a.other_companies
  FROM chosen AS c
  LEFT JOIN core.affiliations AS a
    ON a.person_id = c.person_id
    AND c.happened_at >= a.starts_on
    AND c.happened_at < a.ends_on
  WHERE c.person_id IS NOT NULL
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, a.company, a.other_companies, for_company, for_country)
