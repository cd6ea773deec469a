/*
title: Velocity
question: Which projects move fastest?
definition: >-
  Every project with activity in the range: commits against pull requests and issues, and how many people wrote the
  commits, for a bubble chart whose axes are logarithms and whose areas are authors. The first columns are those of the
  CNCF's velocity reports, in their order.
grain: one row per project
unit: things and people
columns:
  org: owner of the main repository, or the only owner
  repo: main repository, owner/name; NULL where the registry names none
  activity: events of the seven contribution types
  comments: comments on issues, pull requests, diffs and commits
  prs: pull requests opened
  commits: distinct commits
  issues: issues opened
  pushes: pushes
  authors: distinct people who wrote the commits
  project: name
  url: of the main repository, or of the owner
  key: the project's key
  prs_and_issues: prs and issues together
  log_commits: decimal logarithm of commits; NULL without any
  log_prs_and_issues: decimal logarithm of prs_and_issues; NULL without any
  bubble_radius: square root of authors, so that areas stand for authors
parameters: [for_project, for_country, since, until, who]
sources: [events, commits, issues, pull_requests, comments]
adds_up: [activity, comments, prs, issues, pushes]
at_most: {authors: commits}
devstats: []
chaoss: [Project Velocity]
chart: table
*/
WITH measured AS (
  SELECT d.project, d.measure, how_many(d.number, d.thing) AS number
  FROM doings(
    for_project, 'all', 'all', 'all', for_country, since, until, 'range', 1, who, 'exact',
    wanted := ['contributions', 'comments', 'pull_requests', 'commits', 'issues', 'pushes'],
    with_employers := FALSE,
    with_projects := TRUE
  ) AS d
  GROUP BY d.project, d.measure
), authors AS (
  SELECT x.project, 'authors' AS measure, count(DISTINCT x.person_id) AS number
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, 'all', 'all')
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, 'all', for_country)
  GROUP BY x.project
), wide AS (
  SELECT
    l.project,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS activity,
    coalesce(max(l.number) FILTER (l.measure = 'comments'), 0) AS comments,
    coalesce(max(l.number) FILTER (l.measure = 'pull_requests'), 0) AS prs,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.number) FILTER (l.measure = 'issues'), 0) AS issues,
    coalesce(max(l.number) FILTER (l.measure = 'pushes'), 0) AS pushes,
    coalesce(max(l.number) FILTER (l.measure = 'authors'), 0) AS authors
  FROM (
    FROM measured
    UNION ALL
    FROM authors
  ) AS l
  GROUP BY l.project
), owners AS (
  SELECT r.project, CASE WHEN count(DISTINCT r.organization) = 1 THEN min(r.organization) END AS owner
  FROM core.repos AS r
  GROUP BY r.project
)
SELECT
  coalesce(split_part(p.main_repo, '/', 1), o.owner) AS org,
  p.main_repo AS repo,
  w.activity,
  w.comments,
  w.prs,
  w.commits,
  w.issues,
  w.pushes,
  w.authors,
  p.name AS project,
  'https://github.com/' || coalesce(p.main_repo, o.owner) AS url,
  w.project AS key,
  w.prs + w.issues AS prs_and_issues,
  round(log10(nullif(w.commits, 0)), 4) AS log_commits,
  round(log10(nullif(w.prs + w.issues, 0)), 4) AS log_prs_and_issues,
  round(sqrt(w.authors), 4) AS bubble_radius
FROM wide AS w
LEFT JOIN core.projects AS p
  ON p.project = w.project
LEFT JOIN owners AS o
  ON o.project = w.project
WHERE w.activity + w.commits > 0
ORDER BY w.activity DESC, w.project
