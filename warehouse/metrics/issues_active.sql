/*
title: New, active and closed issues
question: How many of the open issues does anybody work on?
definition: >-
  Issues opened and closed in the period, and the active ones: open at some time in it, and commented on, labelled,
  assigned, closed or opened (again) in it by a human, or by somebody unknown where labels and assignments do not tell
  who. The people asked for are the issues' authors.
grain: one row per period
unit: issues
columns:
  period: first moment of the period, UTC
  new: opened in the period
  closed: closed in the period, though some were opened again later
  active: open at some time in the period, and something was done on them
  open: open at some time in the period
  active_share: active of open, 0 to 1
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [issues, comments, events]
adds_up: [new]
counts: [closed]
at_most: {active: open}
devstats: []
chaoss: [Issues New, Issues Active, Issues Closed]
chart: line
*/
WITH issues AS (
  SELECT i.repo_id, i.number, i.created_at
  FROM core.issues AS i
  WHERE i.created_at < until::TIMESTAMP
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
), spans AS (
  SELECT s.repo_id, s.number, s.opened_at, coalesce(s.closed_at, TIMESTAMP '9999-01-01') AS closed_at
  FROM core.open_spans AS s
  SEMI JOIN issues AS i
    ON i.repo_id = s.repo_id AND i.number = s.number
  WHERE NOT s.is_pull_request AND s.opened_at < until::TIMESTAMP
), doings AS (
  SELECT DISTINCT m.repo_id, m.number, date_trunc(every, m.created_at)::TIMESTAMP AS period
  FROM core.comments AS m
  WHERE m.person_kind = 'human'
    AND m.number IS NOT NULL
    AND within(m.created_at, since, until)
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo)
  UNION
  SELECT DISTINCT e.repo_id, e.number, date_trunc(every, e.created_at)::TIMESTAMP
  FROM core.events AS e
  WHERE e.type = 'IssuesEvent'
    AND e.person_kind = 'human'
    AND within(e.created_at, since, until)
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
  UNION
  SELECT DISTINCT l.repo_id, l.number, date_trunc(every, l.happened_at)::TIMESTAMP
  FROM core.label_events AS l
  LEFT JOIN core.people AS p
    ON p.person_id = l.person_id
  WHERE coalesce(p.kind, 'human') = 'human'
    AND within(l.happened_at, since, until)
    AND in_scope(l.project, l.repo_id, for_project, for_group, for_repo)
  UNION
  SELECT DISTINCT a.repo_id, a.number, date_trunc(every, a.assigned_at)::TIMESTAMP
  FROM core.assignments AS a
  LEFT JOIN core.people AS p
    ON p.person_id = a.assigned_by_id
  WHERE coalesce(p.kind, 'human') = 'human'
    AND within(a.assigned_at, since, until)
    AND in_scope(a.project, a.repo_id, for_project, for_group, for_repo)
  UNION
  SELECT i.repo_id, i.number, date_trunc(every, i.created_at)::TIMESTAMP
  FROM issues AS i
  WHERE i.created_at >= since::TIMESTAMP
), active AS (
  SELECT d.period, count(DISTINCT (s.repo_id, s.number)) AS active
  FROM doings AS d
  JOIN spans AS s
    ON s.repo_id = d.repo_id
    AND s.number = d.number
    AND date_trunc(every, s.opened_at)::TIMESTAMP <= d.period
    AND s.closed_at >= d.period
  GROUP BY d.period
), counted AS (
  SELECT
    date_trunc(every, m.happened_at)::TIMESTAMP AS period,
    count(*) FILTER (m.what = 'new') AS new,
    count(DISTINCT (m.repo_id, m.number)) FILTER (m.what = 'closed') AS closed
  FROM (
    SELECT i.repo_id, i.number, i.created_at AS happened_at, 'new' AS what
    FROM issues AS i
    UNION ALL
    SELECT s.repo_id, s.number, s.closed_at, 'closed'
    FROM spans AS s
  ) AS m
  WHERE within(m.happened_at, since, until)
  GROUP BY ALL
), stretches AS (
  SELECT
    s.repo_id,
    s.number,
    date_trunc(every, greatest(s.opened_at, since::TIMESTAMP))::TIMESTAMP AS first_period,
    date_trunc(every, s.closed_at)::TIMESTAMP AS last_period
  FROM spans AS s
  WHERE s.closed_at >= since::TIMESTAMP
), merged AS (
  SELECT
    t.*,
    max(t.last_period) OVER (
      PARTITION BY t.repo_id, t.number ORDER BY t.first_period, t.last_period
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
  FROM stretches AS t
), steps AS (
  /* A stretch adds the issue from its first period on, or after the period that an earlier one reached; it takes it away
  after its last. */
  SELECT
    CASE WHEN m.first_period <= m.before THEN m.before ELSE m.first_period END AS period,
    CASE WHEN m.first_period <= m.before THEN 0 ELSE 1 END AS step,
    CASE WHEN m.first_period <= m.before THEN 1 ELSE 0 END AS step_after
  FROM merged AS m
  WHERE m.before IS NULL OR m.last_period > m.before
  UNION ALL
  SELECT m.last_period, 0, -1
  FROM merged AS m
  WHERE m.before IS NULL OR m.last_period > m.before
), running AS (
  SELECT
    t.period,
    sum(sum(t.step)) OVER (ORDER BY t.period) AS open,
    sum(sum(t.step_after)) OVER (ORDER BY t.period) AS open_after,
    sum(t.step_after) AS step_after
  FROM steps AS t
  GROUP BY t.period
), open AS (
  SELECT
    p.period,
    p.coverage,
    coalesce(r.open + r.open_after - CASE WHEN r.period = p.period THEN r.step_after ELSE 0 END, 0)::BIGINT AS open
  FROM periods_with_coverage(since, until, every, 1, for_kind := 'issues', for_project := for_project) AS p
  ASOF LEFT JOIN running AS r
    ON p.period >= r.period
)
SELECT
  o.period,
  coalesce(c.new, 0) AS new,
  coalesce(c.closed, 0) AS closed,
  coalesce(a.active, 0) AS active,
  o.open,
  round(coalesce(a.active, 0) / nullif(o.open, 0), 6) AS active_share,
  o.coverage
FROM open AS o
LEFT JOIN counted AS c
  ON c.period = o.period
LEFT JOIN active AS a
  ON a.period = o.period
ORDER BY o.period
