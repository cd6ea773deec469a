/*
title: Automation
question: How much of which work do bots and agents do?
definition: >-
  What was done in the range, by kind of work and by who did it: humans, bots, and agents (AI assistants that act by
  themselves). A commit is its author's, a merge of who merged, which is not known of all.
grain: one row per kind of work
unit: things
columns:
  work: commits, pull_requests opened, merged_pull_requests by author, merges by who merged, issues opened, reviews, comments, pushes or contributions
  number: all of them
  by_humans: those of humans
  by_bots: those of bots
  by_agents: those of agents
  bots_share: part of bots, 0 to 1
  agents_share: part of agents, 0 to 1
parameters: [for_project, for_group, for_repo, since, until]
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [number, by_humans, by_bots, by_agents]
at_most: {by_humans: number, by_bots: number, by_agents: number}
devstats: []
chaoss: [Bot Activity]
chart: table
*/
WITH pulls AS (
  SELECT q.person_kind, q.created_at, q.merged_at, p.kind AS merger_kind
  FROM core.pull_requests AS q
  LEFT JOIN core.people AS p
    ON p.person_id = q.merged_by_id
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
), counted AS (
  SELECT 1 AS place, 'commits' AS work, x.person_kind, count(DISTINCT (x.sha, x.repo_id)) AS number
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
  GROUP BY x.person_kind
  UNION ALL
  SELECT 2, 'pull_requests', u.person_kind, count(*)
  FROM pulls AS u
  WHERE within(u.created_at, since, until)
  GROUP BY u.person_kind
  UNION ALL
  SELECT 3, 'merged_pull_requests', u.person_kind, count(*)
  FROM pulls AS u
  WHERE within(u.merged_at, since, until)
  GROUP BY u.person_kind
  UNION ALL
  SELECT 4, 'merges', u.merger_kind, count(*)
  FROM pulls AS u
  WHERE within(u.merged_at, since, until) AND u.merger_kind IS NOT NULL
  GROUP BY u.merger_kind
  UNION ALL
  SELECT 5, 'issues', i.person_kind, count(*)
  FROM core.issues AS i
  WHERE within(i.created_at, since, until)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
  GROUP BY i.person_kind
  UNION ALL
  SELECT 6, 'reviews', v.person_kind, count(*)
  FROM core.reviews AS v
  WHERE within(v.submitted_at, since, until)
    AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
  GROUP BY v.person_kind
  UNION ALL
  SELECT 7, 'comments', m.person_kind, count(*)
  FROM core.comments AS m
  WHERE within(m.created_at, since, until)
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
  GROUP BY m.person_kind
  UNION ALL
  SELECT
    unnest(CASE WHEN e.type = 'PushEvent' THEN [8, 9] ELSE [9] END),
    unnest(CASE WHEN e.type = 'PushEvent' THEN ['pushes', 'contributions'] ELSE ['contributions'] END),
    e.person_kind,
    e.number
  FROM (
    SELECT e.type, e.person_kind, count(*) AS number
    FROM core.events AS e
    WHERE e.is_contribution
      AND within(e.created_at, since, until)
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    GROUP BY e.type, e.person_kind
  ) AS e
)
SELECT
  c.work,
  sum(c.number)::BIGINT AS number,
  coalesce(sum(c.number) FILTER (c.person_kind = 'human'), 0)::BIGINT AS by_humans,
  coalesce(sum(c.number) FILTER (c.person_kind = 'bot'), 0)::BIGINT AS by_bots,
  coalesce(sum(c.number) FILTER (c.person_kind = 'agent'), 0)::BIGINT AS by_agents,
  round(coalesce(sum(c.number) FILTER (c.person_kind = 'bot'), 0) / sum(c.number), 6) AS bots_share,
  round(coalesce(sum(c.number) FILTER (c.person_kind = 'agent'), 0) / sum(c.number), 6) AS agents_share
FROM counted AS c
GROUP BY c.place, c.work
ORDER BY c.place
