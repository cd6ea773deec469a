/* One row per person who wrote a commit whose changed paths are known, and whether it touches documentation: by folder
and ending (see is_documentation) and with co-authors, or, as DevStats reads it, by the ending .md or .MD alone and with
authors only. companies are the person's employers at the time, [NULL] where unknown. */
CREATE OR REPLACE MACRO documentation_commits(
  for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading, acquisitions
) AS TABLE
  WITH files AS (
    SELECT
      f.sha,
      f.repo_id,
      bool_or(CASE reading WHEN 'exact' THEN is_documentation(f.path) ELSE f.path LIKE '%.md' OR f.path LIKE '%.MD' END)
        AS is_documentation
    FROM core.commit_files AS f
    WHERE in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
    GROUP BY f.sha, f.repo_id
  )
  SELECT
    x.happened_at,
    x.sha,
    x.person_id,
    f.is_documentation,
    employers(x.company, x.other_companies, b.last_owners) AS companies
  FROM core.commit_roles AS x
  JOIN files AS f
    ON f.sha = x.sha AND f.repo_id = x.repo_id
  CROSS JOIN buyers(acquisitions) AS b
  WHERE (x.role = 'author' OR (x.role = 'co_author' AND reading = 'exact'))
    AND within_windows(x.happened_at, since, until, window_days)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
