/*
title: GitHub statistics
question: How do repositories and groups compare in what GitHub counts?
definition: >-
  Eleven numbers by repository group or repository: commits by push date, issues and pull requests opened, closed and
  merged, comments in the conversations of each, and the people behind comments and reviews (reviews, comments on diffs,
  /lgtm, /approve and labels set by hand). With reading := 'devstats' commits are those that humans pushed, and reviewers
  those of the first event that shows a label.
grain: one row per period and part in which anything was counted
unit: things and people
columns:
  period: first moment of the period, UTC
  part: the repository group or repository, or All
  commits: distinct commits; this and the next seven are a day over the window, with a moving window
  issues_opened: issues opened
  issues_closed: issues closed, though some were opened again later
  pull_requests_opened: pull requests opened
  pull_requests_merged: pull requests merged
  pull_requests_closed: pull requests closed without a merge
  issue_comments: comments on issues
  pull_request_comments: comments in the conversations of pull requests, not those on diffs
  issue_commenters: people who commented on issues
  pull_request_commenters: people who commented in the conversations of pull requests
  reviewers: people who reviewed
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  split_by: {default: group, choices: [group, repository, all], help: "one row per repository group, per repository, or one for all"}
  reading: {default: exact, choices: [devstats, exact], help: "whose commits and reviews count: by what the words say, or as DevStats"}
sources: [commits, issues, pull_requests, comments, reviews, events]
adds_up: []
counts: [commits, issues_opened, issues_closed, pull_requests_opened, pull_requests_merged, pull_requests_closed, issue_comments, pull_request_comments, issue_commenters, pull_request_commenters, reviewers]
devstats: [github_stats_by_repo_groups, github_stats_by_repos, github_stats_by_repos_comps]
differs: comments of issues and of pull requests are not swapped, and issues are no pull requests (register 16)
chaoss: [Code Changes Commits, Change Requests, Issues New, Issues Closed]
chart: table
*/
WITH issues AS (
  SELECT i.*
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), pulls AS (
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who)
), facts AS (
  /* thing is what can be counted twice in a period: commits, and closings (repository and number in one). */
  SELECT
    'commits' AS what,
    c.happened_at,
    part_id(split_by, c.repo_id, c.section_id) AS part_id,
    NULL::BIGINT AS person_id,
    c.commit_key AS thing
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, 'exact'
  ) AS c
  WHERE reading = 'exact'
  UNION ALL
  SELECT 'commits', c.happened_at, part_id(split_by, c.repo_id, c.section_id), NULL, k.commit_key
  FROM core.commit_roles AS c
  JOIN core.commits AS k
    ON k.sha = c.sha AND k.repo_id = c.repo_id
  WHERE reading = 'devstats'
    AND c.role = 'pusher'
    AND in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'issues_opened', i.created_at, i.repo_id, NULL, NULL
  FROM issues AS i
  UNION ALL
  SELECT 'issues_closed', o.closed_at, i.repo_id, NULL, i.repo_id * 100000000 + i.number
  FROM issues AS i
  JOIN core.open_spans AS o
    ON o.repo_id = i.repo_id AND o.number = i.number AND NOT o.is_pull_request
  WHERE o.closed_at IS NOT NULL
  UNION ALL
  SELECT
    'pull_requests_' || u.what,
    u.happened_at,
    u.repo_id,
    NULL,
    CASE WHEN u.what = 'closed_unmerged' THEN u.repo_id * 100000000 + u.number END
  FROM pulls AS u
  UNION ALL
  SELECT
    CASE WHEN m.is_pull_request THEN 'pull_request_comments' ELSE 'issue_comments' END,
    m.created_at,
    m.repo_id,
    m.person_id,
    NULL
  FROM core.comments AS m
  WHERE m.kind = 'issue'
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
    AND is_who(m.person_kind, who)
    AND is_from(m.person_id, m.company, m.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'reviews', a.happened_at, part_id(split_by, a.repo_id, a.section_id), a.person_id, NULL
  FROM approvals(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
  ) AS a
  WHERE a.is_first AND is_who(a.person_kind, who)
), timed AS (
  SELECT unnest(periods_of(f.happened_at, every, window_days)) AS period, s.part, f.what, f.person_id, f.thing
  FROM facts AS f
  JOIN parts(split_by) AS s
    ON s.part_id = f.part_id
  WHERE within_windows(f.happened_at, since, until, window_days)
), counted AS (
  SELECT
    t.period,
    t.part,
    count(DISTINCT t.thing) FILTER (t.what = 'commits') AS commits,
    count(*) FILTER (t.what = 'issues_opened') AS issues_opened,
    count(DISTINCT t.thing) FILTER (t.what = 'issues_closed') AS issues_closed,
    count(*) FILTER (t.what = 'pull_requests_opened') AS pull_requests_opened,
    count(*) FILTER (t.what = 'pull_requests_merged') AS pull_requests_merged,
    count(DISTINCT t.thing) FILTER (t.what = 'pull_requests_closed_unmerged') AS pull_requests_closed,
    count(*) FILTER (t.what = 'issue_comments') AS issue_comments,
    count(*) FILTER (t.what = 'pull_request_comments') AS pull_request_comments,
    count(DISTINCT t.person_id) FILTER (t.what = 'issue_comments') AS issue_commenters,
    count(DISTINCT t.person_id) FILTER (t.what = 'pull_request_comments') AS pull_request_commenters,
    count(DISTINCT t.person_id) FILTER (t.what = 'reviews') AS reviewers
  FROM timed AS t
  GROUP BY t.period, t.part
)
SELECT
  c.period,
  c.part,
  round(c.commits / window_days::INTEGER, 2) AS commits,
  round(c.issues_opened / window_days::INTEGER, 2) AS issues_opened,
  round(c.issues_closed / window_days::INTEGER, 2) AS issues_closed,
  round(c.pull_requests_opened / window_days::INTEGER, 2) AS pull_requests_opened,
  round(c.pull_requests_merged / window_days::INTEGER, 2) AS pull_requests_merged,
  round(c.pull_requests_closed / window_days::INTEGER, 2) AS pull_requests_closed,
  round(c.issue_comments / window_days::INTEGER, 2) AS issue_comments,
  round(c.pull_request_comments / window_days::INTEGER, 2) AS pull_request_comments,
  c.issue_commenters,
  c.pull_request_commenters,
  c.reviewers,
  p.coverage
FROM counted AS c
JOIN periods_with_coverage(since, until, every, window_days) AS p
  ON p.period = c.period
ORDER BY c.period, c.part
