/*
title: Still open after so many days
question: How long does an issue really stay open, those still open counted in?
definition: >-
  Of the issues (or pull requests) opened in the range, the share that is still open so many days after its opening, by
  the estimate of Kaplan and Meier: those still open at the end of the range count as open for as long as they were
  watched, instead of being left out. Where the share passes 0.5 is the median. An item that was opened again counts as
  open until its newest closing.
grain: one row per day of age
unit: share of items
columns:
  days: full days since the opening
  at_risk: items that were open, and watched, when this day of age began
  closed: those of them that were closed or merged during the day
  watched_until: those of them whose watching ended during the day, open
  open_share: estimated share still open after so many days, 0 to 1
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  of_what: {default: issues, choices: [issues, pull_requests], help: what was opened}
  with_label: {default: all, help: "only items with a label that contains this text, whatever its case; or all"}
  up_to_days: {default: 365, minimum: 1, maximum: 10000, help: the highest age that is listed}
sources: [issues, pull_requests]
adds_up: []
devstats: [issues_age, prs_age]
differs: open items are counted in, as of the end of the range (register 23)
chaoss: [Issue Age, Issue Resolution Duration, Change Request Duration]
chart: table
*/
WITH items AS (
  SELECT
    date_diff('second', i.created_at, least(i.closed_at, known_at(until))) // 86400 AS full_days,
    coalesce(i.closed_at <= known_at(until), FALSE) AS is_closed
  FROM marts.items AS i
  WHERE i.is_pull_request = (of_what = 'pull_requests')
    AND within(i.created_at, since, least(until::TIMESTAMP, known_at(until)))
    AND (i.state = 'open' OR i.closed_at IS NOT NULL)
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND (
      with_label = 'all'
      OR len(list_filter(i.labels, x -> contains(lower(x), lower(with_label)))) > 0
    )
), ends AS (
  SELECT t.full_days, count(*) FILTER (t.is_closed) AS closed, count(*) FILTER (NOT t.is_closed) AS watched_until
  FROM items AS t
  GROUP BY t.full_days
), ages AS (
  SELECT unnest(range(0, least(l.full_days + 1, up_to_days::BIGINT))) AS full_days
  FROM (
    SELECT max(e.full_days) AS full_days
    FROM ends AS e
  ) AS l
), daily AS (
  SELECT
    a.full_days + 1 AS days,
    (SELECT count(*) FROM items) - coalesce(
      sum(coalesce(e.closed + e.watched_until, 0)) OVER (
        ORDER BY a.full_days ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS at_risk,
    coalesce(e.closed, 0) AS closed,
    coalesce(e.watched_until, 0) AS watched_until
  FROM ages AS a
  LEFT JOIN ends AS e
    ON e.full_days = a.full_days
)
SELECT
  d.days,
  d.at_risk::BIGINT AS at_risk,
  d.closed,
  d.watched_until,
  round(product(1 - d.closed / d.at_risk) OVER (ORDER BY d.days), 6) AS open_share
FROM daily AS d
ORDER BY d.days
