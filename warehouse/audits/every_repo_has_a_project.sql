/* Each repository's project exists. */
AUDIT (name every_repo_has_a_project, standalone TRUE);

SELECT r.repo_id, r.project
FROM core.repos AS r
ANTI JOIN core.projects AS p
  ON p.project = r.project
