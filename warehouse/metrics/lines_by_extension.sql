/*
title: Changes by kind of file
question: In which kinds of files does the work lie?
definition: >-
  Files that commits of the range touched, by the ending of their names, in lower case; a name that only
  begins with a dot has none. Only git tells files. Lines are known only where clones have contents (`duckstats ingest git
  --full`): NULL where none is known.
grain: one row per ending
unit: files, commits and lines
columns:
  extension: ending of the name, e.g. .go; (none) without one
  changes: files touched, once for each commit
  changes_share: part of all of them, 0 to 1
  commits: distinct commits that touched one
  authors: distinct people of the asked kind who wrote these
  with_lines: changes whose lines are known
  lines_added: all of them together
  lines_removed: all of them together
  all_changes: files touched, of any ending
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [commits]
adds_up: []
counts: [changes, with_lines, commits, authors]
at_most: {with_lines: changes, commits: changes, changes: all_changes}
devstats: [home2]
chaoss: [Code Changes Lines]
chart: table
*/
WITH authored AS (
  SELECT DISTINCT x.sha, x.repo_id, x.person_id
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
), commits AS (
  /* A commit that stands in several repositories touches its files once. */
  SELECT a.sha, min(a.repo_id) AS repo_id
  FROM authored AS a
  GROUP BY a.sha
), files AS (
  SELECT
    f.sha,
    coalesce(nullif(lower(regexp_extract(f.path, '[^/.][^/]*(\.[^./]+)$', 1)), ''), '(none)') AS extension,
    f.insertions,
    f.deletions
  FROM core.commit_files AS f
  SEMI JOIN commits AS c
    ON c.sha = f.sha AND c.repo_id = f.repo_id
  WHERE in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
), authors AS (
  SELECT n.extension, count(DISTINCT a.person_id) AS authors
  FROM (
    SELECT DISTINCT f.sha, f.extension
    FROM files AS f
  ) AS n
  JOIN authored AS a
    ON a.sha = n.sha
  GROUP BY n.extension
), counted AS (
  SELECT
    f.extension,
    count(*) AS changes,
    count(DISTINCT f.sha) AS commits,
    count(f.insertions) AS with_lines,
    sum(f.insertions)::BIGINT AS lines_added,
    sum(f.deletions)::BIGINT AS lines_removed
  FROM files AS f
  GROUP BY f.extension
)
SELECT
  c.extension,
  c.changes,
  round(c.changes / sum(c.changes) OVER (), 6) AS changes_share,
  c.commits,
  a.authors,
  c.with_lines,
  c.lines_added,
  c.lines_removed,
  (sum(c.changes) OVER ())::BIGINT AS all_changes
FROM counted AS c
JOIN authors AS a
  ON a.extension = c.extension
ORDER BY c.changes DESC, c.extension
