/*
title: New companies
question: Which companies have just joined?
definition: >-
  Companies whose first contribution in the chosen scope lies in the range, as far as this data goes back, with who made
  it and what their people did since, up to the end of the range. The self-employed are no company.
grain: one row per company
unit: people and contributions
columns:
  company: name
  first_at: time of the first contribution, UTC
  first_login: who made it
  first_project: where
  contributors: people of the company who contributed up to the end of the range
  contributions: their contributions
  known_share: part of all contributions of the range whose company is known, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_country, since, until, who, acquisitions]
sources: [events]
adds_up: []
at_most: {contributors: contributions}
behind: {by: [company], counts: {contributions: contributions}}
devstats: []
chaoss: [Organizational Diversity, New Contributors]
chart: table
*/
WITH beginnings AS (
  /* Grouped before names change and lists unfold, for there are few companies. */
  SELECT f.company, f.other_companies, min(f.first_at) AS first_at
  FROM marts.first_contributions AS f
  WHERE f.company IS NOT NULL
    AND f.first_at < until::TIMESTAMP
    AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
    AND is_who(f.person_kind, who)
    AND is_from(f.person_id, f.company, f.other_companies, 'all', for_country)
  GROUP BY f.company, f.other_companies
), arrivals AS (
  SELECT g.company, min(g.first_at) AS first_at
  FROM (
    SELECT g.first_at, unnest(employers(g.company, g.other_companies, b.last_owners)) AS company
    FROM beginnings AS g
    CROSS JOIN buyers(acquisitions) AS b
  ) AS g
  WHERE is_organisation(g.company)
  GROUP BY g.company
), events AS (
  SELECT e.created_at, e.event_id, e.person_id, e.project, e.company, e.other_companies
  FROM core.events AS e
  CROSS JOIN buyers(acquisitions) AS b
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, 'all', for_country)
    AND within(e.created_at, since, until)
), facts AS (
  SELECT
    e.created_at, e.event_id, e.person_id, e.project, unnest(employers(e.company, e.other_companies, b.last_owners)) AS company
  FROM events AS e
  CROSS JOIN buyers(acquisitions) AS b
  WHERE e.company IN (
    SELECT g.company
    FROM beginnings AS g
    CROSS JOIN buyers(acquisitions) AS b
    WHERE list_has_any(employers(g.company, g.other_companies, b.last_owners), (SELECT list(a.company) FROM arrivals AS a WHERE a.first_at >= since::TIMESTAMP))
  )
), companies AS (
  SELECT
    f.company,
    min(f.created_at) AS first_at,
    arg_min(f.person_id, (f.created_at, f.event_id)) AS person_id,
    arg_min(f.project, (f.created_at, f.event_id)) AS first_project,
    count(DISTINCT f.person_id) AS contributors,
    count(*) AS contributions
  FROM facts AS f
  JOIN arrivals AS a
    ON a.company = f.company AND a.first_at >= since::TIMESTAMP
  GROUP BY f.company
), known AS (
  /* A contribution of somebody with several employers stands once for each. */
  SELECT sum(k.number * k.known) / nullif(sum(k.number * greatest(k.known, 1)), 0) AS share
  FROM (
    SELECT
      count(*) AS number,
      CASE WHEN e.company IS NULL THEN 0 ELSE len(employers(e.company, e.other_companies, any_value(b.last_owners))) END AS known
    FROM events AS e
    CROSS JOIN buyers(acquisitions) AS b
    GROUP BY e.company, e.other_companies
  ) AS k
)
SELECT
  c.company,
  c.first_at,
  coalesce(p.login, '(unknown)') AS first_login,
  c.first_project,
  c.contributors,
  c.contributions,
  round(k.share, 6) AS known_share
FROM companies AS c
CROSS JOIN known AS k
LEFT JOIN core.people AS p
  ON p.person_id = c.person_id
ORDER BY c.first_at, c.company
