/*
title: Open by milestone
question: How much is still to be done for a milestone, and by which SIG?
definition: >-
  Issues and pull requests open at the end of the period, by SIG, milestone and repository: by the SIG labels of that
  time, and by the milestone that the item has now, for nobody tells when it got it.
grain: one row per period, SIG, milestone and repository; where nothing was open there is none
unit: open items
columns:
  period: first moment of the period, UTC; the numbers are those of its end, or of until where that is earlier
  sig: the SIG, or All
  milestone: title of the milestone, or All
  repository: owner/name, or All
  open: open issues, or pull requests
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_items: {default: issues, choices: [issues, pull_requests], help: what is open}
  reading: {default: exact, choices: [devstats, exact], help: "everything open, or as DevStats: items of at most one year, pull requests that somebody commented on and that were seen themselves"}
sources: [issues, pull_requests]
adds_up: []
devstats: [open_issues_sigs_milestones, open_prs_sigs_milestones]
differs: SIGs go by the name of now (register 42); pull requests nobody commented on are there (register 33)
chaoss: []
chart: table
*/
WITH stretches AS (
  SELECT t.part AS sig, t.repo_id, t.number, t.starts_at, t.ends_at
  FROM open_states(
    for_project, for_group, for_repo, for_company, for_country, since, until, who, of_items, 'open', 'sig_and_all', reading
  ) AS t
), placed AS (
  SELECT
    s.sig,
    unnest(list_distinct(['All', i.milestone])) AS milestone,
    r.name AS repository,
    s.starts_at,
    s.ends_at
  FROM stretches AS s
  JOIN marts.items AS i
    ON i.repo_id = s.repo_id AND i.number = s.number
  JOIN core.repos AS r
    ON r.repo_id = s.repo_id
), steps AS (
  SELECT p.sig, p.milestone, p.repository, p.starts_at AS happened_at, 1 AS step
  FROM placed AS p
  UNION ALL
  SELECT p.sig, p.milestone, p.repository, p.ends_at, -1
  FROM placed AS p
), changes AS (
  SELECT
    date_trunc(every, greatest(s.happened_at, since::TIMESTAMP))::TIMESTAMP AS period,
    s.sig,
    s.milestone,
    CASE grouping(s.repository) WHEN 1 THEN 'All' ELSE s.repository END AS repository,
    sum(s.step) AS step
  FROM steps AS s
  WHERE s.happened_at < known_at(until)
  GROUP BY GROUPING SETS ((1, s.sig, s.milestone, s.repository), (1, s.sig, s.milestone))
), running AS (
  SELECT
    c.period,
    c.sig,
    c.milestone,
    c.repository,
    sum(c.step) OVER (PARTITION BY c.sig, c.milestone, c.repository ORDER BY c.period)::BIGINT AS open,
    lead(c.period) OVER (PARTITION BY c.sig, c.milestone, c.repository ORDER BY c.period) AS next_period
  FROM changes AS c
)
SELECT p.period, r.sig, r.milestone, r.repository, r.open, p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
JOIN running AS r
  ON r.open > 0 AND p.period >= r.period AND p.period < coalesce(r.next_period, 'infinity')
ORDER BY p.period, r.sig, r.milestone, r.repository
