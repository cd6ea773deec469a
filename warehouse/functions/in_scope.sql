/* Whether a fact of a project and repository is asked for. for_project is 'all', a project's key, or 'org:<owner>' for
every repository of one owner whatever project claims it; for_group and for_repo are 'all' or a name. Constant
arguments fold away, so 'all' costs nothing. */
CREATE OR REPLACE MACRO in_scope(fact_project, fact_repo_id, for_project, for_group, for_repo) AS
  (
    for_project = 'all'
    OR fact_project = for_project
    OR (
      starts_with(for_project, 'org:')
      AND fact_repo_id IN (SELECT r.repo_id FROM core.repos AS r WHERE 'org:' || r.organization = lower(for_project))
    )
  )
  AND (
    for_group = 'all'
    OR fact_repo_id IN (SELECT g.repo_id FROM core.repo_groups AS g WHERE lower(g.group_name) = lower(for_group))
  )
  AND (
    for_repo = 'all'
    OR fact_repo_id IN (SELECT r.repo_id FROM core.repos AS r WHERE lower(r.name) = lower(for_repo))
  )
