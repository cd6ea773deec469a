/*
title: Absence and elephant factors by project
question: Which projects hang on a few people or companies?
definition: >-
  For each project, and for all of them together, the smallest number of people (or companies) who together did more than
  percentage of the work of the range: the more, the safer. The self-employed are no company; work of unknown companies is
  outside, known_share says how much is not. A commit or repository of several counts in parts that sum to one. Ties are
  settled by name.
grain: one row per project, and one for all together
unit: people or companies
columns:
  project: key; 'all' for all together
  factor: the smallest number of them who together did more than the percentage
  share: what they did, of all that was done; above the percentage, 0 to 1
  names: the first ten of them, largest first
  holders: all who did any of it
  others: those of them outside the factor
  others_share: what these did, 0 to 1
  top_ten_share: what the ten largest did, 0 to 1
  top_ten_names: the ten largest
  beyond_top_ten: all outside the ten largest
  beyond_top_ten_share: what these did, 0 to 1
  total: of the work, what the shares are of
  known_share: of companies, part of the work whose company is known (self-employed among them), 0 to 1
parameters: [for_project, for_country, since, until, who, acquisitions]
own_parameters:
  counted: {default: people, choices: [people, companies], help: who might leave}
  work:
    default: contributions
    choices:
      - contributions
      - commits
      - pushes
      - issues
      - pull_requests
      - merged_pull_requests
      - reviews
      - comments
      - issue_comments
      - review_comments
      - commit_comments
      - events
      - active_repositories
    help: what is shared out
  percentage: {default: 50, minimum: 0, maximum: 99, help: "part of the work, in percent, that the factor has to exceed"}
  reading: {default: exact, choices: [devstats, exact], help: "a commit of several counts in parts (exact) or whole for each of them (devstats)"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
at_most: {factor: holders, others: holders, beyond_top_ten: holders}
devstats: [bus_factor]
differs: >-
  contributions are without stars and forks, ties are settled by name, a commit of several counts once (register 28);
  exact (register 2); a company has one name, before and after it was bought (register 37)
chaoss: [Contributor Absence Factor, Elephant Factor]
chart: table
*/
WITH facts AS (
  SELECT d.project, d.person_id, d.company, d.is_first, d.number, d.thing
  FROM company_doings(
    for_project, 'all', 'all', 'all', for_country, since, until, 'range', 1, who, reading, acquisitions,
    wanted := [work], with_employers := counted = 'companies', with_projects := TRUE
  ) AS d
), held_things AS (
  SELECT
    f.project,
    CASE WHEN counted = 'companies' THEN f.company ELSE f.person_id::VARCHAR END AS holder,
    f.number,
    f.thing
  FROM facts AS f
  WHERE CASE WHEN counted = 'companies' THEN is_organisation(f.company) ELSE f.is_first AND f.person_id IS NOT NULL END
), everywhere AS (
  SELECT h.project, h.holder, h.number, h.thing
  FROM held_things AS h
  UNION ALL
  SELECT 'all', h.holder, h.number, h.thing
  FROM held_things AS h
), shared AS (
  SELECT e.project, e.holder, e.thing
  FROM everywhere AS e
  WHERE e.thing IS NOT NULL
  GROUP BY ALL
), parts AS (
  SELECT
    s.project,
    s.holder,
    CASE WHEN reading = 'exact' THEN 1 / count(*) OVER (PARTITION BY s.project, s.thing) ELSE 1 END AS number
  FROM shared AS s
  UNION ALL
  SELECT e.project, e.holder, e.number
  FROM everywhere AS e
  WHERE e.thing IS NULL
), held AS (
  SELECT p.project, p.holder, round(sum(p.number), 6) AS number
  FROM parts AS p
  GROUP BY p.project, p.holder
), named AS (
  SELECT
    h.project,
    h.number,
    h.holder,
    CASE WHEN counted = 'companies' THEN h.holder ELSE coalesce(p.login, '(unknown)') END AS name
  FROM held AS h
  LEFT JOIN core.people AS p
    ON counted <> 'companies' AND p.person_id = TRY_CAST(h.holder AS BIGINT)
), placed AS (
  SELECT
    n.*,
    sum(n.number) OVER (PARTITION BY n.project) AS total,
    sum(n.number) OVER largest_first - n.number AS above,
    row_number() OVER largest_first AS place
  FROM named AS n
  WINDOW largest_first AS (
    PARTITION BY n.project
    ORDER BY n.number DESC, n.name, n.holder
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
), marked AS (
  SELECT x.*, x.above * 100 <= percentage * x.total AS is_inside
  FROM placed AS x
), known AS (
  SELECT
    coalesce(f.project, 'all') AS project,
    how_many(CASE WHEN f.company IS NOT NULL THEN f.number END, CASE WHEN f.company IS NOT NULL THEN f.thing END)
      / nullif(how_many(f.number, f.thing), 0) AS share
  FROM facts AS f
  WHERE counted = 'companies' AND f.is_first
  GROUP BY ROLLUP (f.project)
)
SELECT
  m.project,
  count(*) FILTER (m.is_inside) AS factor,
  round(sum(m.number) FILTER (m.is_inside) / max(m.total), 6) AS share,
  string_agg(m.name, ', ' ORDER BY m.place) FILTER (m.is_inside AND m.place <= 10) AS names,
  count(*) AS holders,
  count(*) FILTER (NOT m.is_inside) AS others,
  round(coalesce(sum(m.number) FILTER (NOT m.is_inside), 0) / max(m.total), 6) AS others_share,
  round(sum(m.number) FILTER (m.place <= 10) / max(m.total), 6) AS top_ten_share,
  string_agg(m.name, ', ' ORDER BY m.place) FILTER (m.place <= 10) AS top_ten_names,
  count(*) FILTER (m.place > 10) AS beyond_top_ten,
  round(coalesce(sum(m.number) FILTER (m.place > 10), 0) / max(m.total), 6) AS beyond_top_ten_share,
  round(max(m.total), 2) AS total,
  round(max(k.share), 6) AS known_share
FROM marked AS m
LEFT JOIN known AS k
  ON k.project = m.project
GROUP BY m.project
ORDER BY m.project = 'all' DESC, total DESC, m.project
