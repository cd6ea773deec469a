/* One row per account that config/people counts as another account's person. Taking the file away parts them again. */
MODEL (
  name core.merged_accounts,
  kind FULL,
  grain account_id,
  audits (not_null(columns := (account_id, person_id, evidence)), unique_values(columns := account_id))
);

WITH known AS (
  SELECT LOWER(login) AS login, ARG_MAX(person_id, last_seen_at) AS account_id
  FROM staging.accounts
  GROUP BY LOWER(login)
), pairs AS (
  SELECT
    COALESCE(o.account_id, @stable_id('login:' || r.value)) AS account_id,
    COALESCE(m.account_id, @stable_id('login:' || r.login)) AS person_id,
    'config/people/' || r.file AS evidence
  FROM raw.person_rules AS r
  LEFT JOIN known AS m
    ON m.login = r.login
  LEFT JOIN known AS o
    ON o.login = r.value
  WHERE
    r.kind = 'same_login'
)
SELECT account_id, MIN(person_id) AS person_id, ARG_MIN(evidence, person_id) AS evidence
FROM pairs
WHERE
  account_id <> person_id AND NOT account_id IN (SELECT person_id FROM pairs)
GROUP BY
  account_id
