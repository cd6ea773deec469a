/*
title: Pull request workload
question: Which SIGs have more pull requests than reviewers for them?
definition: >-
  Open pull requests of each SIG at the end of the period, weighed by their newest size label (XS 1/4, S 1/2, M or none
  1, L 2, XL 4, XXL 8), and the people who gave an lgtm or an approval to items of the SIG in the month before: a
  comment with /lgtm or /approve, or the label set by hand.
grain: one row per period and SIG; SIGs that never had an open pull request have none
unit: pull requests and people
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  sig: the SIG whose label they carried then
  pull_requests: open pull requests
  absolute: their weights together
  reviewers: people who gave an lgtm or an approval in the month before
  relative: absolute by reviewer; NULL where there are no reviewers
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "everything open and whom GitHub names, or as DevStats: pull requests that somebody commented on, of at most one year, and whoever caused the first event that shows the label"}
sources: [pull_requests, comments, events]
adds_up: []
devstats: [pr_workload, pr_workload_repos]
differs: >-
  a pull request with two size labels weighs once; bots that set labels are no reviewers (register 44); SIGs go by the
  name of now (register 42)
chaoss: []
chart: table
*/
WITH stretches AS (
  FROM sig_workload(for_project, for_group, for_repo, for_company, for_country, since, until, who, reading)
), steps AS (
  SELECT s.sig, s.starts_at AS happened_at, 1 AS step, s.weight
  FROM stretches AS s
  UNION ALL
  SELECT s.sig, s.ends_at, -1, -s.weight
  FROM stretches AS s
), changes AS (
  SELECT
    date_trunc(every, greatest(s.happened_at, since::TIMESTAMP))::TIMESTAMP AS period,
    s.sig,
    sum(s.step) AS step,
    sum(s.weight) AS weight
  FROM steps AS s
  WHERE s.happened_at < known_at(until)
  GROUP BY ALL
), running AS (
  SELECT
    c.period,
    c.sig,
    sum(c.step) OVER so_far AS pull_requests,
    sum(c.weight) OVER so_far AS absolute
  FROM changes AS c
  WINDOW so_far AS (PARTITION BY c.sig ORDER BY c.period)
), wanted AS (
  SELECT p.period, p.coverage, c.sig, end_of(p.period, every, until) AS ends_at
  FROM periods_with_coverage(since, until, every, 1) AS p
  CROSS JOIN (SELECT DISTINCT r.sig FROM running AS r WHERE r.pull_requests > 0) AS c
), reviewed AS (
  SELECT w.period, w.sig, count(DISTINCT v.person_id) AS reviewers
  FROM wanted AS w
  JOIN sig_reviewers(for_project, for_group, for_repo, since::TIMESTAMP - INTERVAL 1 MONTH, until, reading) AS v
    ON v.sig = w.sig AND v.day < w.ends_at AND v.day >= w.ends_at - INTERVAL 1 MONTH
  GROUP BY w.period, w.sig
)
SELECT
  w.period,
  w.sig,
  coalesce(r.pull_requests, 0)::BIGINT AS pull_requests,
  coalesce(r.absolute, 0) AS absolute,
  coalesce(v.reviewers, 0) AS reviewers,
  round(coalesce(r.absolute, 0) / nullif(coalesce(v.reviewers, 0), 0), 6) AS relative,
  w.coverage
FROM wanted AS w
ASOF LEFT JOIN running AS r
  ON r.sig = w.sig AND w.period >= r.period
LEFT JOIN reviewed AS v
  ON v.sig = w.sig AND v.period = w.period
ORDER BY w.period, w.sig
