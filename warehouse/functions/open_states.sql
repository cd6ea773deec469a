/* Stretches of time, from starts_at until ends_at ('infinity' while they last), of items that were open at some time in
[since, until), in which open issues or pull requests
(of_items) were in a state, one row per item, part (split_by as in parts, or 'sig' by the SIGs' labels of that time) and
state. of_states 'open': open at all; 'age': open since 10, 30, 60, 90 days, 1 year; 'inactivity': nobody did anything
for 14, 30, 90 days; 'labels': open, lgtm, approved, each blocking label, and any of these. reading 'devstats' takes
pull requests only of which both an issue and a pull request were seen, items of at most one year (three for their
age), and for inactive those whose first answer came late or never. */
CREATE OR REPLACE MACRO open_states(
  for_project, for_group, for_repo, for_company, for_country, since, until, who, of_items, of_states, split_by, reading
) AS TABLE
  WITH opened AS (
    SELECT
      i.repo_id,
      i.number,
      i.created_at,
      i.first_answer_at,
      s.opened_at AS starts_at,
      CASE
        WHEN reading = 'exact' THEN coalesce(s.closed_at, 'infinity')
        ELSE least(
          coalesce(s.closed_at, 'infinity'), i.created_at + to_years(CASE WHEN of_states = 'age' THEN 3 ELSE 1 END)
        )
      END AS ends_at
    FROM marts.items AS i
    JOIN core.open_spans AS s
      ON s.repo_id = i.repo_id AND s.number = i.number AND s.is_pull_request = i.is_pull_request
    WHERE i.is_pull_request = (of_items = 'pull_requests')
      AND (reading = 'exact' OR NOT i.is_pull_request OR (i.has_conversation AND i.has_own_object))
      AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
      AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
      AND s.opened_at < until::TIMESTAMP
      AND (s.closed_at >= since::TIMESTAMP OR s.closed_at IS NULL)
  ), quiet AS (
    SELECT q.repo_id, q.number, q.starts_at, coalesce(q.ends_at, 'infinity') AS ends_at
    FROM marts.quiet_spans AS q
    SEMI JOIN opened AS o
      ON o.repo_id = q.repo_id AND o.number = q.number
    WHERE of_states = 'inactivity' AND reading = 'exact' AND q.is_pull_request = (of_items = 'pull_requests')
    UNION ALL
    SELECT o.repo_id, o.number, o.created_at, o.ends_at
    FROM opened AS o
    WHERE of_states = 'inactivity' AND reading = 'devstats'
  ), waits AS (
    FROM (
      VALUES
        ('age', '10 days', INTERVAL 10 DAY),
        ('age', '30 days', INTERVAL 30 DAY),
        ('age', '60 days', INTERVAL 60 DAY),
        ('age', '90 days', INTERVAL 90 DAY),
        ('age', '1 year', INTERVAL 8766 HOUR),
        ('inactivity', '14 days', INTERVAL 14 DAY),
        ('inactivity', '30 days', INTERVAL 30 DAY),
        ('inactivity', '90 days', INTERVAL 90 DAY)
    ) AS w (kind, state, waited)
  ), states AS (
    SELECT 'open' AS state, o.repo_id, o.number, o.starts_at, o.ends_at
    FROM opened AS o
    WHERE of_states IN ('open', 'labels')
    UNION ALL
    SELECT w.state, o.repo_id, o.number, greatest(o.starts_at, o.created_at + w.waited), o.ends_at
    FROM opened AS o
    JOIN waits AS w
      ON w.kind = 'age' AND of_states = 'age'
    UNION ALL
    SELECT w.state, q.repo_id, q.number, q.starts_at + w.waited, q.ends_at
    FROM quiet AS q
    JOIN waits AS w
      ON w.kind = 'inactivity' AND q.starts_at + w.waited < q.ends_at
    LEFT JOIN marts.items AS i
      ON reading = 'devstats' AND i.repo_id = q.repo_id AND i.number = q.number
    WHERE coalesce(i.first_answer_at > i.created_at + w.waited, TRUE)
    UNION ALL
    SELECT l.name, o.repo_id, o.number, greatest(o.starts_at, l.starts_at), least(o.ends_at, coalesce(l.ends_at, 'infinity'))
    FROM opened AS o
    JOIN marts.item_labels AS l
      ON l.repo_id = o.repo_id
      AND l.number = o.number
      AND l.category IN ('blocking', 'approval')
      AND of_states = 'labels'
  )
  SELECT p.part, t.state, t.repo_id, t.number, t.starts_at, t.ends_at
  FROM states AS t
  JOIN parts(split_by) AS p
    ON p.part_id = t.repo_id
  WHERE t.starts_at < t.ends_at
  UNION ALL
  SELECT
    l.name,
    t.state,
    t.repo_id,
    t.number,
    greatest(t.starts_at, l.starts_at),
    least(t.ends_at, coalesce(l.ends_at, 'infinity'))
  FROM states AS t
  JOIN marts.item_labels AS l
    ON l.repo_id = t.repo_id AND l.number = t.number AND l.category = 'sig' AND split_by IN ('sig', 'sig_and_all')
  WHERE greatest(t.starts_at, l.starts_at) < least(t.ends_at, coalesce(l.ends_at, 'infinity'))
