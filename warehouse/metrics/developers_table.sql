/*
title: Developers
question: Who does the work, and for whom?
definition: >-
  Everything that people did in the range, one row per person, or with split_by := 'company' one per person and employer
  at the time of the work; who has several employers at once then stands once for each. Ranked by the measure of
  ranked_by. Commits are those that the person pushed, wrote, committed or co-wrote; people without a known account are
  told apart by their hashed addresses.
grain: one row per person, or per person and company
unit: things
columns:
  rank: place by the measure; equal numbers share a place
  login: GitHub login
  company: employer at the time of the work, all of them where there were several; NULL where unknown
  country: two-letter code; NULL where unknown
  contributions: events of the seven contribution types
  commits: distinct commits
  pushes: pushes
  issues: issues opened
  pull_requests: pull requests opened
  merged_pull_requests: pull requests merged, by the author's employer at the merge
  reviews: pull request reviews submitted
  comments: comments on issues, pull requests and commits
  issue_comments: comments in conversations of issues and pull requests
  review_comments: comments on diffs
  commit_comments: comments on commits
  events: public events of any type
  active_repositories: repositories with any event
  known_share: part of the measure whose company is known, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  ranked_by:
    default: contributions
    choices: [contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments, issue_comments, review_comments, commit_comments, events, active_repositories]
    help: the measure that the rank is by
  split_by: {default: person, choices: [person, company], help: "one row per person, or one per person and employer"}
  reading: {default: exact, choices: [devstats, exact], help: "count commits and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments, issue_comments, review_comments, commit_comments, events]
at_most: {contributions: events, pushes: contributions}
behind: {by: [login], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, issue_comments: issue_comments, review_comments: review_comments, commit_comments: commit_comments, events: events}}
devstats: [project_developer_stats]
differs: >-
  everybody is there (register 11); an event counts once, not once per repository group (register 1); people, not
  logins (register 39); who has several employers by different sources has one by a fixed rule (register 53)
chaoss: [Contributors]
chart: table
*/
WITH facts AS (
  FROM company_doings(
    for_project, for_group, for_repo, for_company, for_country, since, until, 'range', 1, who, reading, acquisitions,
    wanted := [
      'events', 'contributions', 'commits', 'pushes', 'issues', 'pull_requests', 'merged_pull_requests', 'reviews',
      'comments', 'issue_comments', 'review_comments', 'commit_comments', 'active_repositories'
    ]
  )
  WHERE person_id IS NOT NULL
), chosen AS NOT MATERIALIZED (
  SELECT f.*, CASE WHEN split_by = 'company' THEN f.company END AS part
  FROM facts AS f
  WHERE split_by = 'company' OR f.is_first
), long AS (
  SELECT c.person_id, c.part, c.measure, sum(c.number)::BIGINT AS number
  FROM chosen AS c
  WHERE c.thing IS NULL
  GROUP BY c.person_id, c.part, c.measure
  UNION ALL
  SELECT t.person_id, t.part, t.measure, count(*)
  FROM (SELECT DISTINCT c.person_id, c.part, c.measure, c.thing FROM chosen AS c WHERE c.thing IS NOT NULL) AS t
  GROUP BY t.person_id, t.part, t.measure
), wide AS (
  SELECT
    l.person_id,
    l.part,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS contributions,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.number) FILTER (l.measure = 'pushes'), 0) AS pushes,
    coalesce(max(l.number) FILTER (l.measure = 'issues'), 0) AS issues,
    coalesce(max(l.number) FILTER (l.measure = 'pull_requests'), 0) AS pull_requests,
    coalesce(max(l.number) FILTER (l.measure = 'merged_pull_requests'), 0) AS merged_pull_requests,
    coalesce(max(l.number) FILTER (l.measure = 'reviews'), 0) AS reviews,
    coalesce(max(l.number) FILTER (l.measure = 'comments'), 0) AS comments,
    coalesce(max(l.number) FILTER (l.measure = 'issue_comments'), 0) AS issue_comments,
    coalesce(max(l.number) FILTER (l.measure = 'review_comments'), 0) AS review_comments,
    coalesce(max(l.number) FILTER (l.measure = 'commit_comments'), 0) AS commit_comments,
    coalesce(max(l.number) FILTER (l.measure = 'events'), 0) AS events,
    coalesce(max(l.number) FILTER (l.measure = 'active_repositories'), 0) AS active_repositories
  FROM long AS l
  GROUP BY l.person_id, l.part
), employers AS (
  /* Most have one; a sorted list is only made for the others. */
  SELECT
    e.person_id,
    e.part,
    CASE WHEN e.first_name = e.last_name THEN e.first_name ELSE e.names END AS company
  FROM (
    SELECT
      f.person_id,
      CASE WHEN split_by = 'company' THEN f.company END AS part,
      min(f.company) AS first_name,
      max(f.company) AS last_name,
      string_agg(f.company, ', ' ORDER BY f.company) FILTER (f.is_one_of_several) AS names
    FROM (
      SELECT f.person_id, f.company, count(f.company) OVER (PARTITION BY f.person_id) > 1 AS is_one_of_several
      FROM (SELECT DISTINCT f.person_id, f.company FROM facts AS f) AS f
    ) AS f
    GROUP BY ALL
  ) AS e
), known AS (
  SELECT
    how_many(CASE WHEN f.company IS NOT NULL THEN f.number END, CASE WHEN f.company IS NOT NULL THEN f.thing END)
      / nullif(how_many(f.number, f.thing), 0) AS share
  FROM facts AS f
  WHERE f.is_first AND f.measure = ranked_by
), measured AS (
  SELECT
    w.*,
    CASE ranked_by
      WHEN 'commits' THEN w.commits
      WHEN 'pushes' THEN w.pushes
      WHEN 'issues' THEN w.issues
      WHEN 'pull_requests' THEN w.pull_requests
      WHEN 'merged_pull_requests' THEN w.merged_pull_requests
      WHEN 'reviews' THEN w.reviews
      WHEN 'comments' THEN w.comments
      WHEN 'issue_comments' THEN w.issue_comments
      WHEN 'review_comments' THEN w.review_comments
      WHEN 'commit_comments' THEN w.commit_comments
      WHEN 'events' THEN w.events
      WHEN 'active_repositories' THEN w.active_repositories
      ELSE w.contributions
    END AS value
  FROM wide AS w
)
SELECT
  rank() OVER (ORDER BY m.value DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  e.company,
  p.country,
  m.* EXCLUDE (person_id, part, value),
  round(k.share, 6) AS known_share
FROM measured AS m
CROSS JOIN known AS k
LEFT JOIN employers AS e
  ON e.person_id = m.person_id AND e.part IS NOT DISTINCT FROM m.part
LEFT JOIN core.people AS p
  ON p.person_id = m.person_id
ORDER BY rank, login, m.person_id, e.company
