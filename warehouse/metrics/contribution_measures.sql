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
), placed AS (
  /* Numbers that each person has alone, many in a row. */
  SELECT
    window_period(d.moment, w.days_later, window_days) AS period,
    d.* EXCLUDE (moment, project, employer_id),
    CASE WHEN acquisitions = 'always' THEN coalesce(b.last_owners[o.company], o.company) ELSE o.company END AS company,
    o.other_companies,
    p.country
  FROM doings_by_person(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
    wanted := CASE
      WHEN measured = 'all' THEN [
        'events', 'contributions', 'pushes', 'issue_comments', 'review_comments', 'commit_comments', 'comments',
        'reviews', 'issues', 'pull_requests', 'merged_pull_requests', 'stars', 'forks'
      ]
      WHEN measured = 'active_repositories' THEN ['events']
      ELSE [measured]
    END,
    with_employers := split_by IN ('company', 'company_and_country')
  ) AS d
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  CROSS JOIN buyers(acquisitions) AS b
  LEFT JOIN core.employers AS o
    ON o.employer_id = d.employer_id
  LEFT JOIN core.people AS p
    ON split_by IN ('country', 'company_and_country') AND p.person_id = d.person_id
), employed AS (
  SELECT p.* EXCLUDE (other_companies)
  FROM placed AS p
  UNION ALL BY NAME
  SELECT
    p.* EXCLUDE (other_companies, company),
    unnest(list_filter(employers(p.company, p.other_companies, b.last_owners), x -> x <> p.company)) AS company
  FROM placed AS p
  CROSS JOIN buyers(acquisitions) AS b
  WHERE p.other_companies IS NOT NULL
), chosen AS (
  SELECT e.*
  FROM employed AS e
  WHERE split_by NOT IN ('company', 'company_and_country')
    OR for_company = 'all'
    OR lower(coalesce(e.company, 'unknown')) = lower(for_company)
), people AS (
  /* What somebody did is a bit. */
  SELECT
    e.period,
    e.company,
    e.country,
    e.person_id,
    bit_or(
      (e.events > 0)::INTEGER
      + 2 * (e.contributions > 0)::INTEGER
      + 4 * (e.pushes > 0)::INTEGER
      + 8 * (e.issue_comments > 0)::INTEGER
      + 16 * (e.review_comments > 0)::INTEGER
      + 32 * (e.commit_comments > 0)::INTEGER
      + 64 * (e.comments > 0)::INTEGER
      + 128 * (e.reviews > 0)::INTEGER
      + 256 * (e.issues > 0)::INTEGER
      + 512 * (e.pull_requests > 0)::INTEGER
      + 1024 * (e.merged_pull_requests > 0)::INTEGER
      + 2048 * (e.stars > 0)::INTEGER
      + 4096 * (e.forks > 0)::INTEGER
    ) AS doings
  FROM chosen AS e
  WHERE e.person_id IS NOT NULL
  GROUP BY e.period, e.company, e.country, e.person_id
), sums AS (
  SELECT
    e.period,
    e.company,
    e.country,
    unnest([
      {'measure': 'events', 'number': sum(e.events), 'people': 0},
      {'measure': 'contributions', 'number': sum(e.contributions), 'people': 0},
      {'measure': 'pushes', 'number': sum(e.pushes), 'people': 0},
      {'measure': 'issue_comments', 'number': sum(e.issue_comments), 'people': 0},
      {'measure': 'review_comments', 'number': sum(e.review_comments), 'people': 0},
      {'measure': 'commit_comments', 'number': sum(e.commit_comments), 'people': 0},
      {'measure': 'comments', 'number': sum(e.comments), 'people': 0},
      {'measure': 'reviews', 'number': sum(e.reviews), 'people': 0},
      {'measure': 'issues', 'number': sum(e.issues), 'people': 0},
      {'measure': 'pull_requests', 'number': sum(e.pull_requests), 'people': 0},
      {'measure': 'merged_pull_requests', 'number': sum(e.merged_pull_requests), 'people': 0},
      {'measure': 'stars', 'number': sum(e.stars), 'people': 0},
      {'measure': 'forks', 'number': sum(e.forks), 'people': 0}
    ]) AS figure
  FROM chosen AS e
  GROUP BY e.period, e.company, e.country
  UNION ALL
  SELECT
    h.period,
    h.company,
    h.country,
    unnest([
      {'measure': 'events', 'number': 0, 'people': count(*) FILTER (h.doings & 1 <> 0)},
      {'measure': 'contributions', 'number': 0, 'people': count(*) FILTER (h.doings & 2 <> 0)},
      {'measure': 'pushes', 'number': 0, 'people': count(*) FILTER (h.doings & 4 <> 0)},
      {'measure': 'issue_comments', 'number': 0, 'people': count(*) FILTER (h.doings & 8 <> 0)},
      {'measure': 'review_comments', 'number': 0, 'people': count(*) FILTER (h.doings & 16 <> 0)},
      {'measure': 'commit_comments', 'number': 0, 'people': count(*) FILTER (h.doings & 32 <> 0)},
      {'measure': 'comments', 'number': 0, 'people': count(*) FILTER (h.doings & 64 <> 0)},
      {'measure': 'reviews', 'number': 0, 'people': count(*) FILTER (h.doings & 128 <> 0)},
      {'measure': 'issues', 'number': 0, 'people': count(*) FILTER (h.doings & 256 <> 0)},
      {'measure': 'pull_requests', 'number': 0, 'people': count(*) FILTER (h.doings & 512 <> 0)},
      {'measure': 'merged_pull_requests', 'number': 0, 'people': count(*) FILTER (h.doings & 1024 <> 0)},
      {'measure': 'stars', 'number': 0, 'people': count(*) FILTER (h.doings & 2048 <> 0)},
      {'measure': 'forks', 'number': 0, 'people': count(*) FILTER (h.doings & 4096 <> 0)},
      {'measure': 'active_repositories', 'number': 0, 'people': count(*) FILTER (h.doings & 1 <> 0)}
    ]) AS figure
  FROM people AS h
  GROUP BY h.period, h.company, h.country
), shared AS (
  /* Commits have several people; repositories are counted, their people are those with an event. */
  SELECT
    d.period,
    d.measure,
    CASE WHEN split_by IN ('company', 'company_and_country') THEN d.company END AS company,
    p.country,
    d.person_id,
    d.thing
  FROM company_doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading, acquisitions,
    wanted := CASE
      WHEN measured = 'all' THEN ['commits', 'active_repositories']
      WHEN measured IN ('commits', 'active_repositories') THEN [measured]
      ELSE ['']
    END,
    repositories_by := CASE WHEN split_by IN ('country', 'company_and_country') THEN 'person' ELSE 'company' END,
    with_employers := split_by IN ('company', 'company_and_country')
  ) AS d
  LEFT JOIN core.people AS p
    ON split_by IN ('country', 'company_and_country') AND p.person_id = d.person_id
  WHERE split_by NOT IN ('company', 'company_and_country')
    OR for_company = 'all'
    OR lower(coalesce(d.company, 'unknown')) = lower(for_company)
), parts AS (
  SELECT s.period, s.figure.measure AS measure, s.company, s.country, s.figure.number AS number, s.figure.people AS people
  FROM sums AS s
  UNION ALL
  SELECT t.period, t.measure, t.company, t.country, count(*), 0
  FROM (SELECT DISTINCT h.period, h.measure, h.company, h.country, h.thing FROM shared AS h) AS t
  GROUP BY t.period, t.measure, t.company, t.country
  UNION ALL
  SELECT t.period, t.measure, t.company, t.country, 0, count(t.person_id)
  FROM (
    SELECT DISTINCT h.period, h.measure, h.company, h.country, h.person_id
    FROM shared AS h
    WHERE h.measure = 'commits'
  ) AS t
  GROUP BY t.period, t.measure, t.company, t.country
), counted AS (
  SELECT s.period, s.measure, s.company, s.country, sum(s.number)::BIGINT AS number, sum(s.people)::BIGINT AS people
  FROM parts AS s
  GROUP BY s.period, s.measure, s.company, s.country
  HAVING sum(s.number) > 0
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
