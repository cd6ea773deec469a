/*
title: Reviewers and approvers
question: Who reviews, and who approves?
definition: >-
  What people did to let changes in where projects work with Prow: reviews submitted, comments on diffs, /lgtm and
  /approve on a line of their own (not their cancelling), and the labels lgtm and approved set by hand. One comment or
  review counts once among the reviews, whatever commands it holds.
grain: one row per person, or per person and company
unit: things done
columns:
  rank: place by reviews; equal numbers share a place
  login: GitHub login
  company: employer at the time, all of them where there were several; NULL where unknown
  reviews: reviews, comments on diffs, comments with /lgtm or /approve, and labels set, each once
  lgtms: comments with /lgtm, and labels lgtm set
  approves: comments with /approve, and labels approved set; with reading devstats the comments only
  items: issues and pull requests that all of these are on
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  split_by: {default: person, choices: [person, company], help: "one row per person, or one per person and employer"}
  reading: {default: exact, choices: [devstats, exact], help: "who set a label: whoever caused the first event that shows it, as in DevStats, or only whom GitHub names"}
sources: [reviews, comments, events]
adds_up: []
counts: [reviews, lgtms, approves, items]
at_most: {items: reviews}
devstats: [reviewers, reviewers_repos, approvers, approvers_repos, hist_reviewers, hist_reviewers_repos, hist_approvers, hist_approvers_repos, reviews_per_user]
differs: >-
  a label counts for who set it, not for whose event showed it first (register 44); who has several employers by
  different sources has one by a fixed rule (register 53)
chaoss: [Change Request Reviews]
chart: table
*/
WITH acts AS (
  SELECT
    a.*,
    unnest(
      CASE WHEN split_by = 'company' THEN employers(a.company, a.other_companies, b.last_owners) ELSE [NULL] END
    ) AS part
  FROM approvals(
    for_project, for_group, for_repo, for_company, for_country, since, until, 1, who, reading
  ) AS a
  CROSS JOIN buyers(acquisitions) AS b
), counted AS (
  SELECT
    a.person_id,
    a.part,
    string_agg(DISTINCT a.company, ', ' ORDER BY a.company) AS company,
    count(DISTINCT a.thing) FILTER (a.is_first) AS reviews,
    count(DISTINCT a.thing) FILTER (a.what = 'lgtm') AS lgtms,
    count(DISTINCT a.thing) FILTER (a.what = 'approve' AND (NOT a.is_label OR reading = 'exact')) AS approves,
    count(DISTINCT (a.repo_id, a.number)) AS items
  FROM acts AS a
  GROUP BY a.person_id, a.part
)
SELECT
  rank() OVER (ORDER BY c.reviews DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  CASE WHEN split_by = 'company' THEN c.part ELSE c.company END AS company,
  c.reviews,
  c.lgtms,
  c.approves,
  c.items
FROM counted AS c
LEFT JOIN core.people AS p
  ON p.person_id = c.person_id
ORDER BY c.reviews DESC, login, c.person_id, company
