/*
title: Projects of a company
question: Where does a company contribute, and where do only its peers?
definition: >-
  Every project with work in the range and what the people of for_company did there, with the company's place among all.
  Peers are the companies nearest to it by contributions to all projects, as many above as below: five each where there
  are so many. A project without work of the company but of its peers is a gap. Without for_company everybody counts.
grain: one row per project
unit: things and people
columns:
  project: key
  rank: the company's place there by contributions; equal numbers share a place; NULL without contributions
  contributors: its people with a contribution
  contributions: events of the seven contribution types
  commits: distinct commits
  issues: issues opened
  pull_requests: pull requests opened
  merged_pull_requests: pull requests merged
  reviews: pull request reviews submitted
  comments: comments
  pushes: pushes
  issue_comments: comments in conversations of issues and pull requests
  review_comments: comments on diffs
  commit_comments: comments on commits
  events: public events of any type
  stars: stars given
  forks: forks made
  active_repositories: repositories with any event of the company's people
  share: its contributions as part of those with a known company, 0 to 1
  peers: how many of its peers contribute there
  peer_contributions: their contributions
  is_gap: peers contribute, the company does not
  known_share: part of the project's contributions whose company is known, 0 to 1
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "count commits and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [contributors, contributions, commits, issues, pull_requests, merged_pull_requests, reviews, comments, pushes, events, stars, forks]
at_most: {contributors: contributions, contributions: events}
behind: {by: [project], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, issue_comments: issue_comments, review_comments: review_comments, commit_comments: commit_comments, events: events, stars: stars, forks: forks}}
devstats: [company_contribution_counts]
differs: >-
  contributions are without stars and forks, which stand beside (register 28); any company (register 10); exact
  (register 2); a company has one name, before and after it was bought (register 37)
chaoss: [Organizational Diversity]
chart: table
*/
WITH facts AS (
  SELECT d.*
  FROM company_doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, reading, acquisitions,
    wanted := [
      'events', 'contributions', 'commits', 'pushes', 'issues', 'pull_requests', 'merged_pull_requests', 'reviews',
      'comments', 'issue_comments', 'review_comments', 'commit_comments', 'stars', 'forks', 'active_repositories'
    ],
    repositories_by := 'company',
    with_projects := TRUE
  ) AS d
), chosen AS (
  SELECT f.project, f.measure, f.person_id, f.number, f.thing
  FROM facts AS f
  WHERE CASE
    WHEN for_company = 'all' THEN f.is_first
    WHEN lower(for_company) = 'unknown' THEN f.company IS NULL
    ELSE lower(f.company) = lower(for_company)
  END
), counted AS (
  SELECT h.project, h.measure, sum(h.number)::BIGINT AS number, count(h.person_id) AS people
  FROM (
    SELECT c.project, c.measure, c.person_id, sum(c.number) AS number
    FROM chosen AS c
    WHERE c.thing IS NULL
    GROUP BY c.project, c.measure, c.person_id
  ) AS h
  GROUP BY h.project, h.measure
  UNION ALL
  SELECT t.project, t.measure, count(*), 0
  FROM (SELECT DISTINCT c.project, c.measure, c.thing FROM chosen AS c WHERE c.thing IS NOT NULL) AS t
  GROUP BY t.project, t.measure
), companies AS (
  SELECT f.project, f.company, sum(f.number) AS contributions
  FROM facts AS f
  WHERE f.measure = 'contributions' AND f.company IS NOT NULL
  GROUP BY f.project, f.company
), places AS (
  SELECT
    c.project,
    c.company,
    rank() OVER (PARTITION BY c.project ORDER BY c.contributions DESC) AS rank,
    c.contributions / sum(c.contributions) OVER (PARTITION BY c.project) AS share
  FROM companies AS c
), overall AS (
  SELECT c.company, row_number() OVER (ORDER BY sum(c.contributions) DESC, c.company) AS place
  FROM companies AS c
  WHERE is_organisation(c.company)
  GROUP BY c.company
), peers AS (
  SELECT o.company
  FROM overall AS o
  JOIN overall AS own
    ON lower(own.company) = lower(for_company) AND o.company <> own.company AND abs(o.place - own.place) <= 5
), peer_work AS (
  SELECT c.project, count(*) AS peers, sum(c.contributions)::BIGINT AS contributions
  FROM companies AS c
  SEMI JOIN peers AS p
    ON p.company = c.company
  GROUP BY c.project
), known AS (
  SELECT f.project, sum(f.number) FILTER (f.company IS NOT NULL) / nullif(sum(f.number), 0) AS share
  FROM facts AS f
  WHERE f.measure = 'contributions' AND f.is_first
  GROUP BY f.project
), wide AS (
  SELECT
    l.project,
    coalesce(max(l.people) FILTER (l.measure = 'contributions'), 0) AS contributors,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS contributions,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.number) FILTER (l.measure = 'issues'), 0) AS issues,
    coalesce(max(l.number) FILTER (l.measure = 'pull_requests'), 0) AS pull_requests,
    coalesce(max(l.number) FILTER (l.measure = 'merged_pull_requests'), 0) AS merged_pull_requests,
    coalesce(max(l.number) FILTER (l.measure = 'reviews'), 0) AS reviews,
    coalesce(max(l.number) FILTER (l.measure = 'comments'), 0) AS comments,
    coalesce(max(l.number) FILTER (l.measure = 'pushes'), 0) AS pushes,
    coalesce(max(l.number) FILTER (l.measure = 'issue_comments'), 0) AS issue_comments,
    coalesce(max(l.number) FILTER (l.measure = 'review_comments'), 0) AS review_comments,
    coalesce(max(l.number) FILTER (l.measure = 'commit_comments'), 0) AS commit_comments,
    coalesce(max(l.number) FILTER (l.measure = 'events'), 0) AS events,
    coalesce(max(l.number) FILTER (l.measure = 'stars'), 0) AS stars,
    coalesce(max(l.number) FILTER (l.measure = 'forks'), 0) AS forks,
    coalesce(max(l.number) FILTER (l.measure = 'active_repositories'), 0) AS active_repositories
  FROM (
    FROM counted AS c
    UNION ALL
    /* So that projects without the company are there, with 0. */
    SELECT DISTINCT f.project, NULL, NULL, NULL
    FROM facts AS f
  ) AS l
  GROUP BY l.project
)
SELECT
  w.project,
  p.rank,
  w.* EXCLUDE (project),
  round(p.share, 6) AS share,
  coalesce(q.peers, 0) AS peers,
  coalesce(q.contributions, 0) AS peer_contributions,
  w.contributions = 0 AND q.peers > 0 AS is_gap,
  round(k.share, 6) AS known_share
FROM wide AS w
LEFT JOIN places AS p
  ON p.project = w.project AND lower(p.company) = lower(for_company)
LEFT JOIN peer_work AS q
  ON q.project = w.project
LEFT JOIN known AS k
  ON k.project = w.project
ORDER BY w.contributions DESC, peer_contributions DESC, w.project
