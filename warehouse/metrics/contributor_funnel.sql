/*
title: Contributor funnel
question: How far do people come?
definition: >-
  People active in the range, and how many of them reached each step by its end: commented; opened a pull request; had
  one merged; had two merged; reviewed somebody else's; merged one. Each step counts those who reached it, whether or not
  they took the ones before.
grain: one row per step, in order
unit: people
columns:
  step: what they did
  place: order of the step
  people: people active in the range who did it by the end of the range
  percent_of_all: in percent of all people active in the range
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [events, comments, pull_requests, reviews]
adds_up: []
devstats: []
chaoss: [Conversion Rate]
chart: table
*/
WITH everybody AS (
  SELECT DISTINCT e.person_id
  FROM core.events AS e
  WHERE e.is_contribution
    AND e.person_id IS NOT NULL
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
), pulls AS (
  SELECT q.repo_id, q.number, q.person_id, q.merged_by_id, q.created_at, q.merged_at
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AND q.created_at < until::TIMESTAMP
), merged AS (
  SELECT u.person_id, count(*) AS merges
  FROM pulls AS u
  WHERE u.merged_at < until::TIMESTAMP
  GROUP BY u.person_id
), doings AS (
  SELECT 1 AS place, 'contributed' AS step, y.person_id
  FROM everybody AS y
  UNION
  SELECT 2, 'commented', m.person_id
  FROM core.comments AS m
  WHERE in_scope(m.project, m.repo_id, for_project, for_group, for_repo) AND m.created_at < until::TIMESTAMP
  UNION
  SELECT 3, 'opened a pull request', u.person_id
  FROM pulls AS u
  UNION
  SELECT 4, 'had one merged', g.person_id
  FROM merged AS g
  UNION
  SELECT 5, 'had two merged', g.person_id
  FROM merged AS g
  WHERE g.merges >= 2
  UNION
  SELECT 6, 'reviewed', v.person_id
  FROM core.reviews AS v
  JOIN pulls AS u
    ON u.repo_id = v.repo_id AND u.number = v.number AND u.person_id <> v.person_id
  WHERE v.submitted_at < until::TIMESTAMP
  UNION
  SELECT 7, 'merged one', u.merged_by_id
  FROM pulls AS u
  WHERE u.merged_at < until::TIMESTAMP
), steps AS (
  SELECT DISTINCT d.place, d.step
  FROM doings AS d
), counted AS (
  SELECT d.place, count(DISTINCT d.person_id) AS people
  FROM doings AS d
  SEMI JOIN everybody AS y
    ON y.person_id = d.person_id
  GROUP BY d.place
)
SELECT
  s.step,
  s.place,
  coalesce(c.people, 0) AS people,
  round(100 * coalesce(c.people, 0) / nullif((SELECT count(*) FROM everybody), 0), 1) AS percent_of_all
FROM steps AS s
LEFT JOIN counted AS c
  ON c.place = s.place
ORDER BY s.place
