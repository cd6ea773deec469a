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

WITH sights AS (
  SELECT c.* EXCLUDE (repo_id), COALESCE(c.repo_id, n.repo_id) AS repo_id
  FROM raw.commits AS c
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN c.repo_id IS NULL THEN LOWER(c.repo_name) END
), trailers AS (
  SELECT t.* EXCLUDE (repo_id), COALESCE(t.repo_id, n.repo_id) AS repo_id
  FROM raw.commit_trailers AS t
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN t.repo_id IS NULL THEN LOWER(t.repo_name) END
), roles AS (
  SELECT
    sha,
    repo_id,
    'pusher' AS role,
    pushed_at AS happened_at,
    pusher_id AS account_id,
    pusher_login AS login,
    NULL::VARCHAR AS address,
    NULL::VARCHAR AS name
  FROM sights
  WHERE NOT pusher_login IS NULL
  UNION ALL
  /* The pusher of a commit that its push did not list but ended with. */
  SELECT c.sha, c.repo_id, 'pusher', e.created_at, e.actor_id, e.actor_login, NULL, NULL
  FROM raw.events AS e
  JOIN core.commits AS c
    ON c.sha = e.push_head AND c.repo_id = e.repo_id
  WHERE e.type = 'PushEvent' AND e.push_size IS NULL
  UNION ALL
  /* Each push of a commit counts its author anew; git's sight of it adds none. */
  SELECT s.sha, s.repo_id, 'author', COALESCE(s.pushed_at, c.counted_at), NULL, NULL, s.author_address, s.author_name
  FROM sights AS s
  JOIN core.commits AS c
    ON c.sha = s.sha AND c.repo_id = s.repo_id
  UNION ALL
  SELECT s.sha, s.repo_id, 'committer', c.counted_at, NULL, NULL, s.committer_address, s.committer_name
  FROM sights AS s
  JOIN core.commits AS c
    ON c.sha = s.sha AND c.repo_id = s.repo_id
  WHERE NOT s.committer_address IS NULL
  UNION ALL
  SELECT t.sha, t.repo_id, t.role, c.counted_at, NULL, t.login, t.address, t.name
  FROM trailers AS t
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
    r.repo_id,
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
  LEFT JOIN core.merged_accounts AS o
    ON o.account_id = r.account_id
  LEFT JOIN core.logins AS l
    ON l.login = CASE WHEN r.account_id IS NULL THEN LOWER(r.login) END
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
  s.section_id,
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
LEFT JOIN core.commit_sections AS s
  ON s.sha = x.sha AND s.repo_id = x.repo_id
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
