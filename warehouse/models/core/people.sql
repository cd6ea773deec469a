/* One row per person: a GitHub account, several that config/people makes one, or the unresolved author behind one
hashed commit address. kind is decided here and nowhere else: config/people first, then config/bots.yaml, then GitHub's
own account type, then what affiliation files call a machine. */
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
    COALESCE(m.person_id, a.person_id) AS person_id,
    ARG_MAX(a.login, (m.person_id IS NULL, a.last_seen_at)) AS login,
    LIST(DISTINCT a.login ORDER BY a.login) AS logins,
    ARG_MAX(a.account_type, m.person_id IS NULL) AS account_type
  FROM staging.accounts AS a
  LEFT JOIN core.merged_accounts AS m
    ON m.account_id = a.person_id
  GROUP BY COALESCE(m.person_id, a.person_id)
), described AS (
  SELECT
    l.person_id,
    ARG_MAX(p.name, (p.priority, p.name)) AS name,
    ARG_MAX(p.country, (p.priority, p.country)) AS country,
    ARG_MAX(p.timezone, (p.priority, p.timezone)) AS timezone
  FROM raw.people AS p
  JOIN core.logins AS l
    ON l.login = LOWER(p.login)
  GROUP BY l.person_id
), everybody AS (
  SELECT person_id, login, logins, account_type, TRUE AS is_account, NULL::VARCHAR AS address
  FROM accounts
  UNION ALL
  SELECT l.person_id, MIN(l.login), LIST(l.login ORDER BY l.login), NULL, TRUE, NULL
  FROM core.logins AS l
  WHERE l.person_id NOT IN (SELECT person_id FROM accounts)
  GROUP BY l.person_id
  UNION ALL
  SELECT @stable_id('address:' || a.address), NULL, NULL, NULL, FALSE, a.address
  FROM (
    SELECT DISTINCT address
    FROM staging.authors
    WHERE address IS NOT NULL
  ) AS a
  WHERE a.address NOT IN (SELECT address FROM core.identities)
), author_names AS (
  SELECT @stable_id('address:' || address) AS person_id, MIN(name) AS name
  FROM staging.authors
  WHERE address IS NOT NULL
  GROUP BY address
), rules AS (
  SELECT l.person_id, r.value AS kind, 'config/people/' || r.file AS evidence, 0 AS rank
  FROM raw.person_rules AS r
  JOIN core.logins AS l
    ON l.login = r.login
  WHERE r.kind = 'kind'
  UNION ALL
  SELECT
    e.person_id,
    b.kind,
    'pattern ' || b.pattern,
    CASE b.kind WHEN 'human' THEN 1 WHEN 'agent' THEN 2 ELSE 4 END
  FROM everybody AS e
  LEFT JOIN author_names AS n
    ON n.person_id = e.person_id
  JOIN raw.bot_rules AS b
    ON LOWER(COALESCE(e.login, n.name)) LIKE b.pattern ESCAPE '\'
    /* An account may be told by its login, but people are called Claude: a single word as a name makes no agent. */
    AND (NOT e.login IS NULL OR b.kind <> 'agent' OR REGEXP_MATCHES(b.pattern, '[ %[]'))
  UNION ALL
  SELECT e.person_id, 'agent', 'address of ' || s.tool, 3
  FROM everybody AS e
  JOIN raw.agent_signatures AS s
    ON s.kind = 'address' AND s.value = LOWER(e.address)
  UNION ALL
  SELECT person_id, 'bot', 'login ends in [bot]', 5
  FROM everybody
  WHERE login LIKE '%[bot]'
  UNION ALL
  SELECT person_id, 'bot', 'GitHub account type', 6
  FROM everybody
  WHERE account_type = 'Bot'
  UNION ALL
  /* gitdm's word for machines, where it is all that imports say of an account. */
  SELECT l.person_id, 'bot', 'affiliation (Robots)', 7
  FROM raw.affiliations AS a
  JOIN core.logins AS l
    ON l.login = LOWER(a.login)
  GROUP BY l.person_id
  HAVING BOOL_AND(LOWER(a.company) = '(robots)')
), ruled AS (
  SELECT person_id, ARG_MIN(kind, (rank, evidence)) AS kind, ARG_MIN(evidence, (rank, evidence)) AS evidence
  FROM rules
  GROUP BY person_id
)
SELECT
  e.person_id, /* GitHub's account id; negative where none is known */
  e.login, /* newest login; NULL for an unresolved commit author */
  LIST_FILTER(e.logins, x -> x <> e.login) AS former_logins, /* and logins of accounts counted as this person */
  COALESCE(d.name, n.name) AS name, /* as people files or commits give it */
  e.is_account,
  COALESCE(r.kind, 'human') AS kind, /* human, bot or agent (an AI that writes code) */
  COALESCE(r.evidence, 'no rule') AS kind_evidence, /* the rule that says so */
  d.country, /* two-letter code, where people files give it */
  d.timezone /* likewise, e.g. Europe/Berlin */
FROM everybody AS e
LEFT JOIN author_names AS n
  ON n.person_id = e.person_id
LEFT JOIN described AS d
  ON d.person_id = e.person_id
LEFT JOIN ruled AS r
  ON r.person_id = e.person_id
