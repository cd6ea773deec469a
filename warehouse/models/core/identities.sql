/* One row per hashed commit address that is known to be an account's, with the evidence. A name alone is never
evidence. Private: it does not leave the work file. */
MODEL (
  name core.identities,
  kind FULL,
  grain address,
  audits (not_null(columns := (address, person_id, evidence)), unique_values(columns := address))
);

WITH evidence AS (
  SELECT
    SHA1(person_id::VARCHAR || '+' || login) || '@users.noreply.github.com' AS address,
    person_id,
    'noreply address' AS evidence,
    1 AS rank
  FROM staging.accounts
  WHERE person_id > 0
  UNION ALL
  SELECT
    SHA1(login) || '@users.noreply.github.com',
    ARG_MAX(person_id, last_seen_at),
    'noreply address',
    2
  FROM staging.accounts
  GROUP BY login
  UNION ALL
  SELECT p.address, ARG_MAX(l.person_id, (p.priority, p.login)), 'affiliation file', 3
  FROM raw.people AS p
  JOIN core.logins AS l
    ON l.login = LOWER(p.login)
  WHERE p.address IS NOT NULL
  GROUP BY p.address
)
SELECT
  address,
  ARG_MIN(person_id, rank) AS person_id,
  ARG_MIN(evidence, rank) AS evidence
FROM evidence
GROUP BY
  address
