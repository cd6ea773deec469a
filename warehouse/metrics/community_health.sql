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
WITH circles AS (
  /* A circle is a bit: 1 stargazers, 2 authors of issues, 4 committers, 8 around the code. One row per person and moment. */
  SELECT d.moment, d.person_id, bit_or(d.circle) AS circles
  FROM (
    SELECT
      moment_of(e.created_at, every, window_days) AS moment,
      e.person_id,
      CASE e.type WHEN 'WatchEvent' THEN 1 ELSE 8 END AS circle
    FROM core.events AS e
    WHERE e.type IN (
        'WatchEvent', 'PullRequestEvent', 'PullRequestReviewEvent', 'PullRequestReviewCommentEvent', 'CommitCommentEvent'
      )
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
      AND within_windows(e.created_at, since, until, window_days)
    UNION ALL
    SELECT moment_of(i.created_at, every, window_days), i.person_id, 2
    FROM core.issues AS i
    WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
      AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
      AND within_windows(i.created_at, since, until, window_days)
    UNION ALL
    SELECT moment_of(x.happened_at, every, window_days), x.person_id, 4
    FROM commit_people(
      for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, 'exact'
    ) AS x
  ) AS d
  WHERE d.person_id IS NOT NULL
  GROUP BY d.moment, d.person_id
), people AS (
  SELECT window_period(c.moment, w.days_later, window_days) AS period, c.person_id, bit_or(c.circles) AS circles
  FROM circles AS c
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
), counted AS (
  SELECT
    p.period,
    count(*) FILTER (p.circles & 1 <> 0) AS stargazers,
    count(*) FILTER (p.circles & 2 <> 0) AS issue_authors,
    count(*) FILTER (p.circles & 4 <> 0) AS committers,
    count(*) FILTER (p.circles & 8 <> 0) AS code_commenters
  FROM people AS p
  GROUP BY p.period
), beginnings AS (
  SELECT
    CASE WHEN e.type = 'WatchEvent' THEN 'stargazers' ELSE 'code_commenters' END AS circle,
    min(e.created_at) AS first_at
  FROM core.events AS e
  WHERE e.person_id IS NOT NULL
    AND e.type IN (
      'WatchEvent', 'PullRequestEvent', 'PullRequestReviewEvent', 'PullRequestReviewCommentEvent', 'CommitCommentEvent'
    )
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, '2011-01-01', until)
  GROUP BY e.person_id, circle
  UNION ALL
  SELECT 'issue_authors', min(i.created_at)
  FROM core.issues AS i
  WHERE i.person_id IS NOT NULL
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within(i.created_at, '2011-01-01', until)
  GROUP BY i.person_id
  UNION ALL
  SELECT 'committers', min(x.first_at)
  FROM marts.first_commits AS x
  WHERE x.first_at < until::TIMESTAMP
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
  GROUP BY x.person_id
), firsts AS (
  SELECT b.circle, moment_of(b.first_at, every, window_days) AS period
  FROM beginnings AS b
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
