/* One row per spelling of a company's name in affiliations or configuration, and the company it means: by
config/companies.yaml, else the most used of the spellings that differ in case, punctuation or legal form only. */
MODEL (
  name core.company_names,
  kind FULL,
  grain name,
  audits (not_null(columns := (name, company, key)), unique_values(columns := name))
);

WITH spellings AS (
  SELECT company AS name, COUNT(*) AS uses
  FROM raw.affiliations
  GROUP BY company
  UNION ALL
  SELECT name, 0
  FROM raw.company_names
), keyed AS (
  SELECT name, @company_key(name) AS key, SUM(uses) AS uses
  FROM spellings
  GROUP BY name
), configured AS (
  SELECT @company_key(name) AS key, MIN(company) AS company
  FROM raw.company_names
  GROUP BY ALL
), spelled AS (
  SELECT key, ARG_MAX(name, (uses, -LENGTH(name), name)) AS company
  FROM keyed
  GROUP BY key
)
SELECT
  k.name,
  COALESCE(c.company, s.company) AS company, /* the name that figures show */
  k.key, /* the name without case, punctuation and legal form */
  NOT c.company IS NULL AS is_configured /* config/companies.yaml has it */
FROM keyed AS k
JOIN spelled AS s
  ON s.key = k.key
LEFT JOIN configured AS c
  ON c.key = k.key
