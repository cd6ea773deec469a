/*
title: Paid or not
question: How much of the work do companies stand behind?
definition: >-
  Contributions and contributors by what is known of their employer at that time: a company, self-employed
  (Independent), or nothing. Who has several employers is of a company when one of them is. A person who changes within
  the period counts in each.
grain: one row per period
unit: contributions and people
columns:
  period: first moment of the period, UTC
  contributions: events of the seven contribution types; with a moving window, a day over the window
  by_companies: those of people of a company
  by_independents: those of the self-employed
  by_unknown: those of people whose employer is not known
  companies_share: by_companies of all contributions, 0 to 1
  independents_share: by_independents of all contributions, 0 to 1
  unknown_share: by_unknown of all contributions, 0 to 1
  contributors: distinct people
  contributors_of_companies: those of a company
  contributors_independent: the self-employed among them
  contributors_unknown: those whose employer is not known
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_country, since, until, every, window_days, who]
sources: [events]
adds_up: [contributions, by_companies, by_independents, by_unknown]
counts: [contributors, contributors_of_companies, contributors_independent, contributors_unknown]
at_most:
  by_companies: contributions
  by_independents: contributions
  by_unknown: contributions
  contributors_of_companies: contributors
  contributors_independent: contributors
  contributors_unknown: contributors
behind: {counts: {contributions: contributions}}
devstats: [num_stats]
differs: bots are left out unless asked for (register 24); the self-employed and machines are no company (register 56)
chaoss: [Contribution Attribution]
chart: stacked
*/
WITH facts AS (
  SELECT
    d.period,
    d.person_id,
    CASE
      WHEN d.company IS NULL THEN 'unknown'
      WHEN is_organisation(d.company) OR len(list_filter(d.other_companies, x -> is_organisation(x))) > 0 THEN 'company'
      WHEN d.company = 'Independent' THEN 'independent'
      ELSE 'company'
    END AS standing,
    sum(d.number) AS number
  FROM doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, 'exact',
    wanted := ['contributions']
  ) AS d
  GROUP BY ALL
), counted AS (
  SELECT
    f.period,
    sum(f.number) AS contributions,
    coalesce(sum(f.number) FILTER (f.standing = 'company'), 0) AS by_companies,
    coalesce(sum(f.number) FILTER (f.standing = 'independent'), 0) AS by_independents,
    coalesce(sum(f.number) FILTER (f.standing = 'unknown'), 0) AS by_unknown,
    count(DISTINCT f.person_id) AS contributors,
    count(DISTINCT f.person_id) FILTER (f.standing = 'company') AS contributors_of_companies,
    count(DISTINCT f.person_id) FILTER (f.standing = 'independent') AS contributors_independent,
    count(DISTINCT f.person_id) FILTER (f.standing = 'unknown') AS contributors_unknown
  FROM facts AS f
  GROUP BY f.period
)
SELECT
  p.period,
  round(coalesce(c.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  round(coalesce(c.by_companies, 0) / window_days::INTEGER, 2) AS by_companies,
  round(coalesce(c.by_independents, 0) / window_days::INTEGER, 2) AS by_independents,
  round(coalesce(c.by_unknown, 0) / window_days::INTEGER, 2) AS by_unknown,
  round(c.by_companies / nullif(c.contributions, 0), 6) AS companies_share,
  round(c.by_independents / nullif(c.contributions, 0), 6) AS independents_share,
  round(c.by_unknown / nullif(c.contributions, 0), 6) AS unknown_share,
  coalesce(c.contributors, 0) AS contributors,
  coalesce(c.contributors_of_companies, 0) AS contributors_of_companies,
  coalesce(c.contributors_independent, 0) AS contributors_independent,
  coalesce(c.contributors_unknown, 0) AS contributors_unknown,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
