/*
title: Suspicious merges
question: Where may several people have been taken for one?
definition: >-
  People with a sign of a wrong merge. One address, several accounts: imports give a commit address to more than one
  account. One address, names without a common word: commits of one address carry full names that have no word in common.
  Two companies at once: sources employ the person at several companies at one time. A newcomer in the top ten: among
  the ten with most contributions of a project, and never seen before the last 90 days of the range, while the data
  reaches back 180 days or more. Corrections belong into config/people.
grain: one row per person and sign
unit: people
columns:
  login: GitHub login; NULL for a commit author without a known account
  name: as people files or commits give it
  reason: the sign
  detail: between whom, or where
  contributions: contributions of the range, which decide the order
parameters: [for_project, since, until, who]
sources: [events, commits]
adds_up: []
devstats: []
differs: DevStats merges people by name and reports nothing
chart: table
*/
WITH hours AS (
  SELECT min(h.archive_hour) AS starts_at, max(h.archive_hour) + INTERVAL 1 HOUR AS last_at
  FROM core.archive_hours AS h
  WHERE h.status = 'complete'
), bounds AS (
  SELECT h.starts_at, least(until::TIMESTAMP, h.last_at) AS ends_at
  FROM hours AS h
), work AS (
  SELECT e.person_id, e.project, count(*) AS contributions
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, 'all', 'all')
    AND is_who(e.person_kind, who)
    AND within(e.created_at, since, until)
  GROUP BY e.person_id, e.project
), ranked AS (
  SELECT w.*, rank() OVER (PARTITION BY w.project ORDER BY w.contributions DESC) AS place
  FROM work AS w
  WHERE w.project IS NOT NULL
), newcomers AS (
  SELECT r.person_id, string_agg(r.project || ' (place ' || r.place || ')', ', ' ORDER BY r.project) AS detail
  FROM ranked AS r
  CROSS JOIN bounds AS b
  WHERE r.place <= 10
    AND b.starts_at <= b.ends_at - INTERVAL 180 DAY
    AND NOT EXISTS (
      SELECT 1 FROM core.events AS f WHERE f.person_id = r.person_id AND f.created_at < b.ends_at - INTERVAL 90 DAY
    )
  GROUP BY r.person_id
), companies AS (
  SELECT
    a.person_id,
    string_agg(
      DISTINCT a.company || ' and ' || array_to_string(a.other_companies, ', '), '; '
      ORDER BY a.company || ' and ' || array_to_string(a.other_companies, ', ')
    ) AS detail
  FROM core.affiliations AS a
  WHERE a.other_companies IS NOT NULL
  GROUP BY a.person_id
), signs AS (
  SELECT c.person_id, c.reason, c.detail
  FROM core.identity_conflicts AS c
  UNION ALL
  SELECT c.person_id, 'two companies at once', c.detail
  FROM companies AS c
  UNION ALL
  SELECT n.person_id, 'a newcomer in the top ten', n.detail
  FROM newcomers AS n
), done AS (
  SELECT w.person_id, sum(w.contributions)::BIGINT AS contributions
  FROM work AS w
  GROUP BY w.person_id
)
SELECT p.login, p.name, s.reason, s.detail, coalesce(d.contributions, 0) AS contributions
FROM signs AS s
JOIN core.people AS p
  ON p.person_id = s.person_id
LEFT JOIN done AS d
  ON d.person_id = s.person_id
WHERE is_who(p.kind, who) AND (for_project = 'all' OR d.contributions > 0)
ORDER BY contributions DESC, p.login, s.reason, p.name
