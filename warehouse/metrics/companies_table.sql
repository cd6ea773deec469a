/*
title: Companies
question: Which companies do the work?
definition: >-
  Everything that people did in the range while they worked for a company, and how many they were. Ranked by the measure
  of ranked_by, of which the share is given too; shares are parts of what people with a known employer did, and
  known_share says how much of everything that is. Self-employed people are one row, Independent. The row without a rank
  and company is of people whose employer is unknown, the row of rank 0 of everybody.
grain: one row per company, and two more
unit: things and people
columns:
  rank: place by the measure; equal numbers share a place; 0 for everybody; NULL for unknown
  company: name; 'All' for everybody; NULL for unknown
  share: part of the measure among known employers, 0 to 1
  cumulative_share: parts of this company and all above it
  known_share: part of the measure whose employer is known, 0 to 1; the same in each row
  contributors: people with a contribution
  contributions: events of the seven contribution types
  commits: distinct commits that somebody of the company pushed, wrote, committed or co-wrote
  committers: these people
  pushes: pushes
  pushers: people who pushed
  issues: issues opened
  issue_creators: people who opened them
  pull_requests: pull requests opened
  pull_request_creators: people who opened them
  merged_pull_requests: pull requests merged, by the author's employer at the merge
  reviews: pull request reviews submitted
  reviewers: people who submitted them
  comments: comments on issues, pull requests and commits
  commenters: people who wrote them
  issue_commenters: people who commented in conversations of issues and pull requests
  commit_commenters: people who commented on commits
  review_commenters: people who commented on diffs
  events: public events of any type
  active_people: people with any event
  stargazers: people who gave a star
  forkers: people who made a fork
  active_repositories: repositories with any event of the company's people
parameters: [for_project, for_group, for_repo, for_country, since, until, who, acquisitions]
own_parameters:
  ranked_by:
    default: contributions
    choices: [contributions, contributors, commits, committers, pushes, pushers, issues, issue_creators, pull_requests, pull_request_creators, merged_pull_requests, reviews, reviewers, comments, commenters, issue_commenters, commit_commenters, review_commenters, events, stargazers, forkers, active_repositories]
    help: the measure that rank and shares are of
  reading: {default: exact, choices: [devstats, exact], help: "count commits, creators and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [contributors, contributions, commits, committers, pushes, pushers, issues, issue_creators, pull_requests, pull_request_creators, merged_pull_requests, reviews, reviewers, comments, commenters, events, active_people, stargazers, forkers]
at_most: {contributors: contributions, contributions: events, pushers: pushes, reviewers: reviews, commenters: comments, active_people: events}
behind: {by: [company], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, events: events}}
devstats: [project_company_stats, company_activity]
differs: >-
  every company is there, however small (register 11); creators are those who opened something, not all who touched it
  (register 26); acquisitions have dates (register 37); who has several employers by different sources has one by a
  fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: table
*/
WITH facts AS (
  FROM company_doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, reading, acquisitions,
    wanted := [
      'events', 'contributions', 'commits', 'pushes', 'merged_pull_requests', 'reviews', 'comments', 'issue_comments',
      'commit_comments', 'review_comments', 'stars', 'forks', 'active_repositories', 'issues', 'pull_requests',
      'issue_events', 'pull_request_events'
    ],
    repositories_by := 'company'
  )
), held AS (
  /* By person, and by thing, before counting: each is looked at once. */
  SELECT
    f.company,
    f.measure,
    f.person_id,
    sum(f.number) AS number,
    sum(f.number) FILTER (f.is_first) AS first_number,
    bool_or(f.is_first) AS is_first
  FROM facts AS f
  GROUP BY f.company, f.measure, f.person_id
), things AS (
  SELECT f.company, f.measure, f.thing, bool_or(f.is_first) AS is_first
  FROM facts AS f
  WHERE f.thing IS NOT NULL
  GROUP BY f.company, f.measure, f.thing
), held_by_all AS (
  SELECT
    h.measure,
    h.person_id,
    sum(h.first_number) AS number,
    sum(h.first_number) FILTER (h.company IS NOT NULL) AS known_number,
    bool_or(h.company IS NOT NULL) AS is_known
  FROM held AS h
  WHERE h.is_first
  GROUP BY h.measure, h.person_id
), things_of_all AS (
  SELECT t.measure, t.thing, bool_or(t.company IS NOT NULL) AS is_known
  FROM things AS t
  WHERE t.is_first
  GROUP BY t.measure, t.thing
), counted AS (
  SELECT 'company' AS part, h.company, h.measure, sum(h.number) AS number, count(h.person_id) AS people
  FROM held AS h
  GROUP BY h.company, h.measure
  UNION ALL
  SELECT 'company', t.company, t.measure, count(*), 0
  FROM things AS t
  GROUP BY t.company, t.measure
  UNION ALL
  SELECT 'all', 'All', a.measure, sum(a.number), count(a.person_id)
  FROM held_by_all AS a
  GROUP BY a.measure
  UNION ALL
  SELECT 'all', 'All', t.measure, count(*), 0
  FROM things_of_all AS t
  GROUP BY t.measure
  UNION ALL
  SELECT 'known', NULL, a.measure, sum(a.known_number), count(a.person_id) FILTER (a.is_known)
  FROM held_by_all AS a
  GROUP BY a.measure
  UNION ALL
  SELECT 'known', NULL, t.measure, count(*) FILTER (t.is_known), 0
  FROM things_of_all AS t
  GROUP BY t.measure
), long AS (
  SELECT c.part, c.company, c.measure, sum(c.number)::BIGINT AS number, sum(c.people)::BIGINT AS people
  FROM counted AS c
  GROUP BY c.part, c.company, c.measure
), wide AS (
  SELECT
    l.part,
    l.company,
    coalesce(max(l.people) FILTER (l.measure = 'contributions'), 0) AS contributors,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS contributions,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.people) FILTER (l.measure = 'commits'), 0) AS committers,
    coalesce(max(l.number) FILTER (l.measure = 'pushes'), 0) AS pushes,
    coalesce(max(l.people) FILTER (l.measure = 'pushes'), 0) AS pushers,
    coalesce(max(l.number) FILTER (l.measure = 'issues'), 0) AS issues,
    coalesce(
      max(l.people) FILTER (l.measure = CASE reading WHEN 'exact' THEN 'issues' ELSE 'issue_events' END), 0
    ) AS issue_creators,
    coalesce(max(l.number) FILTER (l.measure = 'pull_requests'), 0) AS pull_requests,
    coalesce(
      max(l.people) FILTER (l.measure = CASE reading WHEN 'exact' THEN 'pull_requests' ELSE 'pull_request_events' END), 0
    ) AS pull_request_creators,
    coalesce(max(l.number) FILTER (l.measure = 'merged_pull_requests'), 0) AS merged_pull_requests,
    coalesce(max(l.number) FILTER (l.measure = 'reviews'), 0) AS reviews,
    coalesce(max(l.people) FILTER (l.measure = 'reviews'), 0) AS reviewers,
    coalesce(max(l.number) FILTER (l.measure = 'comments'), 0) AS comments,
    coalesce(max(l.people) FILTER (l.measure = 'comments'), 0) AS commenters,
    coalesce(max(l.people) FILTER (l.measure = 'issue_comments'), 0) AS issue_commenters,
    coalesce(max(l.people) FILTER (l.measure = 'commit_comments'), 0) AS commit_commenters,
    coalesce(max(l.people) FILTER (l.measure = 'review_comments'), 0) AS review_commenters,
    coalesce(max(l.number) FILTER (l.measure = 'events'), 0) AS events,
    coalesce(max(l.people) FILTER (l.measure = 'events'), 0) AS active_people,
    coalesce(max(l.people) FILTER (l.measure = 'stars'), 0) AS stargazers,
    coalesce(max(l.people) FILTER (l.measure = 'forks'), 0) AS forkers,
    coalesce(max(l.number) FILTER (l.measure = 'active_repositories'), 0) AS active_repositories
  FROM long AS l
  GROUP BY l.part, l.company
), measured AS (
  SELECT
    w.*,
    CASE ranked_by
      WHEN 'contributors' THEN w.contributors
      WHEN 'commits' THEN w.commits
      WHEN 'committers' THEN w.committers
      WHEN 'pushes' THEN w.pushes
      WHEN 'pushers' THEN w.pushers
      WHEN 'issues' THEN w.issues
      WHEN 'issue_creators' THEN w.issue_creators
      WHEN 'pull_requests' THEN w.pull_requests
      WHEN 'pull_request_creators' THEN w.pull_request_creators
      WHEN 'merged_pull_requests' THEN w.merged_pull_requests
      WHEN 'reviews' THEN w.reviews
      WHEN 'reviewers' THEN w.reviewers
      WHEN 'comments' THEN w.comments
      WHEN 'commenters' THEN w.commenters
      WHEN 'issue_commenters' THEN w.issue_commenters
      WHEN 'commit_commenters' THEN w.commit_commenters
      WHEN 'review_commenters' THEN w.review_commenters
      WHEN 'events' THEN w.events
      WHEN 'stargazers' THEN w.stargazers
      WHEN 'forkers' THEN w.forkers
      WHEN 'active_repositories' THEN w.active_repositories
      ELSE w.contributions
    END AS value
  FROM wide AS w
), totals AS (
  SELECT
    max(m.value) FILTER (m.part = 'known') / nullif(max(m.value) FILTER (m.part = 'all'), 0) AS known_share,
    sum(m.value) FILTER (m.part = 'company' AND m.company IS NOT NULL) AS known_value
  FROM measured AS m
), ranked AS (
  SELECT
    m.*,
    m.part = 'company' AND m.company IS NOT NULL AS is_ranked,
    rank() OVER (PARTITION BY m.part, m.company IS NULL ORDER BY m.value DESC) AS place,
    sum(m.value) OVER (PARTITION BY m.part, m.company IS NULL ORDER BY m.value DESC, m.company) AS value_so_far
  FROM measured AS m
)
SELECT
  CASE WHEN r.part = 'all' THEN 0 WHEN r.is_ranked THEN r.place END AS rank,
  r.company,
  CASE WHEN r.is_ranked THEN round(r.value / nullif(t.known_value, 0), 6) END AS share,
  CASE WHEN r.is_ranked THEN round(r.value_so_far / nullif(t.known_value, 0), 6) END AS cumulative_share,
  round(t.known_share, 6) AS known_share,
  r.* EXCLUDE (part, company, value, is_ranked, place, value_so_far)
FROM ranked AS r
CROSS JOIN totals AS t
WHERE r.part <> 'known'
ORDER BY rank NULLS LAST, r.company
