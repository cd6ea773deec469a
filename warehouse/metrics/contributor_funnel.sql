/*
title: Contributor funnel
question: How far do people come?
definition: >-
  People active in the range (or those whose first contribution lies in it), and how many of them reached each step by its
  end, or within so many months of their first contribution: commented; opened a pull request; had one merged; had two
  merged; reviewed somebody else's; approved somebody else's (by an approving review, /lgtm or /approve); merged one. Each
  step counts those who reached it, whether or not they took the ones before; went_on counts those who took the one
  before, too.
grain: one row per step, in order
unit: people
columns:
  step: what they did
  place: order of the step
  people: people of the cohort who did it
  percent_of_all: in percent of all people of the cohort
  went_on: those of them who had reached the step before, too; NULL for the first step
  percent_of_previous: the same in percent of those who reached the step before
  all_people: people of the cohort
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  cohort: {default: active, choices: [active, new], help: "whoever contributed in the range, or only who did for the first time"}
  within_months: {default: 0, minimum: 0, maximum: 240, help: months from the first contribution in which a step counts; 0 means up to the end of the range}
sources: [events, comments, pull_requests, reviews]
adds_up: []
at_most: {people: all_people, went_on: people}
devstats: []
chaoss: [Conversion Rate]
chart: table
*/
WITH firsts AS (
  SELECT e.person_id, min(e.created_at) AS first_at, max(e.created_at) AS last_at
  FROM core.events AS e
  WHERE e.is_contribution
    AND e.person_id IS NOT NULL
    AND e.created_at < until::TIMESTAMP
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.person_id
), everybody AS (
  SELECT
    f.person_id,
    f.first_at,
    CASE WHEN within_months::INTEGER = 0 THEN until::TIMESTAMP ELSE f.first_at + to_months(within_months::INTEGER) END AS ends_at
  FROM firsts AS f
  WHERE CASE WHEN cohort = 'new' THEN f.first_at ELSE f.last_at END >= since::TIMESTAMP
), pulls AS (
  SELECT q.repo_id, q.number, q.person_id, q.merged_by_id, q.created_at, q.merged_at
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AND q.created_at < until::TIMESTAMP
), merges AS (
  SELECT u.person_id, u.merged_at, row_number() OVER (PARTITION BY u.person_id ORDER BY u.merged_at) AS place
  FROM pulls AS u
  WHERE u.merged_at < until::TIMESTAMP
), doings AS (
  SELECT 1 AS place, y.person_id, y.first_at AS reached_at
  FROM everybody AS y
  UNION ALL
  SELECT 2, m.person_id, m.created_at
  FROM core.comments AS m
  WHERE in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id) AND m.created_at < until::TIMESTAMP
  UNION ALL
  SELECT 3, u.person_id, u.created_at
  FROM pulls AS u
  UNION ALL
  SELECT 3 + g.place, g.person_id, g.merged_at
  FROM merges AS g
  WHERE g.place <= 2
  UNION ALL
  SELECT unnest(CASE WHEN v.state = 'approved' THEN [6, 7] ELSE [6] END), v.person_id, v.submitted_at
  FROM core.reviews AS v
  JOIN pulls AS u
    ON u.repo_id = v.repo_id AND u.number = v.number AND u.person_id <> v.person_id
  WHERE v.submitted_at < until::TIMESTAMP
  UNION ALL
  SELECT 7, k.person_id, k.created_at
  FROM core.commands AS k
  JOIN pulls AS u
    ON u.repo_id = k.repo_id AND u.number = k.number AND u.person_id <> k.person_id
  WHERE k.command IN ('lgtm', 'approve')
    AND coalesce(k.argument, '') <> 'cancel'
    AND k.created_at < until::TIMESTAMP
  UNION ALL
  SELECT 8, u.merged_by_id, u.merged_at
  FROM pulls AS u
  WHERE u.merged_at < until::TIMESTAMP
), reached AS (
  SELECT d.place, d.person_id
  FROM doings AS d
  JOIN everybody AS y
    ON y.person_id = d.person_id AND d.reached_at < y.ends_at
  GROUP BY d.place, d.person_id
), counted AS (
  SELECT r.place, count(*) AS people, count(b.person_id) AS went_on
  FROM reached AS r
  LEFT JOIN reached AS b
    ON b.person_id = r.person_id AND b.place = r.place - 1
  GROUP BY r.place
)
SELECT
  s.step,
  s.place,
  coalesce(c.people, 0) AS people,
  round(100 * coalesce(c.people, 0) / nullif((SELECT count(*) FROM everybody), 0), 1) AS percent_of_all,
  CASE WHEN s.place > 1 THEN coalesce(c.went_on, 0) END AS went_on,
  CASE
    WHEN s.place > 1
    THEN round(100 * coalesce(c.went_on, 0) / nullif(lag(c.people) OVER (ORDER BY s.place), 0), 1)
  END AS percent_of_previous,
  (SELECT count(*) FROM everybody) AS all_people
FROM (
  VALUES
    (1, 'contributed'),
    (2, 'commented'),
    (3, 'opened a pull request'),
    (4, 'had one merged'),
    (5, 'had two merged'),
    (6, 'reviewed'),
    (7, 'approved'),
    (8, 'merged one')
) AS s (place, step)
LEFT JOIN counted AS c
  ON c.place = s.place
ORDER BY s.place
