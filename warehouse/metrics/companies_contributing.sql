/*
title: Companies contributing
question: How many companies take part, and how many people?
definition: >-
  Companies whose people contributed in the period, and these people. The self-employed are no company (they are with
  reading := 'devstats'). A new company's first contribution in the chosen scope lies in the period, as far as this data
  goes back; the numbers so far count everybody with a contribution or commit up to the end of the period.
grain: one row per period
unit: companies and people
columns:
  period: first moment of the period, UTC
  companies: companies with a contribution
  new_companies: those of them whose first contribution in the chosen scope is in this period
  contributors: people with a contribution
  unknown_contributors: those of them whose employer is unknown
  known_share: part of the contributions whose company is known, 0 to 1
  companies_so_far: companies with a contribution or commit since the data begins; the self-employed are none in any reading
  contributors_so_far: people with a contribution or commit since the data begins
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "whether the self-employed are a company, as in DevStats, and who is a commit's author"}
sources: [events, commits]
adds_up: []
counts: [companies, contributors, unknown_contributors]
at_most: {new_companies: companies, unknown_contributors: contributors, contributors: contributors_so_far}
devstats: [num_stats, contributors_and_orgs_count]
differs: >-
  bots are left out unless asked for (register 24), self-employed people and machines are no company (register 56); a
  company has one name, before and after it was bought (register 37); who has several employers by different sources
  has one by a fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: line
*/
WITH facts AS (
  SELECT d.period, d.person_id, d.company, d.number, d.is_first
  FROM company_doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, reading, acquisitions,
    wanted := ['contributions']
  ) AS d
), people AS (
  SELECT f.period, f.person_id, bool_or(f.company IS NULL) AS is_unknown
  FROM facts AS f
  WHERE f.person_id IS NOT NULL
  GROUP BY f.period, f.person_id
), companies AS (
  SELECT f.period, f.company, sum(f.number) FILTER (f.is_first) AS number
  FROM facts AS f
  GROUP BY f.period, f.company
), counted AS (
  SELECT
    c.period,
    count(*) FILTER (c.company IS NOT NULL AND (is_organisation(c.company) OR reading = 'devstats')) AS companies,
    sum(c.number) FILTER (c.company IS NOT NULL) / nullif(sum(c.number), 0) AS known_share
  FROM companies AS c
  GROUP BY c.period
), counted_people AS (
  SELECT p.period, count(*) AS contributors, count(*) FILTER (p.is_unknown) AS unknown_contributors
  FROM people AS p
  GROUP BY p.period
), beginnings AS (
  SELECT 'contributions' AS measure, f.person_id, f.company, f.other_companies, min(f.first_at) AS first_at
  FROM marts.first_contributions AS f
  WHERE f.first_at < until::TIMESTAMP
    AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
    AND is_who(f.person_kind, who)
    AND is_from(f.person_id, f.company, f.other_companies, 'all', for_country)
  GROUP BY ALL
  UNION ALL
  SELECT
    'commits',
    x.person_id,
    x.company,
    x.other_companies,
    min(CASE WHEN reading = 'exact' THEN x.first_at ELSE x.first_named_at END) AS first_commit_at
  FROM marts.first_commits AS x
  WHERE CASE WHEN reading = 'exact' THEN x.first_at ELSE x.first_named_at END < until::TIMESTAMP
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, 'all', for_country)
  GROUP BY ALL
), employed AS (
  SELECT g.measure, unnest(employers(g.company, g.other_companies, b.last_owners)) AS company, g.first_at
  FROM (
    SELECT g.measure, g.company, g.other_companies, min(g.first_at) AS first_at
    FROM beginnings AS g
    GROUP BY ALL
  ) AS g
  CROSS JOIN buyers(acquisitions) AS b
), first_periods AS (
  SELECT 'person' AS what, moment_of(min(g.first_at), every, window_days) AS period
  FROM beginnings AS g
  WHERE g.person_id IS NOT NULL
  GROUP BY g.person_id
  UNION ALL
  SELECT 'company', moment_of(min(e.first_at), every, window_days)
  FROM employed AS e
  WHERE is_organisation(e.company)
  GROUP BY e.company
  UNION ALL
  SELECT 'contributing company', moment_of(min(e.first_at), every, window_days)
  FROM employed AS e
  WHERE is_organisation(e.company) AND e.measure = 'contributions'
  GROUP BY e.company
), firsts AS (
  SELECT
    f.period,
    count(*) FILTER (f.what = 'person') AS people,
    count(*) FILTER (f.what = 'company') AS companies,
    count(*) FILTER (f.what = 'contributing company') AS contributing_companies
  FROM first_periods AS f
  GROUP BY f.period
), timeline AS (
  SELECT p.period, p.coverage, NULL AS people, NULL AS companies, NULL AS contributing_companies
  FROM periods_with_coverage(since, until, every, window_days) AS p
  UNION ALL
  SELECT f.period, NULL, f.people, f.companies, f.contributing_companies
  FROM firsts AS f
), so_far AS (
  SELECT
    t.period,
    max(t.coverage) AS coverage,
    coalesce(sum(sum(t.people)) OVER (ORDER BY t.period), 0)::BIGINT AS people,
    coalesce(sum(sum(t.companies)) OVER (ORDER BY t.period), 0)::BIGINT AS companies,
    coalesce(sum(t.contributing_companies), 0)::BIGINT AS new_companies
  FROM timeline AS t
  GROUP BY t.period
)
SELECT
  s.period,
  coalesce(c.companies, 0) AS companies,
  s.new_companies,
  coalesce(w.contributors, 0) AS contributors,
  coalesce(w.unknown_contributors, 0) AS unknown_contributors,
  round(c.known_share, 6) AS known_share,
  s.companies AS companies_so_far,
  s.people AS contributors_so_far,
  s.coverage
FROM so_far AS s
LEFT JOIN counted AS c
  ON c.period = s.period
LEFT JOIN counted_people AS w
  ON w.period = s.period
WHERE s.coverage IS NOT NULL
ORDER BY s.period
