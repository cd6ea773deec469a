/* Whether a person is from the company and country asked for. for_company is 'all', 'unknown' (no source knows the
employer at that time), or a name, whatever its case; for_country is 'all', 'unknown', or a two-letter code. Who has
several employers at a time is from each of them. */
CREATE OR REPLACE MACRO is_from(fact_person_id, fact_company, fact_other_companies, for_company, for_country) AS
  (
    for_company = 'all'
    OR lower(fact_company) = lower(for_company)
    OR list_contains(list_transform(fact_other_companies, x -> lower(x)), lower(for_company))
    OR (lower(for_company) = 'unknown' AND fact_company IS NULL)
  )
  AND (
    for_country = 'all'
    OR CASE WHEN for_country <> 'all' THEN fact_person_id END IN (SELECT p.person_id FROM core.people AS p WHERE for_country <> 'all' AND p.country = lower(for_country))
    OR (
      lower(for_country) = 'unknown'
      AND coalesce(CASE WHEN lower(for_country) = 'unknown' THEN fact_person_id END NOT IN (SELECT p.person_id FROM core.people AS p WHERE lower(for_country) = 'unknown' AND p.country IS NOT NULL), TRUE)
    )
  )
