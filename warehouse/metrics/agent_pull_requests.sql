/*
title: Pull requests of agents and bots
question: How many pull requests do machines open, and are they merged as often?
definition: >-
  Pull requests opened in the period by humans, bots, and agents (AI assistants that act by themselves), and how many of
  these were merged by now.
grain: one row per period
unit: pull requests
columns:
  period: first moment of the period, UTC
  opened: pull requests opened; with a moving window, a day over the window
  by_humans: those of humans
  by_bots: those of bots
  by_agents: those of agents
  bots_share: part of bots, 0 to 1
  agents_share: part of agents, 0 to 1
  humans_merged_share: of those of humans, part that was merged by now
  bots_merged_share: the same of bots
  agents_merged_share: the same of agents
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, since, until, every, window_days]
sources: [pull_requests]
adds_up: [opened, by_humans, by_bots, by_agents]
at_most: {by_humans: opened, by_bots: opened, by_agents: opened}
devstats: []
chaoss: [Bot Activity]
chart: stacked
*/
WITH facts AS (
  SELECT
    unnest(periods_of(q.created_at, every, window_days)) AS period, q.person_kind, q.merged_at IS NOT NULL AS is_merged
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND within_windows(q.created_at, since, until, window_days)
), counted AS (
  SELECT
    f.period,
    count(*) AS opened,
    count(*) FILTER (f.person_kind = 'human') AS by_humans,
    count(*) FILTER (f.person_kind = 'bot') AS by_bots,
    count(*) FILTER (f.person_kind = 'agent') AS by_agents,
    avg(f.is_merged::INTEGER) FILTER (f.person_kind = 'human') AS humans_merged_share,
    avg(f.is_merged::INTEGER) FILTER (f.person_kind = 'bot') AS bots_merged_share,
    avg(f.is_merged::INTEGER) FILTER (f.person_kind = 'agent') AS agents_merged_share
  FROM facts AS f
  GROUP BY f.period
)
SELECT
  p.period,
  round(coalesce(c.opened, 0) / window_days::INTEGER, 2) AS opened,
  round(coalesce(c.by_humans, 0) / window_days::INTEGER, 2) AS by_humans,
  round(coalesce(c.by_bots, 0) / window_days::INTEGER, 2) AS by_bots,
  round(coalesce(c.by_agents, 0) / window_days::INTEGER, 2) AS by_agents,
  round(c.by_bots / nullif(c.opened, 0), 6) AS bots_share,
  round(c.by_agents / nullif(c.opened, 0), 6) AS agents_share,
  round(c.humans_merged_share, 6) AS humans_merged_share,
  round(c.bots_merged_share, 6) AS bots_merged_share,
  round(c.agents_merged_share, 6) AS agents_merged_share,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
