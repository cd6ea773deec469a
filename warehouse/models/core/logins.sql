/* One row per login, lower case: the account that used it last. Logins that no source knows an id of (before
2015, or from affiliation files) get a negative id of their own. */
MODEL (
  name core.logins,
  kind FULL,
  grain login,
  audits (not_null(columns := (login, person_id)), unique_values(columns := login))
);

WITH known AS (
  SELECT LOWER(login) AS login, ARG_MAX(person_id, last_seen_at) AS person_id
  FROM staging.accounts
  GROUP BY LOWER(login)
), bare AS (
  SELECT LOWER(actor_login) AS login
  FROM staging.events
  WHERE actor_id IS NULL AND actor_login IS NOT NULL
  UNION
  SELECT LOWER(author_login)
  FROM staging.comments
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
  FROM raw.commit_trailers
  WHERE login IS NOT NULL
)
SELECT login, person_id
FROM known
UNION ALL
SELECT login, @stable_id('login:' || login) AS person_id
FROM bare
WHERE login NOT IN (SELECT login FROM known)
