/* One row per release of the repositories in scope, drafts left out: GitHub's releases, and, with_tags, tags with a
version in them that no release names. */
CREATE OR REPLACE MACRO released(for_project, for_group, for_repo, until, with_tags) AS TABLE
  WITH named AS (
    SELECT l.repo_id, l.project, l.tag, l.published_at AS released_at, coalesce(l.is_prerelease, FALSE) AS is_prerelease, 0 AS place
    FROM core.releases AS l
    WHERE NOT coalesce(l.is_draft, FALSE)
      AND l.published_at < until::TIMESTAMP
      AND in_scope(l.project, l.repo_id, for_project, for_group, for_repo)
    UNION ALL
    SELECT t.repo_id, t.project, t.tag, t.tagged_at, FALSE, 1
    FROM core.tags AS t
    WHERE with_tags
      AND t.tagged_at < until::TIMESTAMP
      AND release_kind(t.tag, FALSE) <> 'other'
      AND in_scope(t.project, t.repo_id, for_project, for_group, for_repo)
  )
  SELECT
    n.repo_id,
    n.project,
    n.tag,
    arg_min(n.released_at, n.place) AS released_at,
    bool_or(n.is_prerelease) AS is_prerelease,
    release_kind(n.tag, bool_or(n.is_prerelease)) AS kind
  FROM named AS n
  GROUP BY n.repo_id, n.project, n.tag
