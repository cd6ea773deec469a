/*
title: Types of contribution
question: Do people do more than write code?
definition: >-
  What people did in the range, by type of work. Documentation are commits that touch
  a path of documentation (git only, NULL where no changed path is known);
  triage are labels set or taken off by somebody known, assignments, and closings and reopenings of other people's issues.
  A commit is its author's. One doing may count in two types: a commit that touches documentation is a commit as well.
grain: one row per type
unit: things and people
columns:
  type_of_work: commits, documentation, pull_requests opened, reviews, issues opened, comments or triage
  number: things done
  people: distinct people who did them
  people_share: part of all people with any of these types, 0 to 1
  only_this: people who did this type and no other (documentation apart from commits)
  all_people: distinct people with any of these types
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [number, people, all_people]
at_most: {people: all_people, only_this: people}
devstats: [doc_committers, doc_committers_hist]
differs: documentation by path, not by the ending .md alone (register 61)
chaoss: [Types of Contributions]
chart: table
*/
WITH authored AS (
  SELECT DISTINCT x.sha, x.repo_id, x.person_id
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
), paths AS (
  SELECT f.sha, f.repo_id, bool_or(is_documentation(f.path)) AS is_documentation
  FROM core.commit_files AS f
  WHERE in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
  GROUP BY f.sha, f.repo_id
), documents AS (
  SELECT a.person_id, f.is_documentation
  FROM authored AS a
  JOIN paths AS f
    ON f.sha = a.sha AND f.repo_id = a.repo_id
), triage AS (
  SELECT l.repo_id, l.number, l.person_id, l.happened_at
  FROM core.label_events AS l
  WHERE l.person_id IS NOT NULL
    AND within(l.happened_at, since, until)
    AND in_scope(l.project, l.repo_id, for_project, for_group, for_repo)
  UNION ALL
  SELECT s.repo_id, s.number, s.assigned_by_id, s.assigned_at
  FROM core.assignments AS s
  WHERE s.assigned_by_id IS NOT NULL
    AND within(s.assigned_at, since, until)
    AND in_scope(s.project, s.repo_id, for_project, for_group, for_repo)
  UNION ALL
  SELECT e.repo_id, e.number, e.person_id, e.created_at
  FROM core.events AS e
  LEFT JOIN core.issues AS i
    ON i.repo_id = e.repo_id AND i.number = e.number
  WHERE e.type = 'IssuesEvent'
    AND e.action IN ('closed', 'reopened')
    AND e.person_id IS DISTINCT FROM i.person_id
    AND within(e.created_at, since, until)
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
), doings AS (
  SELECT 1 AS place, 'commits' AS type_of_work, a.person_id, count(*) AS number
  FROM authored AS a
  GROUP BY a.person_id
  UNION ALL
  SELECT 2, 'documentation', f.person_id, count(*)
  FROM documents AS f
  WHERE f.is_documentation
  GROUP BY f.person_id
  UNION ALL
  SELECT 3, 'pull_requests', q.person_id, count(*)
  FROM core.pull_requests AS q
  WHERE within(q.created_at, since, until)
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
  GROUP BY q.person_id
  UNION ALL
  SELECT 4, 'reviews', v.person_id, count(*)
  FROM core.reviews AS v
  WHERE within(v.submitted_at, since, until)
    AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND is_who(v.person_kind, who)
    AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
  GROUP BY v.person_id
  UNION ALL
  SELECT 5, 'issues', i.person_id, count(*)
  FROM core.issues AS i
  WHERE within(i.created_at, since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
  GROUP BY i.person_id
  UNION ALL
  SELECT 6, 'comments', m.person_id, count(*)
  FROM core.comments AS m
  WHERE within(m.created_at, since, until)
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
    AND is_who(m.person_kind, who)
    AND is_from(m.person_id, m.company, m.other_companies, for_company, for_country)
  GROUP BY m.person_id
  UNION ALL
  SELECT 7, 'triage', t.person_id, count(*)
  FROM triage AS t
  JOIN core.people AS p
    ON p.person_id = t.person_id
  LEFT JOIN core.affiliations AS a
    ON a.person_id = t.person_id AND t.happened_at >= a.starts_on AND t.happened_at < a.ends_on
  WHERE is_who(p.kind, who)
    AND is_from(t.person_id, a.company, a.other_companies, for_company, for_country)
  GROUP BY t.person_id
), breadth AS (
  SELECT d.person_id, count(*) FILTER (d.type_of_work <> 'documentation') AS types
  FROM doings AS d
  WHERE d.person_id IS NOT NULL
  GROUP BY d.person_id
)
SELECT
  k.type_of_work,
  CASE WHEN k.place <> 2 OR EXISTS(FROM documents) THEN coalesce(sum(d.number), 0)::BIGINT END AS number,
  CASE WHEN k.place <> 2 OR EXISTS(FROM documents) THEN count(DISTINCT d.person_id) END AS people,
  CASE
    WHEN k.place <> 2 OR EXISTS(FROM documents)
    THEN round(count(DISTINCT d.person_id) / nullif((SELECT count(*) FROM breadth), 0), 6)
  END AS people_share,
  CASE
    WHEN k.place <> 2 OR EXISTS(FROM documents) THEN count(DISTINCT d.person_id) FILTER (b.types = 1)
  END AS only_this,
  (SELECT count(*) FROM breadth) AS all_people
FROM (
  VALUES
    (1, 'commits'),
    (2, 'documentation'),
    (3, 'pull_requests'),
    (4, 'reviews'),
    (5, 'issues'),
    (6, 'comments'),
    (7, 'triage')
) AS k (place, type_of_work)
LEFT JOIN doings AS d
  ON d.place = k.place
LEFT JOIN breadth AS b
  ON b.person_id = d.person_id
GROUP BY k.place, k.type_of_work
ORDER BY k.place
