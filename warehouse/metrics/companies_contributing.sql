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
    for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, reading, acquisitions
  ) AS d
  WHERE d.measure = 'contributions'
), counted AS (
  SELECT
    f.period,
    count(DISTINCT f.company) FILTER (is_organisation(f.company) OR reading = 'devstats') AS companies,
    count(DISTINCT f.person_id) AS contributors,
    count(DISTINCT f.person_id) FILTER (f.company IS NULL) AS unknown_contributors,
    sum(f.number) FILTER (f.is_first AND f.company IS NOT NULL) / nullif(sum(f.number) FILTER (f.is_first), 0)
      AS known_share
  FROM facts AS f
  GROUP BY f.period
), everything AS (
  SELECT d.period, d.measure, d.person_id, d.company
  FROM company_doings(
    for_project, for_group, for_repo, 'all', for_country, '2011-01-01', until,
    CASE WHEN window_days::INTEGER > 1 THEN 'day' ELSE every END, 1, who, reading, acquisitions
  ) AS d
  WHERE d.measure IN ('contributions', 'commits')
), first_periods AS (
  SELECT 'person' AS what, e.person_id::VARCHAR AS name, min(e.period) AS period
  FROM everything AS e
  WHERE e.person_id IS NOT NULL
  GROUP BY e.person_id
  UNION ALL
  SELECT 'company', e.company, min(e.period)
  FROM everything AS e
  WHERE is_organisation(e.company)
  GROUP BY e.company
  UNION ALL
  SELECT 'contributing company', e.company, min(e.period)
  FROM everything AS e
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
  coalesce(c.contributors, 0) AS contributors,
  coalesce(c.unknown_contributors, 0) AS unknown_contributors,
  round(c.known_share, 6) AS known_share,
  s.companies AS companies_so_far,
  s.people AS contributors_so_far,
  s.coverage
FROM so_far AS s
LEFT JOIN counted AS c
  ON c.period = s.period
WHERE s.coverage IS NOT NULL
ORDER BY s.period
