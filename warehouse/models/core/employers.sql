/* One row per company that somebody works for, or companies at the same time. Facts carry the id of their person's, which
is quicker to group by than the names. */
MODEL (
  name core.employers,
  kind FULL,
  grain employer_id,
  audits (
    not_null(columns := (employer_id, company)),
    unique_values(columns := employer_id)
  )
);

SELECT DISTINCT
  employer_id, /* stands for both columns: the same names always give it */
  company, /* employer; the first by name of several */
  other_companies /* employers at the same time; NULL where there is one */
FROM core.affiliations
