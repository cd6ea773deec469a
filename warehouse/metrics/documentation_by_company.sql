/*
title: Documentation by company
question: Which companies write documentation?
definition: >-
  Distinct commits of the range that touch a path of documentation (see documentation_committers), and the people who
  wrote or co-wrote them, by their employer at the time. The row of rank 0 is everybody, the row without a rank and
  company people whose employer is unknown. Only clones tell paths: without them there is no row. With
  reading := 'devstats' only endings .md and .MD, and only authors.
grain: one row per company, and two more
unit: commits and people
columns:
  rank: place by the measure of ranked_by; equal numbers share a place; 0 for everybody; NULL for unknown
  company: employer at the time; 'All' for everybody; NULL for unknown
  commits: commits that touch documentation
  committers: distinct people who wrote or co-wrote them
  known_commits: commits of the range of which paths are known; the same in each row
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  ranked_by: {default: commits, choices: [commits, committers], help: the measure that ranks are of}
  reading: {default: exact, choices: [devstats, exact], help: "which paths are documentation, and whether co-authors count"}
sources: [commits]
adds_up: []
counts: [commits, committers]
devstats: [doc_committers_hist]
differs: paths of documentation, not the ending .md alone; co-authors count (register 61)
chaoss: [Types of Contributions]
chart: table
*/
WITH written AS (
  FROM documentation_commits(
    for_project, for_group, for_repo, for_company, for_country, since, until, 1, who, reading, acquisitions
  )
), employed AS (
  SELECT unnest(w.companies) AS company, w.sha, w.person_id
  FROM written AS w
  WHERE w.is_documentation
), counted AS (
  SELECT FALSE AS is_everybody, e.company, count(DISTINCT e.sha) AS commits, count(DISTINCT e.person_id) AS committers
  FROM employed AS e
  GROUP BY e.company
  UNION ALL
  SELECT
    TRUE,
    'All',
    count(DISTINCT w.sha) FILTER (w.is_documentation),
    count(DISTINCT w.person_id) FILTER (w.is_documentation)
  FROM written AS w
  HAVING count(*) > 0
), placed AS (
  SELECT
    c.*,
    CASE ranked_by WHEN 'committers' THEN c.committers ELSE c.commits END AS value,
    NOT c.is_everybody AND c.company IS NOT NULL AS is_company
  FROM counted AS c
)
SELECT
  CASE
    WHEN p.is_everybody THEN 0
    WHEN p.is_company THEN rank() OVER (PARTITION BY p.is_company ORDER BY p.value DESC)
  END AS rank,
  p.company,
  p.commits,
  p.committers,
  (SELECT count(DISTINCT w.sha) FROM written AS w) AS known_commits
FROM placed AS p
ORDER BY rank NULLS LAST, p.company
