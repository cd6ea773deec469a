/* Nobody has a role in a commit that is not there. */
AUDIT (name every_role_has_a_commit, standalone TRUE);

SELECT x.sha, x.repo_id
FROM core.commit_roles AS x
ANTI JOIN core.commits AS c
  ON c.sha = x.sha AND c.repo_id = x.repo_id
