/*
title: Person
question: Who is this?
definition: What this data knows of an account, and how its contributions in the range compare with everybody's.
grain: one row per person
unit: contributions
columns:
  login: GitHub login
  name: as people files or commits give it
  kind: human, bot or agent
  kind_evidence: the rule that says so
  former_logins: earlier names of the account
  country: two-letter code; NULL where unknown
  company: employer at the end of the range; NULL where unknown
  contributions: events of the seven contribution types in the range
  rank: place among all people of the kind by contributions; equal numbers share a place
  projects: projects contributed to
  first_at: first contribution in the range, UTC
  last_at: last contribution in the range, UTC
parameters: [for_person, for_project, since, until]
sources: [events]
adds_up: []
behind: {by: [login], counts: {contributions: contributions}}
devstats: [project_developer_stats]
chart: table
*/
WITH counted AS (
  SELECT
    e.person_id,
    count(*) AS contributions,
    count(DISTINCT e.project) AS projects,
    min(e.created_at) AS first_at,
    max(e.created_at) AS last_at
  FROM core.events AS e
  WHERE e.is_contribution AND in_scope(e.project, e.repo_id, for_project, 'all', 'all') AND within(e.created_at, since, until)
  GROUP BY e.person_id
), ranked AS (
  SELECT p.kind, c.*, rank() OVER (PARTITION BY p.kind ORDER BY c.contributions DESC) AS rank
  FROM counted AS c
  JOIN core.people AS p
    ON p.person_id = c.person_id
)
SELECT
  p.login,
  p.name,
  p.kind,
  p.kind_evidence,
  p.former_logins,
  p.country,
  a.company,
  coalesce(r.contributions, 0) AS contributions,
  r.rank,
  coalesce(r.projects, 0) AS projects,
  r.first_at,
  r.last_at
FROM core.people AS p
LEFT JOIN ranked AS r
  ON r.person_id = p.person_id
LEFT JOIN core.affiliations AS a
  ON a.person_id = p.person_id AND known_at(until) >= a.starts_on AND known_at(until) < a.ends_on
WHERE is_person(p.person_id, for_person) AND (for_person <> 'all' OR r.contributions > 0) AND p.login IS NOT NULL
ORDER BY contributions DESC, p.login
