/*
title: Newcomers and occasional authors
question: Who opens pull requests or issues for the first time, who only now and then?
definition: >-
  Distinct authors of the pull requests (or issues) opened in the period. New authors never opened one before the period,
  in the chosen projects and repositories, as far as this data goes back. Episodic authors opened none in the three
  months before the period and twelve at most before it; new ones are among them.
grain: one row per period
unit: people
columns:
  period: first moment of the period, UTC
  authors: distinct authors
  new_authors: those who opened their first one in this period
  episodic_authors: those who open one now and then
  items: pull requests or issues opened
  items_of_new: opened by new authors
  items_of_episodic: opened by episodic authors
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  of_what: {default: pull_requests, choices: [pull_requests, issues], help: what the authors opened}
sources: [pull_requests, issues]
adds_up: []
counts: [authors, items]
at_most: {new_authors: authors, episodic_authors: authors, items_of_new: items, items_of_episodic: items, authors: items}
devstats: [new_contributors, episodic_contributors, new_issues, episodic_issues]
differs: >-
  bots are left out unless asked for; new in a group means new to that group; pull requests that were seen only through
  comments on them count, so fewer authors are taken for new ones
chaoss: [New Contributors, Occasional Contributors]
chart: line
*/
WITH items AS (
  SELECT q.person_id, q.created_at
  FROM core.pull_requests AS q
  WHERE of_what = 'pull_requests'
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND q.created_at < until::TIMESTAMP
  UNION ALL
  SELECT i.person_id, i.created_at
  FROM core.issues AS i
  WHERE of_what = 'issues'
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND i.created_at < until::TIMESTAMP
), placed AS (
  SELECT
    m.person_id,
    m.created_at,
    greatest(date_trunc(every, m.created_at)::TIMESTAMP, since::TIMESTAMP) AS starts_at
  FROM items AS m
), active AS (
  SELECT date_trunc(every, d.created_at)::TIMESTAMP AS period, d.starts_at, d.person_id, count(*) AS items
  FROM placed AS d
  WHERE d.created_at >= since::TIMESTAMP
  GROUP BY ALL
), judged AS (
  SELECT
    a.period,
    a.person_id,
    a.items,
    count(b.created_at) AS before,
    count(b.created_at) FILTER (b.created_at >= a.starts_at - INTERVAL 3 MONTH) AS lately
  FROM active AS a
  LEFT JOIN items AS b
    ON b.person_id = a.person_id AND b.created_at < a.starts_at
  GROUP BY a.period, a.person_id, a.items
), counted AS (
  SELECT
    j.period,
    count(*) AS authors,
    count(*) FILTER (j.before = 0) AS new_authors,
    count(*) FILTER (j.lately = 0 AND j.before <= 12) AS episodic_authors,
    sum(j.items) AS items,
    sum(j.items) FILTER (j.before = 0) AS items_of_new,
    sum(j.items) FILTER (j.lately = 0 AND j.before <= 12) AS items_of_episodic
  FROM judged AS j
  GROUP BY j.period
)
SELECT
  p.period,
  coalesce(c.authors, 0) AS authors,
  coalesce(c.new_authors, 0) AS new_authors,
  coalesce(c.episodic_authors, 0) AS episodic_authors,
  coalesce(c.items, 0)::BIGINT AS items,
  coalesce(c.items_of_new, 0)::BIGINT AS items_of_new,
  coalesce(c.items_of_episodic, 0)::BIGINT AS items_of_episodic,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
