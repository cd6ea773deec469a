/* As is_from, of a fact that knows its person's employer by id only. */
CREATE OR REPLACE MACRO is_employed(fact_person_id, fact_employer_id, for_company, for_country) AS
  (
    for_company = 'all'
    OR CASE WHEN for_company <> 'all' THEN fact_employer_id END IN (
      SELECT o.employer_id
      FROM core.employers AS o
      WHERE for_company <> 'all' AND is_from(NULL, o.company, o.other_companies, for_company, 'all')
    )
    OR (lower(for_company) = 'unknown' AND fact_employer_id IS NULL)
  )
  AND is_from(fact_person_id, NULL, NULL, 'all', for_country)
