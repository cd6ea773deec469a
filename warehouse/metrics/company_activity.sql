/*
title: Companies over time
question: How does the part of each company change?
definition: >-
  What people did in each period while they worked for the company: the companies with the most contributions of the
  range, as many as top says, for_company alone, or those that among names, and everybody together as 'All'. rank is
  among all companies, and share is the company's part of the contributions of people with a known employer.
grain: one row per period and company
unit: things and people
columns:
  period: first moment of the period, UTC
  company: name; 'All' for everybody, known or not
  rank: place of the company by contributions in the period; equal numbers share a place; NULL without a contribution
  contributions: events of the seven contribution types; with a moving window, a day over the window
  contributors: people with a contribution
  commits: distinct commits that somebody of the company pushed, wrote, committed or co-wrote
  committers: these people
  issues: issues opened
  pull_requests: pull requests opened
  pushes: pushes
  pushers: people who pushed
  comments: comments on issues, pull requests, diffs and commits, as events
  reviews: pull request reviews, as events
  events: public events of any type
  active_people: people with any event
  share: contributions as part of those with a known employer, 0 to 1
  known_share: part of all contributions whose company is known, 0 to 1; the same for each company of the period
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  top: {default: 10, minimum: 1, maximum: 1000, help: how many companies; those with the most contributions in the range}
  among: {default: all, help: "companies to show, in whatever number, their names with | between them; or all"}
  reading: {default: exact, choices: [devstats, exact], help: "issues and pull_requests are their events, as in DevStats, or those opened"}
sources: [events, commits, issues, pull_requests]
adds_up: []
behind: {by: [company], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, reviews: reviews, comments: comments, events: events}}
devstats: [company_activity, company_activity_commits]
differs: >-
  exact (register 2), any company (register 10); issues and pull requests are those opened (register 27); periods
  without work are 0; who has several employers by different sources has one by a fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: stacked
*/
WITH facts AS (
  SELECT d.*
  FROM company_doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, reading,
    acquisitions
  ) AS d
  WHERE d.measure IN (
    'events', 'contributions', 'commits', 'pushes', 'issue_comments', 'review_comments', 'commit_comments',
    'review_events', 'issues', 'issue_events', 'pull_requests', 'pull_request_events'
  )
), people AS (
  /* Grouped by person first: counting rows afterwards is faster than counting distinct people. */
  SELECT f.period, f.company, f.measure, f.person_id, sum(f.number) AS number
  FROM facts AS f
  WHERE f.company IS NOT NULL
  GROUP BY ALL
), everybody AS (
  SELECT f.period, f.measure, f.person_id, sum(f.number) AS number
  FROM facts AS f
  WHERE f.is_first
  GROUP BY ALL
), things AS (
  SELECT f.period, f.company, f.measure, count(DISTINCT f.thing) AS number
  FROM facts AS f
  WHERE f.thing IS NOT NULL AND f.company IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT f.period, 'All', f.measure, count(DISTINCT f.thing)
  FROM facts AS f
  WHERE f.thing IS NOT NULL AND f.is_first
  GROUP BY ALL
), long AS (
  SELECT w.period, w.company, w.measure, sum(w.number) AS number, count(*) AS people
  FROM people AS w
  GROUP BY ALL
  UNION ALL
  SELECT e.period, 'All', e.measure, sum(e.number), count(*)
  FROM everybody AS e
  GROUP BY ALL
  UNION ALL
  SELECT t.period, t.company, t.measure, t.number, 0
  FROM things AS t
), busiest AS (
  SELECT l.company
  FROM long AS l
  WHERE l.company <> 'All'
    AND (for_company = 'all' OR lower(l.company) = lower(for_company))
    AND (among = 'all' OR list_contains(string_split(lower(among), '|'), lower(l.company)))
  GROUP BY l.company
  ORDER BY coalesce(sum(l.number) FILTER (l.measure = 'contributions'), 0) DESC, l.company
  LIMIT CASE WHEN among = 'all' THEN top::INTEGER ELSE 1000 END
), wide AS (
  SELECT
    l.period,
    l.company,
    sum(l.number) FILTER (l.measure = 'contributions') AS contributions,
    sum(l.people) FILTER (l.measure = 'contributions') AS contributors,
    sum(l.number) FILTER (l.measure = 'commits') AS commits,
    sum(l.people) FILTER (l.measure = 'commits') AS committers,
    sum(l.number) FILTER (l.measure = CASE reading WHEN 'exact' THEN 'issues' ELSE 'issue_events' END) AS issues,
    sum(l.number) FILTER (
      l.measure = CASE reading WHEN 'exact' THEN 'pull_requests' ELSE 'pull_request_events' END
    ) AS pull_requests,
    sum(l.number) FILTER (l.measure = 'pushes') AS pushes,
    sum(l.people) FILTER (l.measure = 'pushes') AS pushers,
    sum(l.number) FILTER (l.measure IN ('issue_comments', 'review_comments', 'commit_comments')) AS comments,
    sum(l.number) FILTER (l.measure = 'review_events') AS reviews,
    sum(l.number) FILTER (l.measure = 'events') AS events,
    sum(l.people) FILTER (l.measure = 'events') AS active_people
  FROM long AS l
  GROUP BY l.period, l.company
), known AS (
  SELECT
    f.period,
    sum(f.number) FILTER (f.company IS NOT NULL) AS known,
    sum(f.number) FILTER (f.company IS NOT NULL) / nullif(sum(f.number), 0) AS known_share
  FROM facts AS f
  WHERE f.measure = 'contributions' AND f.is_first
  GROUP BY f.period
), ranks AS (
  SELECT w.period, w.company, rank() OVER (PARTITION BY w.period ORDER BY w.contributions DESC) AS rank
  FROM wide AS w
  WHERE w.company <> 'All' AND w.contributions > 0
), shown AS (
  SELECT b.company
  FROM busiest AS b
  UNION ALL
  SELECT 'All'
)
SELECT
  p.period,
  s.company,
  r.rank,
  round(coalesce(w.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  coalesce(w.contributors, 0)::BIGINT AS contributors,
  round(coalesce(w.commits, 0) / window_days::INTEGER, 2) AS commits,
  coalesce(w.committers, 0)::BIGINT AS committers,
  round(coalesce(w.issues, 0) / window_days::INTEGER, 2) AS issues,
  round(coalesce(w.pull_requests, 0) / window_days::INTEGER, 2) AS pull_requests,
  round(coalesce(w.pushes, 0) / window_days::INTEGER, 2) AS pushes,
  coalesce(w.pushers, 0)::BIGINT AS pushers,
  round(coalesce(w.comments, 0) / window_days::INTEGER, 2) AS comments,
  round(coalesce(w.reviews, 0) / window_days::INTEGER, 2) AS reviews,
  round(coalesce(w.events, 0) / window_days::INTEGER, 2) AS events,
  coalesce(w.active_people, 0)::BIGINT AS active_people,
  CASE WHEN s.company <> 'All' THEN round(coalesce(w.contributions, 0) / nullif(k.known, 0), 6) END AS share,
  round(k.known_share, 6) AS known_share,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
CROSS JOIN shown AS s
LEFT JOIN wide AS w
  ON w.period = p.period AND w.company = s.company
LEFT JOIN known AS k
  ON k.period = p.period
LEFT JOIN ranks AS r
  ON r.period = p.period AND r.company = s.company
ORDER BY p.period, s.company = 'All' DESC, r.rank NULLS LAST, s.company
