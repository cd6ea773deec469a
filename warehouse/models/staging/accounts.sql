/* One row per GitHub account id and login seen with it, with the times between which it was seen. */
MODEL (
  name staging.accounts,
  kind FULL,
  grain (person_id, login),
  audits (
    not_null(columns := (person_id, login)),
    unique_combination_of_columns(columns := (person_id, login))
  )
);

WITH sightings AS (
  SELECT actor_id AS person_id, actor_login AS login, NULL::VARCHAR AS account_type, created_at AS seen_at
  FROM staging.events
  UNION ALL
  SELECT author_id, author_login, author_type, created_at
  FROM raw.comments
  UNION ALL
  SELECT author_id, author_login, author_type, submitted_at
  FROM raw.reviews
  UNION ALL
  SELECT author_id, author_login, author_type, seen_at
  FROM raw.issues
  UNION ALL
  SELECT author_id, author_login, author_type, seen_at
  FROM raw.pull_requests
  UNION ALL
  SELECT merged_by_id, merged_by_login, NULL, seen_at
  FROM raw.pull_requests
  UNION ALL
  SELECT author_id, author_login, author_type, seen_at
  FROM raw.releases
  UNION ALL
  SELECT actor_id, actor_login, actor_type, created_at
  FROM raw.issue_events
  UNION ALL
  SELECT person_id, login, NULL, day
  FROM raw.people
  UNION ALL
  SELECT person_id, login, account_type, first_seen_at
  FROM known.accounts
  UNION ALL
  SELECT person_id, login, account_type, last_seen_at
  FROM known.accounts
)
SELECT
  person_id,
  login,
  MAX(account_type) AS account_type, /* User, Bot or Organization, where a payload says so */
  MIN(seen_at) AS first_seen_at,
  MAX(seen_at) AS last_seen_at
FROM sightings
WHERE
  person_id IS NOT NULL AND login IS NOT NULL
GROUP BY
  person_id,
  login
