/* One row per commit, repository, role and person: who pushed, wrote, committed it or stands in its trailers.
People whose address no source knows count once per hashed address, never together. */
MODEL (
  name core.commit_roles,
  kind FULL,
  grain (sha, repo_id, role, person_id, happened_at),
  audits (
    not_null(columns := (sha, repo_id, role, happened_at)),
    unique_combination_of_columns(columns := (sha, repo_id, role, person_id, happened_at))
  )
);

WITH roles AS (
  SELECT
    sha,
    repo_id,
    repo_name,
    'pusher' AS role,
    pushed_at AS happened_at,
    pusher_id AS account_id,
    pusher_login AS login,
    NULL::VARCHAR AS address,
    NULL::VARCHAR AS name
  FROM raw.commits
  WHERE NOT pusher_login IS NULL
  UNION ALL
  SELECT sha, repo_id, repo_name, 'author', COALESCE(pushed_at, committed_at), NULL, NULL, author_address, author_name
  FROM raw.commits
  UNION ALL
  SELECT
    sha, repo_id, repo_name, 'committer', COALESCE(pushed_at, committed_at), NULL, NULL, committer_address,
    committer_name
  FROM raw.commits
  WHERE NOT committer_address IS NULL
  UNION ALL
  SELECT t.sha, t.repo_id, t.repo_name, t.role, c.counted_at, NULL, t.login, t.address, t.name
  FROM raw.commit_trailers AS t
  JOIN core.commits AS c
    ON c.sha = t.sha AND c.repo_id = t.repo_id
), names AS (
  /* DevStats takes an author for the one account whose name in the affiliation files is the author's name. */
  SELECT name, ANY_VALUE(login) AS login
  FROM (
    SELECT DISTINCT name, LOWER(login) AS login
    FROM raw.people
    WHERE NOT name IS NULL AND NOT login IS NULL
  )
  GROUP BY name
  HAVING COUNT(*) = 1
), resolved AS (
  SELECT
    r.sha,
    COALESCE(r.repo_id, n.repo_id) AS repo_id,
    r.role,
    r.happened_at,
    COALESCE(
      o.person_id,
      r.account_id,
      l.person_id,
      i.person_id,
      CASE WHEN NOT r.address IS NULL THEN @stable_id('address:' || r.address) END
    ) AS person_id,
    CASE
      WHEN NOT COALESCE(r.account_id, l.person_id) IS NULL
      THEN 'login'
      WHEN NOT i.person_id IS NULL
      THEN i.evidence
      WHEN NOT r.address IS NULL
      THEN 'unresolved address'
      ELSE 'nothing'
    END AS evidence,
    ln.person_id AS named_person_id
  FROM roles AS r
  LEFT JOIN core.repo_names AS n
    ON r.repo_id IS NULL AND n.repo_name = LOWER(r.repo_name)
  LEFT JOIN core.merged_accounts AS o
    ON o.account_id = r.account_id
  LEFT JOIN core.logins AS l
    ON r.account_id IS NULL AND l.login = LOWER(r.login)
  LEFT JOIN core.identities AS i
    ON i.address = r.address
  LEFT JOIN names AS m
    ON m.name = r.name
  LEFT JOIN core.logins AS ln
    ON ln.login = m.login
)
SELECT DISTINCT ON (x.sha, x.repo_id, x.role, x.person_id, x.happened_at)
  x.sha,
  x.repo_id,
  g.project,
  x.role, /* pusher, author, committer, or a trailer's role such as co_author */
  x.person_id, /* negative for an unresolved address; NULL where the commit names nobody */
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  x.evidence, /* how the person was found */
  x.happened_at, /* of the push that listed the commit, else the commit date */
  x.named_person_id, /* DevStats' way: the one account of that name in the affiliation files */
  COALESCE(q.kind, 'human') AS named_person_kind
FROM resolved AS x
LEFT JOIN core.repos AS g
  ON g.repo_id = x.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = x.person_id
LEFT JOIN core.affiliations AS a
  ON a.person_id = x.person_id
  AND x.happened_at >= a.starts_on
  AND x.happened_at < a.ends_on
LEFT JOIN core.people AS q
  ON q.person_id = x.named_person_id
ORDER BY
  x.sha,
  x.repo_id,
  x.role,
  x.person_id,
  x.happened_at,
  x.named_person_id
