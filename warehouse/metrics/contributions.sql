/*
title: Contributions by kind
question: What kinds of work are done?
definition: >-
  GitHub events of the seven contribution types: pushes, pull requests, issues, comments on them, commit comments,
  reviews and review comments. Stars and forks are no contributions.
grain: one row per period and kind
unit: contributions
columns:
  period: first moment of the period, UTC
  kind: push, pull_request, issue, issue_comment, commit_comment, review or review_comment
  contributions: events of that kind; with a moving window, a day over the window
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events]
adds_up: [contributions]
behind: {by: [kind], counts: {contributions: contributions}}
devstats: [contributors]
differs: every event counts, in groups of any size (register 10); issue comments include those on pull requests, as there
chaoss: [Types of Contributions]
chart: stacked
*/
WITH kinds AS (
  FROM (
    VALUES
      ('PushEvent', 'push'),
      ('PullRequestEvent', 'pull_request'),
      ('IssuesEvent', 'issue'),
      ('IssueCommentEvent', 'issue_comment'),
      ('CommitCommentEvent', 'commit_comment'),
      ('PullRequestReviewEvent', 'review'),
      ('PullRequestReviewCommentEvent', 'review_comment')
  ) AS k (type, kind)
), facts AS (
  SELECT moment_of(e.created_at, every, window_days) AS moment, e.type, count(*) AS contributions
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_windows(e.created_at, since, until, window_days)
  GROUP BY ALL
), counted AS (
  SELECT window_period(f.moment, w.days_later, window_days) AS period, f.type, sum(f.contributions) AS contributions
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
)
SELECT
  p.period,
  k.kind,
  round(coalesce(c.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
CROSS JOIN kinds AS k
LEFT JOIN counted AS c
  ON c.period = p.period AND c.type = k.type
ORDER BY p.period, k.kind
