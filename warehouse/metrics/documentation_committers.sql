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
WITH files AS (
  SELECT
    f.sha,
    f.repo_id,
    bool_or(CASE reading WHEN 'exact' THEN is_documentation(f.path) ELSE f.path LIKE '%.md' OR f.path LIKE '%.MD' END)
      AS is_documentation
  FROM core.commit_files AS f
  WHERE in_scope(f.project, f.repo_id, for_project, for_group, for_repo)
  GROUP BY f.sha, f.repo_id
), authors AS (
  SELECT
    x.happened_at,
    x.sha,
    x.person_id,
    f.is_documentation,
    employers(x.company, x.other_companies, b.last_owners) AS companies
  FROM core.commit_roles AS x
  JOIN files AS f
    ON f.sha = x.sha AND f.repo_id = x.repo_id
  CROSS JOIN buyers(acquisitions) AS b
  WHERE (x.role = 'author' OR (x.role = 'co_author' AND reading = 'exact'))
    AND within_windows(x.happened_at, since, until, window_days)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
), spread AS (
  SELECT unnest(periods_of(a.happened_at, every, window_days)) AS period, a.* EXCLUDE (happened_at)
  FROM authors AS a
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
