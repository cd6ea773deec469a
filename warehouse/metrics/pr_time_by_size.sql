/*
title: Review time by size
question: Do big pull requests wait longer?
definition: >-
  Pull requests opened in the range by the lines that they add and remove, in the steps of Kubernetes' size labels, with
  the hours to the first answer, to the first review or comment on the diff by another human, and to the merge. Those
  never answered, reviewed or merged have no such time; the numbers say how many have. Those whose size nobody told stand
  in a row of their own.
grain: one row per size
unit: hours
columns:
  size: XS to XXL, or unknown
  up_to_lines: lines added and removed together, at most; NULL for the largest and for unknown
  pull_requests: opened in the range
  answered: those that somebody answered
  median_hours_to_answer: half of these within as many hours
  p85_hours_to_answer: 85 % of these within as many hours
  reviewed: those that another human reviewed
  median_hours_to_review: half of these within as many hours
  p85_hours_to_review: 85 % of these within as many hours
  merged: those that were merged
  median_hours_to_merge: half of these within as many hours
  p85_hours_to_merge: 85 % of these within as many hours
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [pull_requests, reviews, comments, events]
adds_up: [pull_requests, answered, reviewed, merged]
at_most: {answered: pull_requests, reviewed: pull_requests, merged: pull_requests}
devstats: []
chaoss: [Change Request Review Duration]
chart: table
*/
WITH pulls AS (
  SELECT
    i.additions + i.deletions AS lines,
    date_diff('second', i.created_at, i.first_answer_at) / 3600 AS hours_to_answer,
    date_diff('second', i.created_at, i.first_review_at) / 3600 AS hours_to_review,
    date_diff('second', i.created_at, i.merged_at) / 3600 AS hours_to_merge
  FROM marts.items AS i
  WHERE i.is_pull_request
    AND within(i.created_at, since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), sizes AS (
  FROM (
    VALUES
      ('XS', 0, 9),
      ('S', 10, 29),
      ('M', 30, 99),
      ('L', 100, 499),
      ('XL', 500, 999),
      ('XXL', 1000, NULL),
      ('unknown', NULL, NULL)
  ) AS z (size, from_lines, up_to_lines)
)
SELECT
  z.size,
  z.up_to_lines,
  count(*) AS pull_requests,
  count(u.hours_to_answer) AS answered,
  quantile_disc(u.hours_to_answer, 0.5) AS median_hours_to_answer,
  quantile_disc(u.hours_to_answer, 0.85) AS p85_hours_to_answer,
  count(u.hours_to_review) AS reviewed,
  quantile_disc(u.hours_to_review, 0.5) AS median_hours_to_review,
  quantile_disc(u.hours_to_review, 0.85) AS p85_hours_to_review,
  count(u.hours_to_merge) AS merged,
  quantile_disc(u.hours_to_merge, 0.5) AS median_hours_to_merge,
  quantile_disc(u.hours_to_merge, 0.85) AS p85_hours_to_merge
FROM pulls AS u
JOIN sizes AS z
  ON (u.lines >= z.from_lines AND u.lines <= coalesce(z.up_to_lines, u.lines)) OR (u.lines IS NULL AND z.size = 'unknown')
GROUP BY z.size, z.from_lines, z.up_to_lines
ORDER BY z.from_lines NULLS LAST
