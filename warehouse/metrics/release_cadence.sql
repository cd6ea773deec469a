/*
title: Last releases
question: Which project has released nothing for long?
definition: >-
  Every project with a release before the end of the range: its last one that is no pre-release (or the last of all, where
  there is no other), how long ago that was at the end of the range or of the data, and its releases within the range.
grain: one row per project
unit: releases and days
columns:
  project: key
  releases: published in the range
  major: x.0.0
  minor: x.y.0
  patch: x.y.z
  pre: pre-releases of any of them
  other: without a version in the tag
  median_days_between: half of those that are no pre-releases came as soon after the one before in their repository
  n: releases with one before, which the median is of
  last_tag: tag of the last release
  last_kind: major, minor, patch, pre or other
  last_repository: where it was released, owner/name
  last_released_at: UTC
  days_since_last: from then to the end of the range, or of the data
parameters: [for_project, for_group, for_repo, since, until]
own_parameters:
  counting: {default: releases, choices: [releases, releases_and_tags], help: whether tags without a release count}
sources: [repos]
adds_up: [releases, major, minor, patch, pre, other]
devstats: [projects_health]
differs: releases and tags only, never a date of maturity (register 29)
chaoss: [Release Frequency]
chart: table
*/
WITH releases AS (
  SELECT
    l.*,
    CASE
      WHEN l.kind <> 'pre'
      THEN date_diff(
        'second',
        lag(l.released_at) OVER (PARTITION BY l.repo_id, l.kind <> 'pre' ORDER BY l.released_at, l.tag),
        l.released_at
      ) / 86400
    END AS days,
    l.released_at >= since::TIMESTAMP AS is_within
  FROM released(for_project, for_group, for_repo, until, counting = 'releases_and_tags') AS l
), projects AS (
  SELECT
    r.project,
    count(*) FILTER (r.is_within) AS releases,
    count(*) FILTER (r.is_within AND r.kind = 'major') AS major,
    count(*) FILTER (r.is_within AND r.kind = 'minor') AS minor,
    count(*) FILTER (r.is_within AND r.kind = 'patch') AS patch,
    count(*) FILTER (r.is_within AND r.kind = 'pre') AS pre,
    count(*) FILTER (r.is_within AND r.kind = 'other') AS other,
    quantile_disc(r.days, 0.5) FILTER (r.is_within) AS median_days,
    count(r.days) FILTER (r.is_within) AS n,
    arg_max(
      {'tag': r.tag, 'kind': r.kind, 'repo_id': r.repo_id, 'released_at': r.released_at},
      (r.kind <> 'pre', r.released_at, r.repo_id, r.tag)
    ) AS last
  FROM releases AS r
  GROUP BY r.project
)
SELECT
  s.project,
  s.releases,
  s.major,
  s.minor,
  s.patch,
  s.pre,
  s.other,
  round(s.median_days, 1) AS median_days_between,
  s.n,
  s.last.tag AS last_tag,
  s.last.kind AS last_kind,
  r.name AS last_repository,
  s.last.released_at AS last_released_at,
  round(date_diff('second', s.last.released_at, known_at(until)) / 86400, 1) AS days_since_last
FROM projects AS s
LEFT JOIN core.repos AS r
  ON r.repo_id = s.last.repo_id
ORDER BY days_since_last DESC, s.project
