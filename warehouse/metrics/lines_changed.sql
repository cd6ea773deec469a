/*
title: Lines changed
question: How big are commits?
definition: >-
  Distinct commits by people of the asked kind who wrote them, merges left out unless asked for, and the lines that they
  add and remove and the files that they touch. Sizes are known only from git, and lines only where clones have contents
  (`duckstats ingest git --full`): figures are NULL where none is known, and with_lines says of how many they are.
grain: one row per period
unit: lines and files
columns:
  period: first moment of the period, UTC
  commits: distinct commits
  with_lines: those whose lines are known
  with_lines_share: the same as a part, 0 to 1
  lines_added: all of them together
  lines_removed: all of them together
  mean_added: a commit
  p15_added: 15 % of the commits add no more
  median_added: half of the commits add no more
  p85_added: 85 % of the commits add no more
  max_added: the largest
  mean_removed: a commit
  p15_removed: 15 % of the commits remove no more
  median_removed: half of the commits remove no more
  p85_removed: 85 % of the commits remove no more
  max_removed: the largest
  with_files: commits whose touched files are known
  mean_files: files touched, a commit
  p15_files: 15 % of the commits touch no more
  median_files: half of the commits touch no more
  p85_files: 85 % of the commits touch no more
  max_files: the largest
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  merges: {default: left_out, choices: [left_out, counted], help: whether merge commits count}
sources: [commits]
adds_up: []
counts: [commits, with_lines, lines_added, lines_removed, with_files]
at_most: {with_lines: commits, with_files: commits, median_added: max_added, median_removed: max_removed, median_files: max_files}
devstats: [home2]
differs: percentiles are commits' own numbers, not interpolated
chaoss: [Code Changes Lines, Code Changes Commits]
chart: line
*/
WITH authored AS (
  SELECT DISTINCT x.sha, x.repo_id
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
), commits AS (
  /* Once in each period, in whatever repositories it stands. */
  SELECT
    date_trunc(every, c.counted_at)::TIMESTAMP AS period,
    c.sha,
    max(c.insertions) AS added,
    max(c.deletions) AS removed,
    max(c.changed_files) AS files
  FROM authored AS a
  JOIN core.commits AS c
    ON c.sha = a.sha AND c.repo_id = a.repo_id
  WHERE within(c.counted_at, since, until)
    AND (merges = 'counted' OR NOT coalesce(c.is_merge, FALSE))
  GROUP BY ALL
), counted AS (
  SELECT
    m.period,
    count(*) AS commits,
    count(m.added) AS with_lines,
    sum(m.added)::BIGINT AS lines_added,
    sum(m.removed)::BIGINT AS lines_removed,
    round(avg(m.added), 2) AS mean_added,
    quantile_disc(m.added, 0.15) AS p15_added,
    quantile_disc(m.added, 0.5) AS median_added,
    quantile_disc(m.added, 0.85) AS p85_added,
    max(m.added) AS max_added,
    round(avg(m.removed), 2) AS mean_removed,
    quantile_disc(m.removed, 0.15) AS p15_removed,
    quantile_disc(m.removed, 0.5) AS median_removed,
    quantile_disc(m.removed, 0.85) AS p85_removed,
    max(m.removed) AS max_removed,
    count(m.files) AS with_files,
    round(avg(m.files), 2) AS mean_files,
    quantile_disc(m.files, 0.15) AS p15_files,
    quantile_disc(m.files, 0.5) AS median_files,
    quantile_disc(m.files, 0.85) AS p85_files,
    max(m.files) AS max_files
  FROM commits AS m
  GROUP BY m.period
)
SELECT
  p.period,
  coalesce(c.commits, 0) AS commits,
  coalesce(c.with_lines, 0) AS with_lines,
  round(c.with_lines / c.commits, 6) AS with_lines_share,
  c.lines_added,
  c.lines_removed,
  c.mean_added,
  c.p15_added,
  c.median_added,
  c.p85_added,
  c.max_added,
  c.mean_removed,
  c.p15_removed,
  c.median_removed,
  c.p85_removed,
  c.max_removed,
  coalesce(c.with_files, 0) AS with_files,
  c.mean_files,
  c.p15_files,
  c.median_files,
  c.p85_files,
  c.max_files,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'commits', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
