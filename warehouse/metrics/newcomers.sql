/*
title: Newcomers and occasional authors
question: Who opens pull requests or issues for the first time, who only now and then?
definition: >-
  Distinct authors of the pull requests (or issues) opened in the period. New authors never opened one before the
  period, in the chosen projects and repositories (for the chosen company, if any), as far as this data goes back.
  Episodic authors opened none in the three months before the period and twelve at most before it; new ones are among
  them.
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
  reading: {default: exact, choices: [devstats, exact], help: "new to the whole project as in DevStats, which knows no pull request from comments alone, or new to what is asked for"}
sources: [pull_requests, issues]
adds_up: []
counts: [authors, items]
at_most: {new_authors: authors, episodic_authors: authors, items_of_new: items, items_of_episodic: items, authors: items}
devstats: [new_contributors, episodic_contributors, new_issues, episodic_issues]
differs: >-
  bots are left out unless asked for, new in a group means new to that group (register 25); pull requests that were seen
  only through comments on them count, so fewer authors are taken for new ones
chaoss: [New Contributors, Occasional Contributors]
chart: line
*/
WITH items AS (
  SELECT q.person_id, q.created_at, in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AS is_chosen
  FROM core.pull_requests AS q
  WHERE of_what = 'pull_requests'
    AND in_scope(
      q.project, q.repo_id, for_project,
      CASE reading WHEN 'exact' THEN for_group ELSE 'all' END, CASE reading WHEN 'exact' THEN for_repo ELSE 'all' END
    )
    AND (reading = 'exact' OR q.has_own_object)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND q.created_at < until::TIMESTAMP
  UNION ALL
  SELECT i.person_id, i.created_at, in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
  FROM core.issues AS i
  WHERE of_what = 'issues'
    AND in_scope(
      i.project, i.repo_id, for_project,
      CASE reading WHEN 'exact' THEN for_group ELSE 'all' END, CASE reading WHEN 'exact' THEN for_repo ELSE 'all' END
    )
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND i.created_at < until::TIMESTAMP
), active AS (
  SELECT
    m.person_id,
    m.created_at >= since::TIMESTAMP AS is_asked,
    /* What lies before the range is one row. */
    CASE WHEN m.created_at >= since::TIMESTAMP THEN date_trunc(every, m.created_at)::TIMESTAMP END AS period,
    count(*) AS items,
    count(*) FILTER (m.is_chosen) AS chosen_items,
    max(m.created_at) AS last_at
  FROM items AS m
  GROUP BY ALL
), judged AS (
  SELECT
    a.*,
    greatest(a.period, since::TIMESTAMP) AS starts_at,
    coalesce(sum(a.items) OVER earlier, 0) AS before,
    max(a.last_at) OVER earlier AS last_before
  FROM active AS a
  WINDOW earlier AS (
    PARTITION BY a.person_id ORDER BY a.is_asked, a.period ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  )
), classed AS (
  SELECT
    j.period,
    j.chosen_items,
    j.before = 0 AS is_new,
    j.before <= 12 AND coalesce(j.last_before < j.starts_at - INTERVAL 3 MONTH, TRUE) AS is_episodic
  FROM judged AS j
  WHERE j.is_asked AND j.chosen_items > 0
), counted AS (
  SELECT
    c.period,
    count(*) AS authors,
    count(*) FILTER (c.is_new) AS new_authors,
    count(*) FILTER (c.is_episodic) AS episodic_authors,
    sum(c.chosen_items) AS items,
    sum(c.chosen_items) FILTER (c.is_new) AS items_of_new,
    sum(c.chosen_items) FILTER (c.is_episodic) AS items_of_episodic
  FROM classed AS c
  GROUP BY c.period
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
