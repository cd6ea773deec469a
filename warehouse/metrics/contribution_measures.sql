/*
title: Contributions and contributors
question: How much is done, by how many people, from which companies and countries?
definition: >-
  Every measure of work over time, and how many people it is from. With split_by, apart by the person's employer at the
  time, by the person's country, or by both; work of who has several employers at a time stands with each of them.
grain: one row per period and measure, or per part of it that occurred
unit: things and people
columns:
  period: first moment of the period, UTC
  measure: >-
    events, contributions, pushes, issue_comments, review_comments, commit_comments, comments, reviews, issues,
    pull_requests, merged_pull_requests, commits, active_repositories, stars or forks
  company: employer, where split by it; NULL where unknown
  country: two-letter code, where split by it; NULL where unknown
  number: things of the measure; with a moving window, a day over the window (repositories distinct in it)
  people: distinct people who did them
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  measured:
    default: all
    choices: [all, events, contributions, pushes, issue_comments, review_comments, commit_comments, comments, reviews, issues, pull_requests, merged_pull_requests, commits, active_repositories, stars, forks]
    help: one measure, or all
  split_by: {default: nothing, choices: [nothing, company, country, company_and_country], help: what the numbers are parted by}
  reading: {default: exact, choices: [devstats, exact], help: "count commits and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [number, people]
devstats: [contributors, committers, prs_authors, countries, committers_countries]
differs: >-
  any group, company and country (register 10); events are all of them (register 30); a merged pull request counts for
  the author's employer at the merge (register 30); people, not logins (register 39); who has several employers by
  different sources has one by a fixed rule (register 53)
chaoss: [Contributors, Types of Contributions]
chart: table
*/
WITH measures AS (
  SELECT unnest([
    'events', 'contributions', 'pushes', 'issue_comments', 'review_comments', 'commit_comments', 'comments', 'reviews',
    'issues', 'pull_requests', 'merged_pull_requests', 'commits', 'active_repositories', 'stars', 'forks'
  ]) AS measure
), facts AS (
  SELECT
    d.period,
    d.measure,
    CASE WHEN split_by IN ('company', 'company_and_country') THEN d.company END AS company,
    CASE WHEN split_by IN ('country', 'company_and_country') THEN p.country END AS country,
    d.person_id,
    d.number,
    d.thing
  FROM company_doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading, acquisitions
  ) AS d
  LEFT JOIN core.people AS p
    ON split_by IN ('country', 'company_and_country') AND p.person_id = d.person_id
  WHERE (measured = 'all' OR d.measure = measured)
    AND CASE
      WHEN split_by NOT IN ('company', 'company_and_country') THEN d.is_first
      ELSE for_company = 'all' OR lower(coalesce(d.company, 'unknown')) = lower(for_company)
    END
), counted AS (
  SELECT
    f.period,
    f.measure,
    f.company,
    f.country,
    how_many(f.number, f.thing) AS number,
    count(DISTINCT f.person_id) AS people
  FROM facts AS f
  GROUP BY f.period, f.measure, f.company, f.country
)
SELECT
  p.period,
  m.measure,
  c.company,
  c.country,
  CASE
    WHEN m.measure = 'active_repositories' THEN coalesce(c.number, 0)
    ELSE round(coalesce(c.number, 0) / window_days::INTEGER, 2)
  END AS number,
  coalesce(c.people, 0) AS people,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
CROSS JOIN measures AS m
LEFT JOIN counted AS c
  ON c.period = p.period AND c.measure = m.measure
WHERE measured = 'all' OR m.measure = measured
ORDER BY p.period, m.measure, number DESC, c.company, c.country
