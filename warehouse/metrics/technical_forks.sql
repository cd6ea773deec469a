/*
title: Forks that give back
question: How many of those who fork the project contribute to it?
definition: >-
  Forks made in the period, by the person who forked, and those of them whose maker opened a pull request in the same
  repository from a fork, before or after, up to the end of the range. A fork that is made twice counts once, when it was
  made first.
grain: one row per period
unit: forks
columns:
  period: first moment of the period, UTC
  forks: forks made, one per person and repository
  contributing: those whose maker opened a pull request from a fork
  contributing_share: contributing of forks, 0 to 1; of the newest forks less can have come yet
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [events, pull_requests]
adds_up: [forks, contributing]
at_most: {contributing: forks}
devstats: []
chaoss: [Technical Fork]
chart: stacked
*/
WITH forks AS (
  SELECT e.repo_id, e.person_id, min(e.created_at) AS forked_at
  FROM core.events AS e
  WHERE e.type = 'ForkEvent'
    AND e.person_id IS NOT NULL
    AND e.created_at < until::TIMESTAMP
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.repo_id, e.person_id
), authors AS (
  SELECT DISTINCT q.repo_id, q.person_id
  FROM core.pull_requests AS q
  WHERE q.created_at < until::TIMESTAMP
    AND q.head_repo_id IS DISTINCT FROM q.repo_id
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
), counted AS (
  SELECT date_trunc(every, f.forked_at)::TIMESTAMP AS period, count(*) AS forks, count(a.person_id) AS contributing
  FROM forks AS f
  LEFT JOIN authors AS a
    ON a.repo_id = f.repo_id AND a.person_id = f.person_id
  WHERE f.forked_at >= since::TIMESTAMP
  GROUP BY ALL
)
SELECT
  p.period,
  coalesce(c.forks, 0) AS forks,
  coalesce(c.contributing, 0) AS contributing,
  round(c.contributing / c.forks, 6) AS contributing_share,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
