/*
title: Completeness of the data
question: How much of what happened is in these numbers, and who told it?
definition: >-
  Facts that GH Archive, GitHub's API and git saw, each kind by itself, and the worst verdict of the period's days:
  complete when one source is known to have all of it, lower_bound when something is known to be missing, none when no
  source looked. Since 23 May 2025 the archive alone is never complete, as it sees only a part of GitHub's events.
grain: one row per period and kind
unit: facts
columns:
  period: first moment of the period, UTC
  kind: events (all of them), issues, pull_requests, reviews, comments or commits
  archive_count: seen by GH Archive
  api_count: seen by GitHub's API
  git_count: seen in clones
  known_count: seen by any of them, each once
  complete_days: days of which one source has all, in projects counted one by one
  days: days on which something was seen or looked for, in projects counted one by one
  verdict: complete, lower_bound or none
parameters: [for_project, since, until, every]
sources: [events, commits]
adds_up: []
at_most: {archive_count: known_count, api_count: known_count, git_count: known_count, complete_days: days}
devstats: [last_computed]
differs: nothing is computed ahead, so there is no time of each computation; what matters instead is what each source has told, and until when
chart: table
*/
WITH facts AS (
  SELECT date_trunc(every, c.day)::TIMESTAMP AS period, c.*
  FROM core.coverage AS c
  WHERE in_scope(c.project, 0, for_project, 'all', 'all')
    AND within(c.day::TIMESTAMP, since, until)
)
SELECT
  f.period,
  f.kind,
  sum(f.archive_count)::BIGINT AS archive_count,
  sum(f.api_count)::BIGINT AS api_count,
  sum(f.git_count)::BIGINT AS git_count,
  sum(f.known_count)::BIGINT AS known_count,
  count(*) FILTER (f.verdict = 'complete') AS complete_days,
  count(*) AS days,
  CASE
    WHEN bool_and(f.verdict = 'complete') THEN 'complete'
    WHEN bool_and(f.verdict = 'none') THEN 'none'
    ELSE 'lower_bound'
  END AS verdict
FROM facts AS f
GROUP BY f.period, f.kind
ORDER BY f.period, f.kind
