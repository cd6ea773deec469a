/*
title: Lines by author
question: Who changes most code, and more than before?
definition: >-
  People who wrote commits in the range, or in the range of equal length before it, with the lines that these add and
  remove; merges left out. Lines are known only where clones have contents (`duckstats ingest git --full`): NULL where
  none is known, and with_lines says of how many commits they are. Lines are no measure of merit.
grain: one row per author
unit: commits and lines
columns:
  rank: place by lines added, then by commits; equal numbers share a place
  login: GitHub login, or the name that commits give
  company: employer at the newest of these commits; NULL where unknown
  commits: distinct commits in the range
  with_lines: those whose lines are known
  lines_added: in the range
  lines_removed: in the range
  files: files touched, summed over the commits
  previous_commits: in the range before; NULL where the data does not reach back that far
  previous_lines_added: in the range before
  previous_lines_removed: in the range before
  change: lines added against those of the range before, as a part of these; 0.5 is half as many again
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [commits]
adds_up: []
at_most: {with_lines: commits}
devstats: [home2]
chaoss: [Code Changes Lines]
chart: table
*/
WITH bounds AS (
  SELECT
    greatest(since::TIMESTAMP, (SELECT min(c.counted_at) FROM core.commits AS c)) AS starts_at,
    known_at(until) AS ends_at
), lengths AS (
  SELECT
    b.starts_at,
    b.starts_at - (b.ends_at - b.starts_at) AS before_at,
    b.ends_at,
    b.starts_at - (b.ends_at - b.starts_at) >= (SELECT min(c.counted_at) FROM core.commits AS c) AS has_before
  FROM bounds AS b
), authored AS (
  SELECT DISTINCT ON (x.commit_key, x.person_id)
    x.commit_key,
    x.repo_id,
    x.person_id,
    x.company,
    x.happened_at
  FROM marts.commit_people AS x
  CROSS JOIN lengths AS l
  WHERE x.is_author
    AND x.person_id IS NOT NULL
    AND x.happened_at >= l.before_at
    AND x.happened_at < l.ends_at
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
  ORDER BY x.commit_key, x.person_id, x.happened_at, x.repo_id
), counted AS (
  SELECT
    a.person_id,
    arg_max(a.company, a.happened_at) AS company,
    count(*) FILTER (a.happened_at >= l.starts_at) AS commits,
    count(c.insertions) FILTER (a.happened_at >= l.starts_at) AS with_lines,
    sum(c.insertions) FILTER (a.happened_at >= l.starts_at) AS lines_added,
    sum(c.deletions) FILTER (a.happened_at >= l.starts_at) AS lines_removed,
    sum(c.changed_files) FILTER (a.happened_at >= l.starts_at) AS files,
    count(*) FILTER (a.happened_at < l.starts_at) AS previous_commits,
    sum(c.insertions) FILTER (a.happened_at < l.starts_at) AS previous_lines_added,
    sum(c.deletions) FILTER (a.happened_at < l.starts_at) AS previous_lines_removed
  FROM authored AS a
  CROSS JOIN lengths AS l
  JOIN core.commits AS c
    ON c.commit_key = a.commit_key AND c.repo_id = a.repo_id
  WHERE NOT coalesce(c.is_merge, FALSE)
    AND (l.has_before OR a.happened_at >= l.starts_at)
  GROUP BY a.person_id
)
SELECT
  rank() OVER (ORDER BY coalesce(c.lines_added, -1) DESC, c.commits DESC) AS rank,
  coalesce(p.login, p.name, '(unknown)') AS login,
  c.company,
  c.commits,
  c.with_lines,
  c.lines_added::BIGINT AS lines_added,
  c.lines_removed::BIGINT AS lines_removed,
  c.files::BIGINT AS files,
  CASE WHEN l.has_before THEN c.previous_commits END AS previous_commits,
  c.previous_lines_added::BIGINT AS previous_lines_added,
  c.previous_lines_removed::BIGINT AS previous_lines_removed,
  round(c.lines_added / nullif(c.previous_lines_added, 0) - 1, 4) AS change
FROM counted AS c
CROSS JOIN lengths AS l
LEFT JOIN core.people AS p
  ON p.person_id = c.person_id
ORDER BY rank, login, c.person_id
