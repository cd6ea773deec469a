/* One row per commit, moment and person with a part in it, with the employer at that time. reading is 'exact': who
pushed, wrote, committed or co-wrote it, found by address; or 'devstats': pusher, author and committer, the latter two by
their name, where it is the name of one known account. */
CREATE OR REPLACE MACRO commit_people(
  for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
) AS TABLE
  SELECT
    x.commit_key,
    x.project,
    x.repo_id,
    x.section_id,
    x.happened_at,
    x.person_id,
    x.person_kind,
    x.company,
    x.other_companies,
    x.employer_id,
    CASE WHEN reading = 'exact' THEN x.is_author ELSE x.is_named_author END AS is_author,
    x.is_assisted
  FROM marts.commit_people AS x
  WHERE CASE WHEN reading = 'exact' THEN x.is_exact ELSE x.is_named END
    AND x.person_id IS NOT NULL
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND within_windows(x.happened_at, since, until, window_days)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
