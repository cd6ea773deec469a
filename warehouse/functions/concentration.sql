/* How concentrated work is, by period and measure of `doings`, among 'people' or 'companies' (counted). The factor is
the smallest number of them who together hold more than percentage of it. A commit of several counts in parts that sum
to one; with reading 'devstats' whole for each. Work of unknown companies is outside. */
CREATE OR REPLACE MACRO concentration(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  acquisitions, counted, percentage
) AS TABLE
  WITH facts AS (
    SELECT
      d.period,
      d.measure,
      CASE WHEN counted = 'companies' THEN d.company ELSE d.person_id::VARCHAR END AS holder,
      d.number,
      d.thing
    FROM company_doings(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
      acquisitions
    ) AS d
    WHERE CASE WHEN counted = 'companies' THEN is_organisation(d.company) ELSE d.is_first AND d.person_id IS NOT NULL END
      AND d.measure NOT IN ('stars', 'forks', 'issue_events', 'pull_request_events', 'review_events')
  ), shared AS (
    SELECT f.period, f.measure, f.holder, f.thing
    FROM facts AS f
    WHERE f.thing IS NOT NULL
    GROUP BY ALL
  ), parts AS (
    SELECT
      s.period,
      s.measure,
      s.holder,
      CASE
        WHEN reading = 'exact' THEN 1 / count(*) OVER (PARTITION BY s.period, s.measure, s.thing)
        ELSE 1
      END AS number
    FROM shared AS s
    UNION ALL
    SELECT f.period, f.measure, f.holder, f.number
    FROM facts AS f
    WHERE f.thing IS NULL
  ), held AS (
    SELECT p.period, p.measure, p.holder, round(sum(p.number), 6) AS number
    FROM parts AS p
    GROUP BY p.period, p.measure, p.holder
  ), named AS (
    SELECT
      h.period,
      h.measure,
      h.number,
      CASE WHEN counted = 'companies' THEN h.holder ELSE coalesce(p.login, '(unknown)') END AS name,
      h.holder
    FROM held AS h
    LEFT JOIN core.people AS p
      ON counted <> 'companies' AND p.person_id = TRY_CAST(h.holder AS BIGINT)
  ), placed AS (
    SELECT
      n.*,
      sum(n.number) OVER (PARTITION BY n.period, n.measure) AS total,
      sum(n.number) OVER largest_first - n.number AS above,
      row_number() OVER largest_first AS place
    FROM named AS n
    WINDOW largest_first AS (
      PARTITION BY n.period, n.measure
      ORDER BY n.number DESC, n.name, n.holder
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
  )
  SELECT
    x.period,
    x.measure,
    count(*) AS holders,
    count(*) FILTER (x.above * 100 <= percentage * x.total) AS factor,
    sum(x.number) FILTER (x.above * 100 <= percentage * x.total) / max(x.total) AS share,
    string_agg(x.name, ', ' ORDER BY x.place) FILTER (x.above * 100 <= percentage * x.total AND x.place <= 10) AS names,
    sum(x.number) FILTER (x.place <= 10) / max(x.total) AS top_ten_share,
    min(x.name) FILTER (x.place = 1) AS first_name,
    max(x.number) / max(x.total) AS first_share,
    sum((x.number / x.total) * (x.number / x.total)) AS hhi,
    max(x.total) AS total
  FROM placed AS x
  GROUP BY x.period, x.measure
