/* Groups hold only repositories that exist. */
AUDIT (name every_group_has_a_repo, standalone TRUE);

SELECT g.repo_id
FROM core.repo_groups AS g
ANTI JOIN core.repos AS r
  ON r.repo_id = g.repo_id
