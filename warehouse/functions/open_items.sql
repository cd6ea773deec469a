/* Issues and pull requests of a scope that were open at a moment, with the labels that they carried then. kind is
'issue' or 'pull_request'. What was closed and opened again counts as open throughout: only its newest closing is kept. */
CREATE OR REPLACE MACRO open_items(moment, for_project, for_group, for_repo, who) AS TABLE
  WITH items AS (
    SELECT 'pull_request' AS kind, q.repo_id, q.number, q.person_id, q.created_at, q.closed_at, q.milestone
    FROM core.pull_requests AS q
    WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AND is_who(q.person_kind, who)
    UNION ALL
    SELECT 'issue', i.repo_id, i.number, i.person_id, i.created_at, i.closed_at, i.milestone
    FROM core.issues AS i
    WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo) AND is_who(i.person_kind, who)
  ), opened AS (
    SELECT *
    FROM items AS m
    WHERE m.created_at < moment AND (m.closed_at IS NULL OR m.closed_at >= moment)
  ), labels AS (
    SELECT l.repo_id, l.number, l.label, arg_max(l.action, (l.happened_at, l.action = 'labeled')) AS action
    FROM core.label_events AS l
    SEMI JOIN opened AS o
      ON o.repo_id = l.repo_id AND o.number = l.number
    WHERE l.happened_at < moment
    GROUP BY l.repo_id, l.number, l.label
  ), carried AS (
    SELECT b.repo_id, b.number, list(lower(b.label) ORDER BY b.label) AS labels
    FROM labels AS b
    WHERE b.action = 'labeled'
    GROUP BY b.repo_id, b.number
  )
  SELECT
    o.kind,
    o.repo_id,
    o.number,
    o.person_id,
    o.created_at,
    o.milestone,
    date_diff('second', o.created_at, moment) / 86400 AS age_days,
    coalesce(c.labels, []) AS labels
  FROM opened AS o
  LEFT JOIN carried AS c
    ON c.repo_id = o.repo_id AND c.number = o.number
