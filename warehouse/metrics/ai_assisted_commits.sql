/*
title: AI-assisted commits
question: How many commits name an AI assistant?
definition: >-
  Commits that an agent wrote, committed or pushed, or of which a trailer names one (Co-authored-by, Assisted-by,
  Generated-by), among the commits in which the asked people have a part. They are credited to these people as any other
  commit; assistants that left no trace cannot be seen, so the share is a lower bound.
grain: one row per period
unit: commits and people
columns:
  period: first moment of the period, UTC
  commits: distinct commits; with a moving window, a day over the window
  assisted_commits: those that name an assistant
  assisted_share: their part, 0 to 1
  committers: people with a part in commits
  assisted_committers: those with a part in an assisted one
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [commits]
adds_up: [commits, assisted_commits]
counts: [committers, assisted_committers]
at_most: {assisted_commits: commits, assisted_committers: committers}
devstats: []
chart: line
*/
WITH facts AS (
  SELECT
    window_period(moment_of(x.happened_at, every, window_days), w.days_later, window_days) AS period,
    x.commit_key,
    x.person_id,
    x.is_assisted
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, 'exact'
  ) AS x
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
), counted AS (
  SELECT
    f.period,
    count(DISTINCT f.commit_key) AS commits,
    count(DISTINCT f.commit_key) FILTER (f.is_assisted) AS assisted_commits,
    count(DISTINCT f.person_id) AS committers,
    count(DISTINCT f.person_id) FILTER (f.is_assisted) AS assisted_committers
  FROM facts AS f
  GROUP BY f.period
)
SELECT
  p.period,
  round(coalesce(c.commits, 0) / window_days::INTEGER, 2) AS commits,
  round(coalesce(c.assisted_commits, 0) / window_days::INTEGER, 2) AS assisted_commits,
  round(c.assisted_commits / nullif(c.commits, 0), 6) AS assisted_share,
  coalesce(c.committers, 0) AS committers,
  coalesce(c.assisted_committers, 0) AS assisted_committers,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'commits', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
