/*
title: Comparison
question: How do several projects, companies or repositories compare?
definition: >-
  One measure of several projects, companies or repositories over time. With scale := 'indexed' each one's first whole
  period in the range that is not zero is 100; with 'per_contributor' the number is divided by the people who did it.
  Work of who has several employers at a time counts with each of them.
grain: one row per period and name
unit: things, people, or index
columns:
  period: first moment of the period, UTC
  name: of those that were asked for, as the data spells it; one that is not known has no row
  number: things of the measure
  people: distinct people who did them
  value: number or people on the chosen scale; NULL where there is nothing to divide by
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_country, since, until, every, who]
own_parameters:
  compared: {default: projects, choices: [projects, companies, repositories], help: what is compared}
  named: {default: "", help: "their names, with commas between: kubernetes, helm; without names, the five with the highest numbers"}
  measured:
    default: contributions
    choices: [contributions, contributors, events, commits, issues, pull_requests, merged_pull_requests, comments, reviews, stars, forks]
    help: what is counted; contributors are the people with contributions
  scale: {default: absolute, choices: [absolute, indexed, per_contributor], help: "the number, 100 at its first period, or by the person"}
sources: [events, commits, issues, pull_requests]
adds_up: []
devstats: []
chaoss: []
chart: table
*/
WITH wanted AS (
  SELECT DISTINCT lower(trim(unnest(string_split(named, ',')))) AS spelled
), chosen_repos AS (
  SELECT r.repo_id, r.name
  FROM core.repos AS r
  JOIN wanted AS w
    ON compared = 'repositories' AND (named = '' OR lower(r.name) = w.spelled)
), things AS (
  SELECT e.created_at AS happened_at, e.project, e.repo_id, e.person_id, e.company, e.other_companies, NULL::BIGINT AS thing
  FROM core.events AS e
  WHERE is_who(e.person_kind, who)
    AND within(e.created_at, since, until)
    AND CASE measured
      WHEN 'contributions' THEN e.is_contribution
      WHEN 'contributors' THEN e.is_contribution
      WHEN 'events' THEN TRUE
      WHEN 'comments' THEN e.type IN ('IssueCommentEvent', 'CommitCommentEvent', 'PullRequestReviewCommentEvent')
      WHEN 'reviews' THEN e.type = 'PullRequestReviewEvent'
      WHEN 'stars' THEN e.type = 'WatchEvent'
      WHEN 'forks' THEN e.type = 'ForkEvent'
      ELSE FALSE
    END
  UNION ALL
  SELECT i.created_at, i.project, i.repo_id, i.person_id, i.company, i.other_companies, NULL
  FROM marts.items AS i
  WHERE measured IN ('issues', 'pull_requests')
    AND i.is_pull_request = (measured = 'pull_requests')
    AND is_who(i.person_kind, who)
    AND within(i.created_at, since, until)
  UNION ALL
  SELECT m.happened_at, m.project, m.repo_id, m.person_id, m.company, m.other_companies, NULL
  FROM pull_request_moments('all', 'all', 'all', 'all', 'all', who) AS m
  WHERE measured = 'merged_pull_requests' AND m.what = 'merged' AND within(m.happened_at, since, until)
  UNION ALL
  SELECT x.happened_at, x.project, x.repo_id, x.person_id, x.company, x.other_companies, x.commit_key
  FROM commit_people('all', 'all', 'all', 'all', 'all', since, until, 1, who, 'exact') AS x
  WHERE measured = 'commits'
), held AS (
  SELECT
    date_trunc(every, t.happened_at)::TIMESTAMP AS period,
    t.person_id,
    t.thing,
    unnest(
      CASE compared
        WHEN 'projects' THEN [t.project]
        WHEN 'repositories' THEN [c.name]
        ELSE employers(t.company, t.other_companies, MAP {})
      END
    ) AS name
  FROM things AS t
  LEFT JOIN chosen_repos AS c
    ON c.repo_id = t.repo_id
  WHERE is_from(t.person_id, t.company, t.other_companies, 'all', for_country)
    AND CASE compared
      WHEN 'projects' THEN named = '' OR t.project IN (SELECT w.spelled FROM wanted AS w)
      WHEN 'repositories' THEN c.name IS NOT NULL
      ELSE t.company IS NOT NULL
    END
), counted AS (
  SELECT
    h.period,
    h.name,
    CASE WHEN measured = 'commits' THEN count(DISTINCT h.thing) ELSE count(*) END AS number,
    count(DISTINCT h.person_id) AS people
  FROM held AS h
  WHERE named = '' OR lower(h.name) IN (SELECT w.spelled FROM wanted AS w)
  GROUP BY h.period, h.name
), names AS (
  SELECT c.name
  FROM counted AS c
  GROUP BY c.name
  ORDER BY sum(c.number) DESC, c.name
  LIMIT CASE WHEN named = '' THEN 5 ELSE 1000 END
), filled AS (
  SELECT
    p.period,
    n.name,
    coalesce(c.number, 0) AS number,
    coalesce(c.people, 0) AS people,
    CASE WHEN measured = 'contributors' THEN coalesce(c.people, 0) ELSE coalesce(c.number, 0) END AS plain,
    p.period >= since::TIMESTAMP AND p.coverage >= 1 AS is_whole,
    p.coverage
  FROM periods_with_coverage(since, until, every, 1) AS p
  CROSS JOIN names AS n
  LEFT JOIN counted AS c
    ON c.period = p.period AND c.name = n.name
), based AS (
  SELECT f.name, arg_min(f.plain, f.period) FILTER (f.is_whole AND f.plain > 0) AS base
  FROM filled AS f
  GROUP BY f.name
)
SELECT
  f.period,
  f.name,
  f.number,
  f.people,
  CASE scale
    WHEN 'indexed' THEN round(100 * f.plain / b.base, 2)
    WHEN 'per_contributor' THEN round(f.number / nullif(f.people, 0), 2)
    ELSE f.plain
  END AS value,
  f.coverage
FROM filled AS f
JOIN based AS b
  ON b.name = f.name
ORDER BY f.period, f.name
