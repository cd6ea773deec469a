/*
title: Release frequency
question: How often are releases published, and of which kind?
definition: >-
  Releases published in the period by what their version says: major (x.0.0), minor (x.y.0), patch, pre-release (by its
  suffix or GitHub's flag) or no version at all. Drafts are left out. Tags without a release page count if asked; they
  come from git only.
grain: one row per period
unit: releases
columns:
  period: first moment of the period, UTC
  releases: of any kind
  major: x.0.0
  minor: x.y.0
  patch: x.y.z
  pre: pre-releases of any of them
  other: without a version in the tag
  repositories: distinct repositories with a release
  median_days_between: half of the releases that are no pre-releases came as soon after the one before in their repository
  n: releases with one before, which the median is of
  days_since_last: from the last release that is no pre-release to the end of the period, or of the data
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, since, until, every]
own_parameters:
  counting: {default: releases, choices: [releases, releases_and_tags], help: whether tags without a release count}
sources: [repos]
adds_up: [releases, major, minor, patch, pre, other]
at_most: {repositories: releases}
devstats: []
chaoss: [Release Frequency]
chart: stacked
*/
WITH releases AS (
  SELECT l.*
  FROM released(for_project, for_group, for_repo, until, counting = 'releases_and_tags') AS l
), spaced AS (
  SELECT
    r.repo_id,
    r.released_at,
    r.kind,
    CASE
      WHEN r.kind <> 'pre'
      THEN date_diff(
        'second',
        lag(r.released_at) OVER (PARTITION BY r.repo_id, r.kind <> 'pre' ORDER BY r.released_at, r.tag),
        r.released_at
      ) / 86400
    END AS days
  FROM releases AS r
), counted AS (
  SELECT
    date_trunc(every, s.released_at)::TIMESTAMP AS period,
    count(*) AS releases,
    count(*) FILTER (s.kind = 'major') AS major,
    count(*) FILTER (s.kind = 'minor') AS minor,
    count(*) FILTER (s.kind = 'patch') AS patch,
    count(*) FILTER (s.kind = 'pre') AS pre,
    count(*) FILTER (s.kind = 'other') AS other,
    count(DISTINCT s.repo_id) AS repositories,
    quantile_disc(s.days, 0.5) AS median_days,
    count(s.days) AS n
  FROM spaced AS s
  WHERE s.released_at >= since::TIMESTAMP
  GROUP BY ALL
), periods AS (
  SELECT
    p.period,
    p.coverage,
    least(
      coalesce(lead(p.period) OVER (ORDER BY p.period), TIMESTAMP '9999-01-01'),
      known_at(until)
    ) AS ends_at
  FROM periods_with_coverage(since, until, every, 1) AS p
), finals AS (
  SELECT DISTINCT s.released_at
  FROM spaced AS s
  WHERE s.kind <> 'pre'
)
SELECT
  p.period,
  coalesce(c.releases, 0) AS releases,
  coalesce(c.major, 0) AS major,
  coalesce(c.minor, 0) AS minor,
  coalesce(c.patch, 0) AS patch,
  coalesce(c.pre, 0) AS pre,
  coalesce(c.other, 0) AS other,
  coalesce(c.repositories, 0) AS repositories,
  round(c.median_days, 1) AS median_days_between,
  coalesce(c.n, 0) AS n,
  round(date_diff('second', f.released_at, p.ends_at) / 86400, 1) AS days_since_last,
  p.coverage
FROM periods AS p
ASOF LEFT JOIN finals AS f
  ON p.ends_at > f.released_at
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
