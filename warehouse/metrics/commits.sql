/*
title: Commits
question: How many commits are made, and by how many people?
definition: >-
  Distinct commits, by the time of their first push where a push was seen, else by commit time. The people are those who
  pushed, wrote, committed or co-wrote them; an author whose account is unknown counts once per hashed address. A commit
  counts when a person of the asked kind has one of these roles.
grain: one row per period
unit: commits and people
columns:
  period: first moment of the period, UTC
  commits: distinct commits; with a moving window, a day over the window
  committers: distinct people with a role in them
  by_commit_date: those commits that count at their commit date, as no push of them was seen
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "whose commit it is: pusher, author and committer by their names as in DevStats, or all by address, with co-authors"}
sources: [commits]
adds_up: [commits, by_commit_date]
counts: [committers]
at_most: {by_commit_date: commits}
behind: {counts: {commits: commits}}
devstats: [commits_repo_groups]
differs: authors are found by address, not by name, and unknown ones are kept apart (register 4); co-authors count
chaoss: [Code Changes Commits]
chart: line
*/
WITH facts AS (
  SELECT
    moment_of(x.counted_at, every, window_days) AS moment,
    x.commit_key,
    x.is_dated_by_push,
    x.person_id
  FROM marts.commit_people AS x
  WHERE reading = 'exact'
    AND x.is_exact
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
    AND within_windows(x.counted_at, since, until, window_days)
  UNION ALL
  SELECT moment_of(d.happened_at, every, window_days), d.commit_key, TRUE, d.person_id
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
  ) AS d
  WHERE reading = 'devstats'
), counted AS (
  SELECT
    window_period(f.moment, w.days_later, window_days) AS period,
    count(DISTINCT f.commit_key) AS commits,
    count(DISTINCT f.person_id) AS committers,
    count(DISTINCT f.commit_key) FILTER (NOT f.is_dated_by_push) AS by_commit_date
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
)
SELECT
  p.period,
  round(coalesce(c.commits, 0) / window_days::INTEGER, 2) AS commits,
  coalesce(c.committers, 0) AS committers,
  round(coalesce(c.by_commit_date, 0) / window_days::INTEGER, 2) AS by_commit_date,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'commits', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
