/*
title: Time between comments
question: How lively is the conversation on an issue?
definition: >-
  Of each issue opened in the period: the hours from its opening from the first to the last doing of humans (opening, comments,
  closing, reopening), up to now, by the number of steps between them. Those without a second one have none; their number is given. With
  reading := 'devstats' the hours are by the number of events, one more than the steps.
grain: one row per period in which issues were opened
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: of 15 % of the issues there are at most so many hours between two events
  median_hours: of half of the issues there are at most so many
  p85_hours: of 85 % of the issues there are at most so many
  n: issues with two events, which the percentiles are of
  opened: issues opened in the period
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "by the number of steps, or by the number of events as in DevStats"}
sources: [issues, comments, events]
adds_up: [n, opened]
at_most: {n: opened}
devstats: [time_between_comments]
differs: by the steps between events, not by the events; every issue once, not once per repository group (register 20)
chaoss: [Issue Response Time]
chart: line
*/
WITH issues AS (
  SELECT i.repo_id, i.number, i.created_at
  FROM core.issues AS i
  WHERE within_windows(i.created_at, since, until, window_days)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), talks AS (
  SELECT e.repo_id, e.number, min(e.created_at) AS first_at, max(e.created_at) AS last_at, count(*) AS events
  FROM core.events AS e
  WHERE e.type IN ('IssuesEvent', 'IssueCommentEvent')
    AND e.is_contribution
    AND e.person_kind = 'human'
    AND e.number IS NOT NULL
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND e.created_at >= since::TIMESTAMP - to_days(window_days::INTEGER - 1)
  GROUP BY e.repo_id, e.number
), spread AS (
  SELECT
    unnest(periods_of(i.created_at, every, window_days)) AS period,
    CASE
      WHEN t.events > 1
      THEN date_diff('second', t.first_at, t.last_at)
        / (t.events - CASE reading WHEN 'exact' THEN 1 ELSE 0 END) / 3600
    END AS hours
  FROM issues AS i
  LEFT JOIN talks AS t
    ON t.repo_id = i.repo_id AND t.number = i.number
), counted AS (
  SELECT
    s.period,
    quantile_disc(s.hours, 0.15) AS p15_hours,
    quantile_disc(s.hours, 0.5) AS median_hours,
    quantile_disc(s.hours, 0.85) AS p85_hours,
    count(s.hours) AS n,
    count(*) AS opened
  FROM spread AS s
  GROUP BY s.period
)
SELECT
  p.period,
  c.p15_hours,
  c.median_hours,
  c.p85_hours,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
