/* One row per person: a GitHub account, or the unresolved author behind one hashed commit address.
kind is decided here and nowhere else: config/bots.yaml first, then GitHub's own account type. */
MODEL (
  name core.people,
  kind FULL,
  grain person_id,
  audits (
    not_null(columns := (person_id, kind, kind_evidence)),
    unique_values(columns := person_id),
    accepted_values(column := kind, is_in := ('human', 'bot', 'agent'))
  )
);

WITH accounts AS (
  SELECT
    person_id,
    ARG_MAX(login, last_seen_at) AS login,
    LIST(DISTINCT login ORDER BY login) AS logins,
    MAX(account_type) AS account_type,
    MIN(first_seen_at) AS first_seen_at
  FROM staging.accounts
  GROUP BY person_id
), described AS (
  SELECT LOWER(login) AS login, ARG_MAX(name, (priority, name)) AS name, ARG_MAX(country, priority) AS country
  FROM raw.people
  WHERE login IS NOT NULL
  GROUP BY LOWER(login)
), authors AS (
  SELECT author_address AS address, author_name AS name
  FROM raw.commits
  UNION ALL
  SELECT committer_address, committer_name
  FROM raw.commits
  UNION ALL
  SELECT address, name
  FROM raw.commit_trailers
), everybody AS (
  SELECT person_id, login, logins, account_type, TRUE AS is_account
  FROM accounts
  UNION ALL
  SELECT l.person_id, l.login, [l.login], NULL, TRUE
  FROM core.logins AS l
  WHERE l.person_id NOT IN (SELECT person_id FROM accounts)
  UNION ALL
  SELECT @stable_id('address:' || a.address), NULL, NULL, NULL, FALSE
  FROM (
    SELECT DISTINCT address
    FROM authors
    WHERE address IS NOT NULL
  ) AS a
  WHERE a.address NOT IN (SELECT address FROM core.identities)
), author_names AS (
  SELECT @stable_id('address:' || address) AS person_id, MIN(name) AS name
  FROM authors
  WHERE address IS NOT NULL
  GROUP BY address
), matched AS (
  SELECT
    e.person_id,
    ARG_MAX(b.kind, CASE b.kind WHEN 'human' THEN 3 WHEN 'agent' THEN 2 ELSE 1 END) AS kind,
    ARG_MAX(b.pattern, CASE b.kind WHEN 'human' THEN 3 WHEN 'agent' THEN 2 ELSE 1 END) AS pattern
  FROM everybody AS e
  LEFT JOIN author_names AS n
    ON n.person_id = e.person_id
  JOIN raw.bot_rules AS b
    ON LOWER(COALESCE(e.login, n.name)) LIKE b.pattern ESCAPE '\'
  GROUP BY e.person_id
)
SELECT
  e.person_id, /* GitHub's account id; negative where none is known */
  e.login, /* newest login; NULL for an unresolved commit author */
  LIST_FILTER(e.logins, x -> x <> e.login) AS former_logins,
  COALESCE(d.name, n.name) AS name, /* as people files or commits give it */
  e.is_account,
  CASE
    WHEN NOT m.kind IS NULL
    THEN m.kind
    WHEN e.account_type = 'Bot'
    THEN 'bot'
    ELSE 'human'
  END AS kind, /* human, bot or agent (an AI that writes code) */
  CASE
    WHEN NOT m.kind IS NULL
    THEN 'pattern ' || m.pattern
    WHEN e.account_type = 'Bot'
    THEN 'GitHub account type'
    ELSE 'no rule'
  END AS kind_evidence,
  d.country /* two-letter code, where people files give it */
FROM everybody AS e
LEFT JOIN author_names AS n
  ON n.person_id = e.person_id
LEFT JOIN described AS d
  ON d.login = LOWER(e.login)
LEFT JOIN matched AS m
  ON m.person_id = e.person_id
