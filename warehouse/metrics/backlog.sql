/*
title: Backlog
question: Does the pile of open work grow?
definition: >-
  Issues and pull requests that are open at the end of the period, of those that this data ever saw. What was opened
  before the data begins and never touched since is not among them.
grain: one row per period
unit: open items
columns:
  period: first moment of the period, UTC
  open_issues: issues open at its end
  open_pull_requests: pull requests open at its end
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [issues, pull_requests]
adds_up: []
behind: {counts: {open_issues: open_issues, open_pull_requests: open_pull_requests}}
devstats: []
chaoss: [Change Request Closure Ratio, Issues Active]
chart: line
*/
WITH items AS (
  SELECT 'issue' AS kind, i.created_at, i.closed_at
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo) AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
  UNION ALL
  SELECT 'pull_request', q.created_at, q.closed_at
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
), steps AS (
  SELECT date_trunc(every, m.created_at)::TIMESTAMP AS period, m.kind, 1 AS step
  FROM items AS m
  WHERE m.created_at < until::TIMESTAMP
  UNION ALL
  SELECT date_trunc(every, m.closed_at)::TIMESTAMP, m.kind, -1
  FROM items AS m
  WHERE m.closed_at < until::TIMESTAMP
), changes AS (
  SELECT
    s.period,
    coalesce(sum(s.step) FILTER (s.kind = 'issue'), 0) AS issues,
    coalesce(sum(s.step) FILTER (s.kind = 'pull_request'), 0) AS pulls
  FROM steps AS s
  GROUP BY s.period
), running AS (
  SELECT
    c.period,
    sum(c.issues) OVER (ORDER BY c.period) AS issues,
    sum(c.pulls) OVER (ORDER BY c.period) AS pulls
  FROM changes AS c
)
SELECT
  p.period,
  coalesce(r.issues, 0)::BIGINT AS open_issues,
  coalesce(r.pulls, 0)::BIGINT AS open_pull_requests,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
ASOF LEFT JOIN running AS r
  ON p.period >= r.period
ORDER BY p.period
