/*
title: Reviewers
question: Who reviews?
definition: >-
  Everybody who reviewed somebody else's pull request in the range: submitted reviews, and comments on its diff. Before
  GitHub had reviews (2016; in the archive, 2020) there are only comments.
grain: one row per person
unit: reviews
columns:
  rank: place by reviews and review comments together; equal numbers share a place
  login: GitHub login
  reviews: reviews submitted
  approvals: those of them that approve
  review_comments: comments on diffs
  pull_requests: pull requests they reviewed or commented on
  repositories: repositories they did so in
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [reviews, comments, pull_requests]
adds_up: []
counts: [reviews, approvals, review_comments]
at_most: {approvals: reviews}
behind: {by: [login], counts: {reviews: reviews_of_others}}
devstats: [reviews_per_user]
differs: authors' words on their own pull requests are no reviews
chaoss: [Change Request Reviews]
chart: table
*/
WITH doings AS (
  SELECT v.person_id, v.repo_id, v.number, 'review' AS what, v.state
  FROM core.reviews AS v
  WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND is_who(v.person_kind, who)
    AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
    AND within(v.submitted_at, since, until)
  UNION ALL
  SELECT m.person_id, m.repo_id, m.number, 'comment', NULL
  FROM core.comments AS m
  WHERE m.kind = 'review'
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
    AND is_who(m.person_kind, who)
    AND is_from(m.person_id, m.company, m.other_companies, for_company, for_country)
    AND within(m.created_at, since, until)
)
SELECT
  rank() OVER (ORDER BY count(*) DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  count(*) FILTER (d.what = 'review') AS reviews,
  count(*) FILTER (d.state = 'approved') AS approvals,
  count(*) FILTER (d.what = 'comment') AS review_comments,
  count(DISTINCT (d.repo_id, d.number)) AS pull_requests,
  count(DISTINCT d.repo_id) AS repositories
FROM doings AS d
LEFT JOIN core.pull_requests AS q
  ON q.repo_id = d.repo_id AND q.number = d.number
LEFT JOIN core.people AS p
  ON p.person_id = d.person_id
WHERE q.person_id IS DISTINCT FROM d.person_id
GROUP BY d.person_id, p.login
ORDER BY count(*) DESC, login
