/* One row per commit and path it changed. Only clones tell paths; merges have none. */
MODEL (
  name core.commit_files,
  kind FULL,
  grain (sha, repo_id, path),
  audits (
    not_null(columns := (sha, repo_id, path)),
    unique_combination_of_columns(columns := (sha, repo_id, path)),
    accepted_values(column := status, is_in := ('A', 'M', 'D', 'T'))
  )
);

SELECT
  f.sha,
  COALESCE(f.repo_id, n.repo_id) AS repo_id,
  s.section_id, /* of the whole commit, see core.commits */
  r.project,
  f.path,
  ANY_VALUE(f.status) AS status, /* A added, M changed, D deleted, T of another type */
  MAX(f.insertions) AS insertions, /* lines; NULL where the clone has no contents, and of binary files */
  MAX(f.deletions) AS deletions
FROM raw.commit_files AS f
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN f.repo_id IS NULL THEN LOWER(f.repo_name) END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(f.repo_id, n.repo_id)
LEFT JOIN core.commit_sections AS s
  ON s.sha = f.sha AND s.repo_id = COALESCE(f.repo_id, n.repo_id)
GROUP BY
  ALL
