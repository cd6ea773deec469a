/* One row per hashed commit address that is known to be a person's, with the evidence. A name alone is never
evidence. What config/people says wins: an address given to a person, or denied. Private: it does not leave the work
file. */
MODEL (
  name core.identities,
  kind FULL,
  grain address,
  audits (not_null(columns := (address, person_id, evidence)), unique_values(columns := address))
);

WITH denied AS (
  SELECT r.value AS address, l.person_id
  FROM raw.person_rules AS r
  JOIN core.logins AS l
    ON l.login = r.login
  WHERE
    r.kind = 'not_address'
), spellings AS (
  SELECT person_id AS account_id, login, last_seen_at
  FROM staging.accounts
  UNION
  SELECT person_id, LOWER(login), last_seen_at
  FROM staging.accounts
), evidence AS (
  SELECT r.value AS address, l.person_id, 'config/people/' || r.file AS evidence, 0 AS rank
  FROM raw.person_rules AS r
  JOIN core.logins AS l
    ON l.login = r.login
  WHERE
    r.kind = 'same_address'
  UNION ALL
  SELECT
    SHA1(s.account_id::VARCHAR || '+' || s.login) || '@users.noreply.github.com',
    COALESCE(m.person_id, s.account_id),
    'noreply address',
    1
  FROM spellings AS s
  LEFT JOIN core.merged_accounts AS m
    ON m.account_id = s.account_id
  WHERE
    s.account_id > 0
  UNION ALL
  SELECT
    SHA1(s.login) || '@users.noreply.github.com',
    ARG_MAX(COALESCE(m.person_id, s.account_id), s.last_seen_at),
    'noreply address',
    2
  FROM spellings AS s
  LEFT JOIN core.merged_accounts AS m
    ON m.account_id = s.account_id
  GROUP BY s.login
  UNION ALL
  SELECT p.address, ARG_MAX(l.person_id, (p.priority, p.login)), 'affiliation file', 3
  FROM raw.people AS p
  JOIN core.logins AS l
    ON l.login = LOWER(p.login)
  LEFT JOIN denied AS d
    ON d.address = p.address AND d.person_id = l.person_id
  WHERE
    p.address IS NOT NULL AND d.address IS NULL
  GROUP BY p.address
  UNION ALL
  SELECT t.address, MAX(l.person_id), 'noreply address in a trailer', 4
  FROM staging.authors AS t
  JOIN core.logins AS l
    ON l.login = LOWER(t.login)
  WHERE
    t.address IS NOT NULL
  GROUP BY t.address
)
SELECT
  e.address,
  ARG_MIN(e.person_id, e.rank) AS person_id,
  ARG_MIN(e.evidence, e.rank) AS evidence
FROM evidence AS e
LEFT JOIN denied AS d
  ON d.address = e.address AND d.person_id = e.person_id
WHERE
  d.address IS NULL
GROUP BY
  e.address
