/*
title: Contributions of a person
question: How much did this person do, in one number?
definition: >-
  Events of the seven contribution types, and pushes of others that brought commits which name the person as author,
  committer or in a trailer; and the issues and pull requests that the person opened.
grain: one row per person
unit: things
columns:
  login: GitHub login
  contributions: own events of the seven types, and pushes of others with commits that name the person
  issues: issues opened
  pull_requests: pull requests opened
parameters: [for_person, for_project, since, until]
sources: [events, commits, issues, pull_requests]
adds_up: []
counts: [contributions, issues, pull_requests]
behind: {by: [login], counts: {issues: issues, pull_requests: pull_requests}}
devstats: [api GithubIDContributions]
differs: >-
  a person with all former logins (register 39); since pushes name no commits any more, a commit whose push nobody saw
  counts as a push of its own
chart: table
*/
WITH asked AS (
  SELECT p.person_id, p.login
  FROM core.people AS p
  WHERE is_person(p.person_id, for_person) AND p.login IS NOT NULL
), events AS (
  SELECT e.person_id, count(*) AS number
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, 'all', 'all')
    AND is_person(e.person_id, for_person)
    AND within(e.created_at, since, until)
  GROUP BY e.person_id
), parts AS (
  SELECT x.person_id, x.commit_key, x.repo_id, x.counted_at, x.is_dated_by_push, x.is_pusher
  FROM marts.commit_people AS x
  WHERE x.is_exact
    AND in_scope(x.project, x.repo_id, for_project, 'all', 'all')
    AND is_person(x.person_id, for_person)
    AND within(x.counted_at, since, until)
  UNION ALL
  SELECT y.person_id, c.commit_key, c.repo_id, c.counted_at, c.counted_by = 'push', FALSE
  FROM core.commit_roles AS y
  JOIN core.commits AS c
    ON c.sha = y.sha AND c.repo_id = y.repo_id
  WHERE y.role NOT IN ('pusher', 'author', 'committer', 'co_author')
    AND in_scope(y.project, y.repo_id, for_project, 'all', 'all')
    AND is_person(y.person_id, for_person)
    /* A trailer's moment is that of its commit. */
    AND within(y.happened_at, since, until)
    AND within(c.counted_at, since, until)
), named AS (
  /* Commits that somebody else pushed. */
  SELECT p.person_id, p.repo_id, p.counted_at, p.is_dated_by_push, p.commit_key
  FROM parts AS p
  WHERE p.person_id IS NOT NULL
  GROUP BY ALL
  HAVING NOT bool_or(p.is_pusher)
), pushes AS (
  SELECT u.person_id, count(*) AS number
  FROM (
    SELECT DISTINCT
      n.person_id, n.repo_id, n.is_dated_by_push, CASE WHEN n.is_dated_by_push THEN n.counted_at END AS pushed_at,
      CASE WHEN NOT n.is_dated_by_push THEN n.commit_key END AS commit_key
    FROM named AS n
  ) AS u
  GROUP BY u.person_id
), issues AS (
  SELECT i.person_id, count(*) AS number
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, 'all', 'all')
    AND is_person(i.person_id, for_person)
    AND within(i.created_at, since, until)
  GROUP BY i.person_id
), pulls AS (
  SELECT q.person_id, count(*) AS number
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, 'all', 'all')
    AND is_person(q.person_id, for_person)
    AND within(q.created_at, since, until)
  GROUP BY q.person_id
)
SELECT
  a.login,
  coalesce(e.number, 0) + coalesce(s.number, 0) AS contributions,
  coalesce(i.number, 0) AS issues,
  coalesce(q.number, 0) AS pull_requests
FROM asked AS a
LEFT JOIN events AS e
  ON e.person_id = a.person_id
LEFT JOIN pushes AS s
  ON s.person_id = a.person_id
LEFT JOIN issues AS i
  ON i.person_id = a.person_id
LEFT JOIN pulls AS q
  ON q.person_id = a.person_id
WHERE for_person <> 'all' OR coalesce(e.number, s.number, i.number, q.number) IS NOT NULL
ORDER BY contributions DESC, lower(a.login), a.login
