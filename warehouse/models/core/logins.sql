/* One row per login, lower case: the person whose it was last. Logins that no source knows an id of (before 2015, or
from affiliation files) get a negative id of their own. Corrections in config/people may part a login from an account
that had it, and make several accounts one person. */
MODEL (
  name core.logins,
  kind FULL,
  grain login,
  audits (not_null(columns := (login, person_id, evidence)), unique_values(columns := login))
);

WITH parted AS (
  SELECT DISTINCT a.person_id AS account_id, r.value AS login
  FROM raw.person_rules AS r
  JOIN staging.accounts AS a
    ON LOWER(a.login) = r.login
  WHERE
    r.kind = 'not_login'
), known AS (
  SELECT LOWER(a.login) AS login, ARG_MAX(a.person_id, a.last_seen_at) AS account_id
  FROM staging.accounts AS a
  LEFT JOIN parted AS x
    ON x.account_id = a.person_id AND x.login = LOWER(a.login)
  WHERE
    x.login IS NULL
  GROUP BY LOWER(a.login)
), bare AS (
  SELECT LOWER(actor_login) AS login
  FROM staging.events
  WHERE actor_id IS NULL AND actor_login IS NOT NULL
  UNION
  SELECT LOWER(author_login)
  FROM raw.comments
  WHERE author_id IS NULL AND author_login IS NOT NULL
  UNION
  SELECT LOWER(author_login)
  FROM raw.pull_requests
  WHERE author_id IS NULL AND author_login IS NOT NULL
  UNION
  SELECT LOWER(login)
  FROM raw.people
  WHERE login IS NOT NULL
  UNION
  SELECT LOWER(login)
  FROM staging.authors
  WHERE login IS NOT NULL
  UNION
  SELECT login
  FROM known.logins
  UNION
  SELECT login
  FROM parted
), accounts AS (
  SELECT login, account_id, 'GitHub account' AS evidence
  FROM known
  UNION ALL
  SELECT login, @stable_id('login:' || login), 'login alone'
  FROM bare
  WHERE login NOT IN (SELECT login FROM known)
)
SELECT
  a.login,
  COALESCE(m.person_id, a.account_id) AS person_id,
  COALESCE(m.evidence, a.evidence) AS evidence
FROM accounts AS a
LEFT JOIN core.merged_accounts AS m
  ON m.account_id = a.account_id
