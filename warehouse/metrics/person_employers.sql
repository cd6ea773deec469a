/*
title: Employers
question: For whom did they work, and what did they contribute then?
definition: >-
  Each interval of employment that counts, with its source, and the person's contributions of the range that fall into
  it; then, without a company, those that fall into none.
grain: one row per person and interval
unit: contributions
columns:
  login: GitHub login
  company: employer; NULL where no source knows one
  other_companies: employers at the same time
  starts_on: first day; 1900-01-01 where no source says a beginning
  ends_on: first day after; 2100-01-01 where no source says an end
  source: who says so
  contested_by: what other entries, trusted as much, say instead
  contributions: events of the seven contribution types in the range and the interval
parameters: [for_person, for_project, since, until]
sources: [events]
adds_up: []
devstats: []
chart: table
*/
WITH people AS (
  SELECT p.person_id, p.login
  FROM core.people AS p
  WHERE is_person(p.person_id, for_person) AND p.login IS NOT NULL
), facts AS (
  SELECT e.person_id, e.created_at
  FROM core.events AS e
  WHERE e.is_contribution
    AND is_person(e.person_id, for_person)
    AND in_scope(e.project, e.repo_id, for_project, 'all', 'all')
    AND within(e.created_at, since, until)
), placed AS (
  SELECT f.person_id, a.starts_on, count(*) AS contributions
  FROM facts AS f
  LEFT JOIN core.affiliations AS a
    ON a.person_id = f.person_id AND f.created_at >= a.starts_on AND f.created_at < a.ends_on
  GROUP BY f.person_id, a.starts_on
), intervals AS (
  SELECT a.person_id, a.company, a.other_companies, a.starts_on, a.ends_on, a.source, a.contested_by
  FROM core.affiliations AS a
  UNION ALL
  SELECT d.person_id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM placed AS d
  WHERE d.starts_on IS NULL
)
SELECT
  p.login,
  i.company,
  i.other_companies,
  i.starts_on,
  i.ends_on,
  i.source,
  i.contested_by,
  coalesce(d.contributions, 0) AS contributions
FROM intervals AS i
JOIN people AS p
  ON p.person_id = i.person_id
LEFT JOIN placed AS d
  ON d.person_id = i.person_id AND d.starts_on IS NOT DISTINCT FROM i.starts_on
ORDER BY p.login, i.starts_on
