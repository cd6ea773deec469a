/*
title: Bot commands
question: What do people ask the robots for?
definition: >-
  Slash commands of Prow on a line of their own, in comments, reviews, issues and pull requests: each line counts, under
  the author of the text and at its time, however often the text was shown again. lgtm, hold and approve with cancel,
  approve with no-issue, test with all, and remove with area are commands of their own.
grain: one row per period, part and command; periods without commands have none
unit: commands
columns:
  period: first moment of the period, UTC
  part: All, or the repository group or repository that split_by asks for
  command: what was written, lower case, without its object
  uses: times it was given; with a moving window, a day over the window
  people: people who gave it
  items: issues and pull requests that it was given on
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  split_by: {default: all, choices: [all, group, repository], help: "one row for all, one per repository group, or one per repository"}
sources: [comments, issues, pull_requests, reviews]
adds_up: [uses]
counts: [people, items]
devstats: [bot_commands, bot_commands_repos]
differs: every command of a text counts, once, and for its author (register 12, 13)
chaoss: []
chart: table
*/
WITH facts AS (
  SELECT
    unnest(periods_of(x.created_at, every, window_days)) AS period,
    s.part,
    CASE
      WHEN x.command IN ('lgtm', 'hold', 'approve') AND starts_with(lower(x.argument), 'cancel') THEN x.command || ' cancel'
      WHEN x.command = 'approve' AND starts_with(lower(x.argument), 'no-issue') THEN 'approve no-issue'
      WHEN x.command = 'test' AND lower(x.argument) = 'all' THEN 'test all'
      WHEN x.command = 'remove' AND starts_with(lower(x.argument), 'area') THEN 'remove area'
      ELSE x.command
    END AS command,
    x.person_id,
    x.repo_id,
    x.number
  FROM core.commands AS x
  JOIN parts(split_by) AS s
    ON s.part_id = part_id(split_by, x.repo_id, x.section_id)
  WHERE in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
    AND within_windows(x.created_at, since, until, window_days)
)
SELECT
  f.period,
  f.part,
  f.command,
  round(count(*) / window_days::INTEGER, 2) AS uses,
  count(DISTINCT f.person_id) AS people,
  count(DISTINCT (f.repo_id, f.number)) AS items,
  min(p.coverage) AS coverage
FROM facts AS f
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
  ON p.period = f.period
GROUP BY f.period, f.part, f.command
ORDER BY f.period, f.part, uses DESC, f.command
