/*
title: Documentation committers
question: Who writes documentation?
definition: >-
  Distinct commits that touch a path of documentation (a folder such as docs, or a file of text such as .md, .rst or
  .adoc), the people who wrote or co-wrote them, and these people's companies. Only clones tell paths: where no changed
  path is known in a period, nothing is known. With reading := 'devstats' only endings .md and .MD, and only authors.
grain: one row per period, or per period and company that occurred
unit: commits and people
columns:
  period: first moment of the period, UTC
  company: employer at the time, where split by it; 'unknown' where no source knows it; else NULL
  commits: commits that touch documentation; with a moving window, a day over the window; NULL where no path is known
  committers: distinct people who wrote or co-wrote them; NULL where no path is known
  companies: distinct companies of these people; the self-employed are none; NULL where no path is known
  known_commits: commits of the period of which paths are known; in every row of the period
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  split_by: {default: nothing, choices: [nothing, company], help: "all together, or apart by the company at the time"}
  reading: {default: exact, choices: [devstats, exact], help: "which paths are documentation, and whether co-authors count"}
sources: [commits]
adds_up: []
devstats: [doc_committers, doc_committers_hist]
differs: paths of documentation, not the ending .md alone; co-authors count (register 61)
chaoss: [Types of Contributions]
chart: line
*/
WITH spread AS (
  SELECT unnest(periods_of(d.happened_at, every, window_days)) AS period, d.* EXCLUDE (happened_at)
  FROM documentation_commits(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading, acquisitions
  ) AS d
), known AS (
  SELECT s.period, count(DISTINCT s.sha) AS commits
  FROM spread AS s
  GROUP BY s.period
), employed AS (
  SELECT s.period, s.sha, s.person_id, unnest(s.companies) AS company
  FROM spread AS s
  WHERE s.is_documentation
), counted AS (
  SELECT
    e.period,
    CASE WHEN split_by = 'company' THEN coalesce(e.company, 'unknown') END AS company,
    count(DISTINCT e.sha) AS commits,
    count(DISTINCT e.person_id) AS committers,
    count(DISTINCT e.company) FILTER (is_organisation(e.company) OR reading = 'devstats') AS companies
  FROM employed AS e
  GROUP BY ALL
)
SELECT
  p.period,
  c.company,
  CASE WHEN k.commits > 0 THEN round(coalesce(c.commits, 0) / window_days::INTEGER, 2) END AS commits,
  CASE WHEN k.commits > 0 THEN coalesce(c.committers, 0) END AS committers,
  CASE WHEN k.commits > 0 THEN coalesce(c.companies, 0) END AS companies,
  coalesce(k.commits, 0) AS known_commits,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'commits', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
LEFT JOIN known AS k
  ON k.period = p.period
ORDER BY p.period, c.commits DESC, c.company
