/*
title: Stars and forks
question: Does interest grow?
definition: >-
  Stars and forks given in the period, counted from their events, and the totals that GitHub showed last. The public
  feed has no event for a star taken back, so given stars are no balance.
grain: one row per period
unit: stars and forks
columns:
  period: first moment of the period, UTC
  stars: stars given; with a moving window, a day over the window
  forks: forks made
  total_stars: stars of all chosen repositories as last shown by the end of the period; NULL before the first sight
  total_forks: the same of forks
  total_open_issues: the same of open issues and pull requests
  seen_repositories: repositories that these totals are of
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [events, repos]
adds_up: [stars, forks]
behind: {counts: {stars: stars, forks: forks}}
devstats: [watchers_by_alias, watchers]
differs: repositories without open issues are there, and a fork's own figures never stand in (register 19)
chaoss: [Project Popularity]
chart: line
*/
WITH facts AS (
  SELECT moment_of(e.created_at, every, window_days) AS moment, e.type, count(*) AS number
  FROM core.events AS e
  WHERE e.type IN ('WatchEvent', 'ForkEvent')
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within_windows(e.created_at, since, until, window_days)
  GROUP BY ALL
), counted AS (
  SELECT
    window_period(f.moment, w.days_later, window_days) AS period,
    sum(f.number) FILTER (f.type = 'WatchEvent') AS stars,
    sum(f.number) FILTER (f.type = 'ForkEvent') AS forks
  FROM facts AS f
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  GROUP BY ALL
), changes AS (
  /* What each sight adds to the totals: its figures less those of the sight before. */
  SELECT
    date_trunc(CASE WHEN window_days::INTEGER = 1 THEN every ELSE 'day' END, d.day)::TIMESTAMP AS period,
    d.stars - lag(d.stars, 1, 0) OVER repo AS stars,
    d.forks - lag(d.forks, 1, 0) OVER repo AS forks,
    d.open_issues - lag(d.open_issues, 1, 0) OVER repo AS open_issues,
    (lag(d.day) OVER repo IS NULL)::INTEGER AS repositories
  FROM core.repo_days AS d
  WHERE in_scope(d.project, d.repo_id, for_project, for_group, for_repo)
    AND d.day < until::TIMESTAMP
  WINDOW repo AS (PARTITION BY d.repo_id ORDER BY d.day)
), steps AS (
  SELECT p.period, p.coverage, FALSE AS is_before, 0 AS stars, 0 AS forks, 0 AS open_issues, 0 AS repositories
  FROM periods_with_coverage(since, until, every, window_days) AS p
  UNION ALL
  SELECT c.period, NULL, TRUE, c.stars, c.forks, c.open_issues, c.repositories
  FROM changes AS c
), totals AS (
  SELECT
    s.period,
    max(s.coverage) AS coverage,
    sum(sum(s.stars)) OVER (ORDER BY s.period) AS stars,
    sum(sum(s.forks)) OVER (ORDER BY s.period) AS forks,
    sum(sum(s.open_issues)) OVER (ORDER BY s.period) AS open_issues,
    sum(sum(s.repositories)) OVER (ORDER BY s.period) AS repositories
  FROM steps AS s
  GROUP BY s.period
)
SELECT
  t.period,
  round(coalesce(c.stars, 0) / window_days::INTEGER, 2) AS stars,
  round(coalesce(c.forks, 0) / window_days::INTEGER, 2) AS forks,
  CASE WHEN t.repositories > 0 THEN t.stars::BIGINT END AS total_stars,
  CASE WHEN t.repositories > 0 THEN t.forks::BIGINT END AS total_forks,
  CASE WHEN t.repositories > 0 THEN t.open_issues::BIGINT END AS total_open_issues,
  t.repositories::BIGINT AS seen_repositories,
  t.coverage
FROM totals AS t
LEFT JOIN counted AS c
  ON c.period = t.period
WHERE t.coverage IS NOT NULL
ORDER BY t.period
