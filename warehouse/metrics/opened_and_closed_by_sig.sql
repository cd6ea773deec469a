/*
title: Opened and closed by SIG
question: Which SIGs get work, of which kind, and do they finish it?
definition: >-
  Issues and pull requests by the period they were opened in and closed in (their newest closing, if they are closed
  now), under each SIG and each kind whose label they carry now. All are those without such a label, too, each once.
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
adds_up: [issues_opened, issues_closed, pull_requests_opened, pull_requests_closed]
devstats: [prs_open_by_sig, prs_open_by_sig_repos, labels_sig_kind, labels_sig_kind_closed, labels_sig_kind_repos, labels_sig_kind_closed_repos]
differs: >-
  opened and closed by those times, not by those of labels, issues and pull requests apart; SIGs go by the name of now
  (register 42)
chaoss: [Issues New, Issues Closed]
chart: table
*/
WITH items AS (
  SELECT i.*
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
  SELECT i.repo_id, i.number, i.is_pull_request, i.labels, i.closed_at, 'closed'
  FROM items AS i
  WHERE within_windows(i.closed_at, since, until, window_days)
), said AS (
  SELECT m.repo_id, m.number, m.what, l.category, l.name
  FROM (SELECT repo_id, number, what, unnest(labels) AS label FROM moments) AS m
  JOIN core.labels AS l
    ON l.label = m.label AND l.category IN ('sig', 'kind')
  GROUP BY ALL
), sigs AS (
  SELECT s.repo_id, s.number, s.what, s.name AS sig
  FROM said AS s
  WHERE s.category = 'sig'
  UNION ALL
  SELECT m.repo_id, m.number, m.what, 'All'
  FROM moments AS m
), kinds AS (
  SELECT s.repo_id, s.number, s.what, s.name AS kind
  FROM said AS s
  WHERE s.category = 'kind'
  UNION ALL
  SELECT m.repo_id, m.number, m.what, 'All'
  FROM moments AS m
), facts AS (
  SELECT unnest(periods_of(m.happened_at, every, window_days)) AS period, s.sig, k.kind, m.is_pull_request, m.what
  FROM moments AS m
  JOIN sigs AS s
    ON s.repo_id = m.repo_id AND s.number = m.number AND s.what = m.what
  JOIN kinds AS k
    ON k.repo_id = m.repo_id AND k.number = m.number AND k.what = m.what
)
SELECT
  f.period,
  f.sig,
  f.kind,
  round(count(*) FILTER (f.what = 'opened' AND NOT f.is_pull_request) / window_days::INTEGER, 2) AS issues_opened,
  round(count(*) FILTER (f.what = 'closed' AND NOT f.is_pull_request) / window_days::INTEGER, 2) AS issues_closed,
  round(count(*) FILTER (f.what = 'opened' AND f.is_pull_request) / window_days::INTEGER, 2) AS pull_requests_opened,
  round(count(*) FILTER (f.what = 'closed' AND f.is_pull_request) / window_days::INTEGER, 2) AS pull_requests_closed,
  min(p.coverage) AS coverage
FROM facts AS f
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'issues', for_project := for_project) AS p
  ON p.period = f.period
GROUP BY f.period, f.sig, f.kind
ORDER BY f.period, f.sig, f.kind
