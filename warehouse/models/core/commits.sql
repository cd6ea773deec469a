/* One row per commit and repository, from pushes and from git. Its date is its first push where a push was seen, else
its commit date; a commit dated after it was found (a clock ahead of time) counts when it was found. */
MODEL (
  name core.commits,
  kind FULL,
  grain (sha, repo_id),
  audits (
    not_null(columns := (sha, repo_id, counted_at)),
    unique_combination_of_columns(columns := (sha, repo_id))
  )
);

WITH sights AS (
  SELECT
    COALESCE(c.repo_id, n.repo_id) AS repo_id,
    c.* EXCLUDE (repo_id),
    (c.pushed_at, c.event_id) AS version
  FROM raw.commits AS c
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN c.repo_id IS NULL THEN LOWER(c.repo_name) END
), heads AS (
  /* Pushes that list no commits (since October 2025) still tell when their newest one came. */
  SELECT COALESCE(e.repo_id, n.repo_id) AS repo_id, e.push_head AS sha, MIN(e.created_at) AS pushed_at
  FROM raw.events AS e
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN e.repo_id IS NULL THEN LOWER(e.repo_name) END
  WHERE e.type = 'PushEvent' AND e.push_size IS NULL AND NOT e.push_head IS NULL
  GROUP BY
    ALL
), commits AS (
  SELECT
    sha,
    repo_id,
    MIN(pushed_at) AS pushed_at,
    MIN(authored_at) AS authored_at,
    ARG_MIN(authored_offset, authored_at) AS authored_offset,
    MIN(committed_at) AS committed_at,
    MIN(seen_at) AS seen_at,
    BOOL_OR(is_merge) AS is_merge,
    BOOL_OR(is_distinct) AS is_distinct,
    BOOL_OR(is_on_default_branch) AS is_on_default_branch,
    COALESCE(ARG_MIN(subject, version), ANY_VALUE(subject)) AS subject,
    MAX(changed_files) AS changed_files,
    MAX(insertions) AS insertions,
    MAX(deletions) AS deletions,
    LIST(DISTINCT source ORDER BY source) AS sources
  FROM sights
  GROUP BY
    sha,
    repo_id
), dated AS (
  SELECT
    c.* EXCLUDE (pushed_at),
    LEAST(c.pushed_at, h.pushed_at) AS pushed_at,
    LEAST(COALESCE(c.committed_at, c.authored_at, c.seen_at), c.seen_at) AS made_at
  FROM commits AS c
  LEFT JOIN heads AS h
    ON h.sha = c.sha AND h.repo_id = c.repo_id
)
SELECT
  c.sha,
  @stable_id(c.sha) AS commit_key, /* stands for the sha: quicker to group by */
  c.repo_id,
  s.section_id,
  r.project,
  COALESCE(c.pushed_at, c.made_at) AS counted_at, /* the date that metrics count by */
  CASE WHEN c.pushed_at IS NULL THEN 'commit' ELSE 'push' END AS counted_by, /* push or commit: which date that is */
  c.pushed_at, /* first push that listed it or ended with it */
  c.authored_at, /* git only */
  c.authored_offset, /* git only: minutes that the author's clock was ahead of UTC */
  c.committed_at, /* git only, as the committer's clock had it */
  c.is_merge, /* git only */
  c.is_distinct, /* some push was the first to bring it into the repository */
  c.is_on_default_branch, /* git only: it leads to the newest commit of the default branch */
  c.subject, /* first line of the message */
  c.changed_files,
  c.insertions,
  c.deletions,
  c.sources
FROM dated AS c
LEFT JOIN core.repos AS r
  ON r.repo_id = c.repo_id
LEFT JOIN core.commit_sections AS s
  ON s.sha = c.sha AND s.repo_id = c.repo_id
