/* Whether a name in affiliations is of a company: gitdm calls the self-employed Independent and machines (Robots). */
CREATE OR REPLACE MACRO is_organisation(fact_company) AS
  (fact_company NOT IN ('Independent', '(Robots)'))
