/*
title: Opened and closed by SIG
question: Which SIGs get work, of which kind, and do they finish it?
definition: >-
  Issues and pull requests by the period they were opened in and closed in, though some were opened
  again later, under each SIG and each kind whose label they carry now. All are those without such a label, too, each once.
grain: one row per period, SIG and kind; where nothing was opened or closed there is none
unit: items
columns:
  period: first moment of the period, UTC
  sig: the SIG, or All
  kind: the kind, or All
  issues_opened: issues opened; with a moving window, a day over the window
  issues_closed: issues closed
  pull_requests_opened: pull requests opened
  pull_requests_closed: pull requests closed, merged ones among them
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "all pull requests, or as DevStats only those that somebody commented on"}
sources: [issues, pull_requests]
adds_up: [issues_opened, pull_requests_opened]
counts: [issues_closed, pull_requests_closed]
devstats: [prs_open_by_sig, prs_open_by_sig_repos, labels_sig_kind, labels_sig_kind_closed, labels_sig_kind_repos, labels_sig_kind_closed_repos]
differs: >-
  opened and closed by those times, not by those of labels, issues and pull requests apart (register 16); SIGs go by the
  name of now (register 42)
chaoss: [Issues New, Issues Closed]
chart: table
*/
WITH items AS (
  SELECT i.repo_id, i.number, i.is_pull_request, i.labels, i.created_at
  FROM marts.items AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND (i.has_conversation OR reading = 'exact')
), moments AS (
  SELECT i.repo_id, i.number, i.is_pull_request, i.labels, i.created_at AS happened_at, 'opened' AS what
  FROM items AS i
  WHERE within_windows(i.created_at, since, until, window_days)
  UNION ALL
  SELECT i.repo_id, i.number, i.is_pull_request, i.labels, o.closed_at, 'closed'
  FROM items AS i
  JOIN core.open_spans AS o
    ON o.repo_id = i.repo_id AND o.number = i.number AND o.is_pull_request = i.is_pull_request
  WHERE within_windows(o.closed_at, since, until, window_days)
), said AS (
  SELECT DISTINCT m.repo_id, m.number, l.category, l.name
  FROM (SELECT repo_id, number, unnest(labels) AS label FROM moments) AS m
  JOIN core.labels AS l
    ON l.label = m.label AND l.category IN ('sig', 'kind')
), facts AS (
  SELECT
    unnest(periods_of(m.happened_at, every, window_days)) AS period,
    list_append(s.sigs, 'All') AS sigs,
    list_append(s.kinds, 'All') AS kinds,
    (m.repo_id, m.number) AS item,
    m.is_pull_request,
    m.what
  FROM moments AS m
  LEFT JOIN (
    SELECT
      d.repo_id,
      d.number,
      list(d.name) FILTER (d.category = 'sig') AS sigs,
      list(d.name) FILTER (d.category = 'kind') AS kinds
    FROM said AS d
    GROUP BY d.repo_id, d.number
  ) AS s
    ON s.repo_id = m.repo_id AND s.number = m.number
), of_sigs AS (
  SELECT f.period, unnest(f.sigs) AS sig, f.kinds, f.item, f.is_pull_request, f.what
  FROM facts AS f
), spread AS (
  SELECT f.period, f.sig, unnest(f.kinds) AS kind, f.item, f.is_pull_request, f.what
  FROM of_sigs AS f
), counted AS (
  SELECT
    f.period,
    f.sig,
    f.kind,
    count(DISTINCT f.item) FILTER (f.what = 'opened' AND NOT f.is_pull_request) AS issues_opened,
    count(DISTINCT f.item) FILTER (f.what = 'closed' AND NOT f.is_pull_request) AS issues_closed,
    count(DISTINCT f.item) FILTER (f.what = 'opened' AND f.is_pull_request) AS pull_requests_opened,
    count(DISTINCT f.item) FILTER (f.what = 'closed' AND f.is_pull_request) AS pull_requests_closed
  FROM spread AS f
  GROUP BY f.period, f.sig, f.kind
)
SELECT
  c.period,
  c.sig,
  c.kind,
  round(c.issues_opened / window_days::INTEGER, 2) AS issues_opened,
  round(c.issues_closed / window_days::INTEGER, 2) AS issues_closed,
  round(c.pull_requests_opened / window_days::INTEGER, 2) AS pull_requests_opened,
  round(c.pull_requests_closed / window_days::INTEGER, 2) AS pull_requests_closed,
  p.coverage
FROM counted AS c
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'issues', for_project := for_project) AS p
  ON p.period = c.period
ORDER BY c.period, c.sig, c.kind
