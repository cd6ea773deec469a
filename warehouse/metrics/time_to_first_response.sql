/*
title: Time to first response
question: How soon does somebody answer, and how many are never answered?
definition: >-
  Hours from opening an issue (or pull request) to the first answer: a comment, review, closing, merge or reopening by a
  human who is not the author. Those without an answer have no such time, so the shares that were not answered within 2,
  7 and 30 days stand beside, each of those old enough by the end of the data to tell.
grain: one row per period in which they were opened
unit: hours
columns:
  period: first moment of the period, UTC
  p15_hours: 15 % of the answered ones were answered within these hours
  median_hours: half of the answered ones were answered within these hours
  p85_hours: 85 % of the answered ones were answered within these hours
  n: answered ones, which the percentiles are of
  opened: opened in the period
  unanswered: those that nobody has answered yet
  old_enough_2_days: opened at least 2 days before the end of the data
  unanswered_2_days: those of them without an answer within 2 days
  unanswered_2_days_share: the same as a part of them, 0 to 1
  old_enough_7_days: opened at least 7 days before the end of the data
  unanswered_7_days: those of them without an answer within 7 days
  unanswered_7_days_share: the same as a part of them, 0 to 1
  old_enough_30_days: opened at least 30 days before the end of the data
  unanswered_30_days: those of them without an answer within 30 days
  unanswered_30_days_share: the same as a part of them, 0 to 1
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_what: {default: issues, choices: [issues, pull_requests], help: what waits for an answer}
  answered_by: {default: anything, choices: [anything, comments], help: "which answers count: all, or comments alone"}
  reading: {default: exact, choices: [devstats, exact], help: "devstats leaves out what a bot commented on first, half a minute after the opening or later"}
sources: [issues, pull_requests, comments, reviews, events]
adds_up:
  - opened
  - unanswered
  - old_enough_2_days
  - unanswered_2_days
  - old_enough_7_days
  - unanswered_7_days
  - old_enough_30_days
  - unanswered_30_days
at_most:
  n: opened
  unanswered: opened
  unanswered_2_days: old_enough_2_days
  unanswered_7_days: old_enough_7_days
  unanswered_30_days: old_enough_30_days
devstats: [first_non_author_activity, time_to_first_comment, projects_health]
differs: >-
  issues and pull requests apart (register 29), each once with the real time of the answer, unanswered ones counted
  (register 18)
chaoss: [Time to First Response, Issue Response Time]
chart: line
*/
WITH items AS (
  SELECT
    date_trunc(every, i.created_at)::TIMESTAMP AS period,
    date_diff(
      'second', i.created_at, CASE answered_by WHEN 'anything' THEN i.first_answer_at ELSE i.first_comment_at END
    ) / 3600 AS hours,
    date_diff('second', i.created_at, known_at('2100-01-01')) / 86400 AS days_known
  FROM marts.items AS i
  WHERE i.is_pull_request = (of_what = 'pull_requests')
    AND within(i.created_at, since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND (
      reading = 'exact'
      OR NOT EXISTS(
        FROM core.comments AS c
        WHERE c.repo_id = i.repo_id
          AND c.number = i.number
          AND c.person_kind <> 'human'
          AND c.person_id <> i.person_id
          AND c.created_at > i.created_at + INTERVAL 30 SECOND
          AND coalesce(c.created_at < i.first_comment_at, TRUE)
      )
    )
), counted AS (
  SELECT
    t.period,
    quantile_disc(t.hours, 0.15) AS p15_hours,
    quantile_disc(t.hours, 0.5) AS median_hours,
    quantile_disc(t.hours, 0.85) AS p85_hours,
    count(t.hours) AS n,
    count(*) AS opened,
    count(*) FILTER (t.days_known >= 2) AS old_2,
    count(*) FILTER (t.days_known >= 2 AND coalesce(t.hours > 2 * 24, TRUE)) AS late_2,
    count(*) FILTER (t.days_known >= 7) AS old_7,
    count(*) FILTER (t.days_known >= 7 AND coalesce(t.hours > 7 * 24, TRUE)) AS late_7,
    count(*) FILTER (t.days_known >= 30) AS old_30,
    count(*) FILTER (t.days_known >= 30 AND coalesce(t.hours > 30 * 24, TRUE)) AS late_30
  FROM items AS t
  GROUP BY t.period
)
SELECT
  p.period,
  c.p15_hours,
  c.median_hours,
  c.p85_hours,
  coalesce(c.n, 0) AS n,
  coalesce(c.opened, 0) AS opened,
  coalesce(c.opened - c.n, 0) AS unanswered,
  coalesce(c.old_2, 0) AS old_enough_2_days,
  coalesce(c.late_2, 0) AS unanswered_2_days,
  round(c.late_2 / nullif(c.old_2, 0), 6) AS unanswered_2_days_share,
  coalesce(c.old_7, 0) AS old_enough_7_days,
  coalesce(c.late_7, 0) AS unanswered_7_days,
  round(c.late_7 / nullif(c.old_7, 0), 6) AS unanswered_7_days_share,
  coalesce(c.old_30, 0) AS old_enough_30_days,
  coalesce(c.late_30, 0) AS unanswered_30_days,
  round(c.late_30 / nullif(c.old_30, 0), 6) AS unanswered_30_days_share,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := of_what, for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
