/* Whether a fact of a project and repository is asked for. for_project is 'all', a project's key, several with commas
between, or 'org:<owner>' for every repository of one owner whatever project claims it; for_group and for_repo are
'all' or a name, whatever its case, but that groups of one name in different cases (kubernetes, Kubernetes) are told
apart. Groups are of sections where a table has section_id, else of whole repositories. Constant arguments fold away,
within the subqueries too, so that 'all' costs nothing: by CASE neither repository nor section is even read. Of more
than two parts that are joined by OR, DuckDB would leave one that it does not skip other projects' rows by. */
CREATE OR REPLACE MACRO in_scope(
  fact_project, fact_repo_id, for_project, for_group, for_repo, fact_section_id := NULL
) AS
  (regexp_matches(for_project, '^all$|,|^org:') OR fact_project = for_project)
  AND (
    NOT contains(for_project, ',')
    OR list_contains(list_transform(string_split(for_project, ','), x -> trim(x)), fact_project)
  )
  AND (
    NOT starts_with(for_project, 'org:')
    OR CASE WHEN starts_with(for_project, 'org:') THEN fact_repo_id END IN (SELECT r.repo_id FROM core.repos AS r WHERE starts_with(for_project, 'org:') AND r.organization = lower(for_project[5:]))
  )
  AND (
    for_group = 'all'
    OR CASE WHEN for_group <> 'all' THEN coalesce(fact_section_id, fact_repo_id) END IN (
      SELECT g.section_id
      FROM core.repo_groups AS g
      WHERE for_group <> 'all'
        AND lower(g.group_name) = lower(for_group)
        AND (
          g.group_name = for_group
          OR for_group NOT IN (SELECT x.group_name FROM core.repo_groups AS x WHERE for_group <> 'all')
        )
    )
  )
  AND (
    for_repo = 'all'
    OR CASE WHEN for_repo <> 'all' THEN fact_repo_id END IN (SELECT r.repo_id FROM core.repos AS r WHERE for_repo <> 'all' AND lower(r.name) = lower(for_repo))
  )
