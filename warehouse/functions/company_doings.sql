/* What `doings` says, one row per employer: work of who has several employers at a time stands once for each, and
is_first marks one of the rows, for totals of everybody. company is NULL where unknown. acquisitions 'dated' leaves
work before an acquisition with the company that was bought; 'always' gives all of it to the last buyer, as DevStats. */
CREATE OR REPLACE MACRO company_doings(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading, acquisitions
) AS TABLE
  WITH facts AS (
    SELECT d.*, employers(d.company, d.other_companies, b.last_owners) AS companies
    FROM doings(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading
    ) AS d
    CROSS JOIN buyers(acquisitions) AS b
  )
  SELECT
    f.period,
    f.measure,
    f.project,
    f.person_id,
    unnest(f.companies) AS company,
    unnest(range(len(f.companies))) = 0 AS is_first,
    f.number,
    f.thing
  FROM facts AS f
