/* No two commits have one key: they would count as one. */
AUDIT (name commit_keys_are_unique, standalone TRUE);

SELECT commit_key
FROM core.commits
GROUP BY commit_key
HAVING COUNT(DISTINCT sha) > 1
