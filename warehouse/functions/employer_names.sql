/* The companies that an employer_id stands for, a row each, by the names that acquisitions asks for (see company_doings).
is_first marks one of them, for totals of everybody. */
CREATE OR REPLACE MACRO employer_names(acquisitions) AS TABLE
  SELECT n.employer_id, n.company, n.company = n.first_name AS is_first
  FROM (
    SELECT
      o.employer_id,
      unnest(employers(o.company, o.other_companies, b.last_owners)) AS company,
      coalesce(b.last_owners[o.company], o.company) AS first_name
    FROM core.employers AS o
    CROSS JOIN buyers(acquisitions) AS b
  ) AS n
