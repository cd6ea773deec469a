/*
title: Reviews over time
question: Who reviews, where, and does it stay the same people?
definition: >-
  Reviews of other people's pull requests in each period, and comments on their diffs, by the busiest reviewers of the
  range, as many as top says. Before GitHub had reviews (2016; in the archive, 2020) there are only comments. With
  reading := 'devstats' words on one's own pull requests count, too.
grain: one row per period and person (and repository, with split_by) with any
unit: reviews
columns:
  period: first moment of the period, UTC
  login: GitHub login of the reviewer
  repository: owner/name, where split by it; else NULL
  reviews: reviews submitted; with a moving window, a day over the window
  approvals: those of them that approve
  review_comments: comments on diffs
  pull_requests: distinct pull requests they reviewed or commented on
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
own_parameters:
  top: {default: 10, minimum: 1, maximum: 10000, help: how many people; those with the most reviews and comments in the range}
  split_by: {default: person, choices: [person, person_and_repository], help: "one row per person, or one per person and repository"}
  reading: {default: exact, choices: [devstats, exact], help: "leave out words on one's own pull requests, or count them as DevStats does"}
sources: [reviews, comments, pull_requests]
adds_up: []
at_most: {approvals: reviews}
behind: {by: [login], counts: {reviews: reviews_of_others}}
devstats: [reviews_per_user]
differs: authors' words on their own pull requests are no reviews; anybody, not only the busiest 127 (register 10)
chaoss: [Change Request Reviews]
chart: table
*/
WITH words AS (
  SELECT v.person_id, v.repo_id, v.number, v.submitted_at AS happened_at, 1 AS reviews, (v.state = 'approved')::INTEGER AS approvals
  FROM core.reviews AS v
  WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND is_who(v.person_kind, who)
    AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
    AND within_windows(v.submitted_at, since, until, window_days)
  UNION ALL
  SELECT m.person_id, m.repo_id, m.number, m.created_at, 0, 0
  FROM core.comments AS m
  WHERE m.kind = 'review'
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
    AND is_who(m.person_kind, who)
    AND is_from(m.person_id, m.company, m.other_companies, for_company, for_country)
    AND within_windows(m.created_at, since, until, window_days)
), others AS (
  SELECT w.*
  FROM words AS w
  LEFT JOIN core.pull_requests AS q
    ON q.repo_id = w.repo_id AND q.number = w.number
  WHERE w.person_id IS NOT NULL AND (q.person_id IS DISTINCT FROM w.person_id OR reading = 'devstats')
), busiest AS (
  SELECT o.person_id, coalesce(any_value(p.login), '(unknown)') AS login
  FROM others AS o
  LEFT JOIN core.people AS p
    ON p.person_id = o.person_id
  WHERE within(o.happened_at, since, until)
  GROUP BY o.person_id
  ORDER BY count(*) DESC, login, o.person_id
  LIMIT top
), spread AS (
  SELECT
    unnest(periods_of(o.happened_at, every, window_days)) AS period,
    b.login,
    o.person_id,
    CASE WHEN split_by = 'person_and_repository' THEN o.repo_id END AS place,
    o.repo_id,
    o.number,
    o.reviews,
    o.approvals
  FROM others AS o
  JOIN busiest AS b
    ON b.person_id = o.person_id
), counted AS (
  SELECT
    s.period,
    s.person_id,
    s.login,
    s.place,
    sum(s.reviews) AS reviews,
    sum(s.approvals) AS approvals,
    count(*) - sum(s.reviews) AS review_comments,
    count(DISTINCT (s.repo_id, s.number)) AS pull_requests
  FROM spread AS s
  GROUP BY s.period, s.person_id, s.login, s.place
)
SELECT
  p.period,
  c.login,
  r.name AS repository,
  round(c.reviews / window_days::INTEGER, 2) AS reviews,
  round(c.approvals / window_days::INTEGER, 2) AS approvals,
  round(c.review_comments / window_days::INTEGER, 2) AS review_comments,
  c.pull_requests,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
JOIN counted AS c
  ON c.period = p.period
LEFT JOIN core.repos AS r
  ON r.repo_id = c.place
ORDER BY p.period, c.reviews + c.review_comments DESC, c.login, repository, c.person_id
