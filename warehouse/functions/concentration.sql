/* How concentrated work is, by period and measure of `doings`, among 'people' or 'companies' (counted). The factor is
the smallest number of them who together hold more than percentage of it. A commit of several counts in parts that sum
to one; with reading 'devstats' whole for each. Work of unknown companies is outside; among companies, known_share says
how much is inside, and holders is 0 where nothing is. */
CREATE OR REPLACE MACRO concentration(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  acquisitions, counted, percentage,
  wanted := [
    'events', 'contributions', 'pushes', 'issue_comments', 'commit_comments', 'review_comments', 'active_repositories',
    'comments', 'reviews', 'issues', 'pull_requests', 'merged_pull_requests', 'commits'
  ]
) AS TABLE
  WITH work AS (
    FROM company_doings(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
      acquisitions, wanted := wanted,
      repositories_by := CASE WHEN counted = 'companies' THEN 'company' ELSE 'person' END,
      with_employers := counted = 'companies'
    )
  ), facts AS (
    /* One of company and person_id is NULL throughout. */
    SELECT
      d.period,
      d.measure,
      CASE WHEN counted = 'companies' THEN d.company END AS company,
      CASE WHEN counted <> 'companies' THEN d.person_id END AS person_id,
      d.number,
      d.thing
    FROM work AS d
    WHERE CASE WHEN counted = 'companies' THEN is_organisation(d.company) ELSE d.is_first AND d.person_id IS NOT NULL END
  ), shared AS (
    /* A thing says its measure, see doings: grouping by numbers takes less time than by words. */
    SELECT f.period, f.company, f.person_id, f.thing
    FROM facts AS f
    WHERE f.thing IS NOT NULL
    GROUP BY f.period, f.company, f.person_id, f.thing
  ), things AS (
    SELECT
      s.period,
      s.thing,
      min(s.company) AS company,
      min(s.person_id) AS person_id,
      count(*) AS holders
    FROM shared AS s
    GROUP BY s.period, s.thing
  ), parts AS (
    SELECT t.period, measure_of(t.thing) AS measure, t.company, t.person_id, count(*)::DOUBLE AS number
    FROM things AS t
    WHERE t.holders = 1
    GROUP BY ALL
    UNION ALL
    SELECT
      s.period,
      measure_of(s.thing),
      s.company,
      s.person_id,
      sum(CASE WHEN reading = 'exact' THEN 1 / t.holders ELSE 1 END)
    FROM shared AS s
    JOIN things AS t
      ON t.holders > 1 AND t.thing = s.thing AND t.period IS NOT DISTINCT FROM s.period
    GROUP BY ALL
    UNION ALL
    SELECT f.period, f.measure, f.company, f.person_id, sum(f.number)
    FROM facts AS f
    WHERE f.thing IS NULL
    GROUP BY ALL
  ), held AS (
    SELECT p.period, p.measure, p.company, p.person_id, round(sum(p.number), 6) AS number
    FROM parts AS p
    GROUP BY ALL
  ), levels AS (
    /* Many hold the same number: they are placed together. */
    SELECT h.period, h.measure, h.number, count(*) AS holders, sum(sum(h.number)) OVER (PARTITION BY h.period, h.measure) AS total
    FROM held AS h
    GROUP BY h.period, h.measure, h.number
  ), placed AS (
    SELECT
      l.*,
      sum(l.number * l.holders) OVER largest_first - l.number * l.holders AS above,
      sum(l.holders) OVER largest_first - l.holders AS larger
    FROM levels AS l
    WINDOW largest_first AS (
      PARTITION BY l.period, l.measure
      ORDER BY l.number DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
  ), needed AS (
    /* How many of a level belong to the factor: those before whom no more than the percentage is held. */
    SELECT
      p.*,
      greatest(0, least(p.holders, floor((percentage * p.total - p.above * 100) / (p.number * 100)) + 1))::BIGINT AS in_factor,
      greatest(0, least(p.holders, 10 - p.larger))::BIGINT AS in_top_ten
    FROM placed AS p
  ), measured AS (
    SELECT
      x.period,
      x.measure,
      sum(x.holders)::BIGINT AS holders,
      sum(x.in_factor)::BIGINT AS factor,
      sum(x.number * x.in_factor) / max(x.total) AS share,
      sum(x.number * x.in_top_ten) / max(x.total) AS top_ten_share,
      min(x.number) FILTER (x.in_top_ten > 0) AS tenth_number,
      max(x.number) / max(x.total) AS first_share,
      sum(x.holders * (x.number / x.total) * (x.number / x.total)) AS hhi,
      max(x.total) AS total
    FROM needed AS x
    GROUP BY x.period, x.measure
  ), leaders AS (
    /* Only those who may be named have their names looked up and their ties broken. */
    SELECT
      h.period,
      h.measure,
      m.factor,
      CASE WHEN counted = 'companies' THEN h.company ELSE coalesce(p.login, '(unknown)') END AS name,
      row_number() OVER (
        PARTITION BY h.period, h.measure
        ORDER BY
          h.number DESC,
          CASE WHEN counted = 'companies' THEN h.company ELSE coalesce(p.login, '(unknown)') END,
          h.person_id::VARCHAR
      ) AS place
    FROM held AS h
    JOIN measured AS m
      ON m.measure = h.measure AND m.period IS NOT DISTINCT FROM h.period AND h.number >= m.tenth_number
    LEFT JOIN core.people AS p
      ON counted <> 'companies' AND p.person_id = h.person_id
  ), names AS (
    SELECT
      l.period,
      l.measure,
      string_agg(l.name, ', ' ORDER BY l.place) FILTER (l.place <= least(10, l.factor)) AS names,
      min(l.name) FILTER (l.place = 1) AS first_name
    FROM leaders AS l
    GROUP BY l.period, l.measure
  ), known_parts AS (
    SELECT d.period, d.measure, sum(d.number) AS number, sum(d.number) FILTER (d.company IS NOT NULL) AS known
    FROM work AS d
    WHERE counted = 'companies' AND d.is_first
    GROUP BY d.period, d.measure
    UNION ALL
    SELECT t.period, t.measure, count(*), count(*) FILTER (t.is_known)
    FROM (
      SELECT d.period, d.measure, d.thing, bool_or(d.company IS NOT NULL) AS is_known
      FROM work AS d
      WHERE counted = 'companies' AND d.is_first AND d.thing IS NOT NULL
      GROUP BY d.period, d.measure, d.thing
    ) AS t
    GROUP BY t.period, t.measure
  ), known AS (
    SELECT k.period, k.measure, coalesce(sum(k.known), 0) / nullif(sum(k.number), 0) AS known_share
    FROM known_parts AS k
    GROUP BY k.period, k.measure
  )
  SELECT
    coalesce(m.period, k.period) AS period,
    coalesce(m.measure, k.measure) AS measure,
    coalesce(m.holders, 0) AS holders,
    m.* EXCLUDE (period, measure, holders, tenth_number),
    n.names,
    n.first_name,
    k.known_share
  FROM measured AS m
  FULL JOIN known AS k
    ON k.measure = m.measure AND k.period IS NOT DISTINCT FROM m.period
  LEFT JOIN names AS n
    ON n.measure = m.measure AND n.period IS NOT DISTINCT FROM m.period
