/*
title: Community health
question: Does the community around the code grow?
definition: >-
  Four circles of a community in each period, and since the data begins: who gave a star, who opened an issue, who worked on
  commits (pushed, wrote, committed or co-wrote), and who took part around the code (opened, closed or changed a pull
  request, reviewed, or commented on code).
grain: one row per period
unit: people
columns:
  period: first moment of the period, UTC
  stargazers: people who gave a star
  issue_authors: people who opened an issue
  committers: people who worked on commits
  code_commenters: people around the code
  stargazers_so_far: people who gave a star since the data begins
  issue_authors_so_far: people who opened an issue since the data begins
  committers_so_far: people who worked on commits since the data begins
  code_commenters_so_far: people around the code since the data begins
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events, commits, issues]
adds_up: []
counts: [stargazers, issue_authors, committers, code_commenters]
at_most:
  stargazers: stargazers_so_far
  issue_authors: issue_authors_so_far
  committers: committers_so_far
  code_commenters: code_commenters_so_far
devstats: [community_health]
differs: people, not logins (register 39); stars are those of events, not a total that GitHub showed (register 19)
chaoss: [Contributors]
chart: line
*/
WITH facts AS (
  SELECT d.period, d.person_id, d.measure
  FROM doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, 'exact',
    wanted := ['stars', 'issues', 'commits', 'pull_request_events', 'review_events', 'review_comments', 'commit_comments'],
    with_employers := FALSE
  ) AS d
), circles AS (
  FROM (
    VALUES
      ('stars', 'stargazers'),
      ('issues', 'issue_authors'),
      ('commits', 'committers'),
      ('pull_request_events', 'code_commenters'),
      ('review_events', 'code_commenters'),
      ('review_comments', 'code_commenters'),
      ('commit_comments', 'code_commenters')
  ) AS c (measure, circle)
), counted AS (
  SELECT
    f.period,
    count(DISTINCT f.person_id) FILTER (c.circle = 'stargazers') AS stargazers,
    count(DISTINCT f.person_id) FILTER (c.circle = 'issue_authors') AS issue_authors,
    count(DISTINCT f.person_id) FILTER (c.circle = 'committers') AS committers,
    count(DISTINCT f.person_id) FILTER (c.circle = 'code_commenters') AS code_commenters
  FROM facts AS f
  JOIN circles AS c
    ON c.measure = f.measure
  GROUP BY f.period
), firsts AS (
  SELECT c.circle, d.person_id, min(d.period) AS period
  FROM doings(
    for_project,
    for_group,
    for_repo,
    for_company,
    for_country,
    '2011-01-01',
    until,
    CASE WHEN window_days::INTEGER > 1 THEN 'day' ELSE every END,
    1,
    who,
    'exact',
    wanted := ['stars', 'issues', 'commits', 'pull_request_events', 'review_events', 'review_comments', 'commit_comments'],
    with_employers := FALSE
  ) AS d
  JOIN circles AS c
    ON c.measure = d.measure
  WHERE d.person_id IS NOT NULL
  GROUP BY c.circle, d.person_id
), timeline AS (
  SELECT p.period, p.coverage, NULL AS circle
  FROM periods_with_coverage(since, until, every, window_days) AS p
  UNION ALL
  SELECT f.period, NULL, f.circle
  FROM firsts AS f
), so_far AS (
  SELECT
    t.period,
    max(t.coverage) AS coverage,
    sum(count(*) FILTER (t.circle = 'stargazers')) OVER (ORDER BY t.period) AS stargazers,
    sum(count(*) FILTER (t.circle = 'issue_authors')) OVER (ORDER BY t.period) AS issue_authors,
    sum(count(*) FILTER (t.circle = 'committers')) OVER (ORDER BY t.period) AS committers,
    sum(count(*) FILTER (t.circle = 'code_commenters')) OVER (ORDER BY t.period) AS code_commenters
  FROM timeline AS t
  GROUP BY t.period
)
SELECT
  s.period,
  coalesce(c.stargazers, 0) AS stargazers,
  coalesce(c.issue_authors, 0) AS issue_authors,
  coalesce(c.committers, 0) AS committers,
  coalesce(c.code_commenters, 0) AS code_commenters,
  s.stargazers::BIGINT AS stargazers_so_far,
  s.issue_authors::BIGINT AS issue_authors_so_far,
  s.committers::BIGINT AS committers_so_far,
  s.code_commenters::BIGINT AS code_commenters_so_far,
  s.coverage
FROM so_far AS s
LEFT JOIN counted AS c
  ON c.period = s.period
WHERE s.coverage IS NOT NULL
ORDER BY s.period
