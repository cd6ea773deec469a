/*
title: Releases
question: How often is it released, and what went in between?
definition: >-
  Releases published in the range, the newest first, drafts left out, with what was merged in the same repository since
  the release before.
grain: one row per release
unit: days
columns:
  repository: owner/name
  tag: of the release
  published_at: UTC
  is_prerelease: GitHub's flag
  days_since_previous: since the release before in this repository
  merged: pull requests merged since then
  authors: distinct authors of those
parameters: [for_project, for_group, for_repo, since, until]
sources: [pull_requests, repos]
adds_up: []
at_most: {authors: merged}
devstats: []
chaoss: [Release Frequency]
chart: table
*/
WITH releases AS (
  SELECT
    l.repo_id,
    l.tag,
    l.published_at,
    l.is_prerelease,
    lag(l.published_at) OVER (PARTITION BY l.repo_id ORDER BY l.published_at, l.release_id) AS previous_at
  FROM core.releases AS l
  WHERE NOT coalesce(l.is_draft, FALSE)
    AND in_scope(l.project, l.repo_id, for_project, for_group, for_repo)
)
SELECT
  r.name AS repository,
  l.tag,
  l.published_at,
  l.is_prerelease,
  round(date_diff('second', l.previous_at, l.published_at) / 86400, 1) AS days_since_previous,
  count(q.number) AS merged,
  count(DISTINCT q.person_id) AS authors
FROM releases AS l
JOIN core.repos AS r
  ON r.repo_id = l.repo_id
LEFT JOIN core.pull_requests AS q
  ON q.repo_id = l.repo_id
  AND q.merged_at < l.published_at
  AND q.merged_at >= coalesce(l.previous_at, TIMESTAMP '1970-01-01')
WHERE within(l.published_at, since, until)
GROUP BY ALL
ORDER BY l.published_at DESC, repository, l.tag
