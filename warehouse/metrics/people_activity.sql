/*
title: People over time
question: What do the busiest people do, period by period?
definition: >-
  Everything that people did in each period: the people with the most of ranked_by in the range, as many as top says, and
  everybody together as 'All'. Commits are those that the person pushed, wrote, committed or co-wrote.
grain: one row per period and person
unit: things
columns:
  period: first moment of the period, UTC
  login: GitHub login; 'All' for everybody
  rank: place in the range by ranked_by; equal numbers share a place; 0 for everybody
  contributions: events of the seven contribution types; with a moving window, all numbers are a day over the window
  commits: distinct commits
  pushes: pushes
  issues: issues opened
  pull_requests: pull requests opened
  merged_pull_requests: pull requests merged, by their author
  reviews: pull request reviews submitted
  comments: comments on issues, pull requests, diffs and commits
  events: public events of any type
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  top: {default: 10, minimum: 1, maximum: 10000, help: how many people; those with the most in the range}
  ranked_by:
    default: contributions
    choices: [contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments, events]
    help: the measure that the busiest are chosen by
  reading: {default: exact, choices: [devstats, exact], help: "count commits and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
behind: {by: [login], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, events: events}}
devstats: [user_activity, user_activity_commits, user_activity_issues, user_activity_prs]
differs: >-
  anybody, not only today's 127 busiest (register 10), and all of everybody's commits (register 32); people, not logins
  (register 39); issues and pull requests count though the archive lost their opening (register 27)
chaoss: [Contributors]
chart: table
*/
WITH facts AS (
  SELECT d.period, d.measure, d.person_id, d.number, d.thing
  FROM doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
    wanted := [
      'contributions', 'commits', 'pushes', 'issues', 'pull_requests', 'merged_pull_requests', 'reviews', 'comments',
      'events'
    ],
    with_employers := FALSE
  ) AS d
), ranked AS (
  SELECT
    f.person_id,
    how_many(
      CASE WHEN f.measure = ranked_by THEN f.number END, CASE WHEN f.measure = ranked_by THEN f.thing END
    ) AS number
  FROM facts AS f
  WHERE f.person_id IS NOT NULL
  GROUP BY f.person_id
), busiest AS (
  SELECT r.person_id, coalesce(p.login, '(unknown)') AS login, rank() OVER (ORDER BY r.number DESC) AS rank
  FROM ranked AS r
  LEFT JOIN core.people AS p
    ON p.person_id = r.person_id
  ORDER BY r.number DESC, p.login, r.person_id
  LIMIT top
), shown AS (
  SELECT b.person_id, b.login, b.rank
  FROM busiest AS b
  UNION ALL
  SELECT NULL, 'All', 0
), long AS (
  SELECT f.period, f.person_id, f.measure, how_many(f.number, f.thing) AS number
  FROM facts AS f
  SEMI JOIN busiest AS b
    ON b.person_id = f.person_id
  GROUP BY f.period, f.person_id, f.measure
  UNION ALL
  SELECT f.period, NULL, f.measure, how_many(f.number, f.thing)
  FROM facts AS f
  GROUP BY f.period, f.measure
), wide AS (
  SELECT
    l.period,
    l.person_id,
    max(l.number) FILTER (l.measure = 'contributions') AS contributions,
    max(l.number) FILTER (l.measure = 'commits') AS commits,
    max(l.number) FILTER (l.measure = 'pushes') AS pushes,
    max(l.number) FILTER (l.measure = 'issues') AS issues,
    max(l.number) FILTER (l.measure = 'pull_requests') AS pull_requests,
    max(l.number) FILTER (l.measure = 'merged_pull_requests') AS merged_pull_requests,
    max(l.number) FILTER (l.measure = 'reviews') AS reviews,
    max(l.number) FILTER (l.measure = 'comments') AS comments,
    max(l.number) FILTER (l.measure = 'events') AS events
  FROM long AS l
  GROUP BY l.period, l.person_id
)
SELECT
  p.period,
  s.login,
  s.rank,
  round(coalesce(w.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  round(coalesce(w.commits, 0) / window_days::INTEGER, 2) AS commits,
  round(coalesce(w.pushes, 0) / window_days::INTEGER, 2) AS pushes,
  round(coalesce(w.issues, 0) / window_days::INTEGER, 2) AS issues,
  round(coalesce(w.pull_requests, 0) / window_days::INTEGER, 2) AS pull_requests,
  round(coalesce(w.merged_pull_requests, 0) / window_days::INTEGER, 2) AS merged_pull_requests,
  round(coalesce(w.reviews, 0) / window_days::INTEGER, 2) AS reviews,
  round(coalesce(w.comments, 0) / window_days::INTEGER, 2) AS comments,
  round(coalesce(w.events, 0) / window_days::INTEGER, 2) AS events,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
CROSS JOIN shown AS s
LEFT JOIN wide AS w
  ON w.period = p.period AND w.person_id IS NOT DISTINCT FROM s.person_id
ORDER BY p.period, s.rank, s.login, s.person_id
