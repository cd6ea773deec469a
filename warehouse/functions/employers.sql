/* All employers of a fact's person as a list, each once, under their last buyers' names where the map has one (see
buyers); [NULL] where the employer is unknown, so that unnesting keeps the fact. */
CREATE OR REPLACE MACRO employers(fact_company, fact_other_companies, last_owners) AS
  CASE
    WHEN fact_company IS NULL THEN [NULL]
    WHEN fact_other_companies IS NULL THEN [coalesce(last_owners[fact_company], fact_company)]
    ELSE list_distinct(
      list_transform(
        list_prepend(fact_company, fact_other_companies), x -> coalesce(last_owners[x], x)
      )
    )
  END
