/*
title: Labels
question: Which labels are put on issues and pull requests?
definition: >-
  Issues and pull requests that got a label in the range, by label, whatever it says. Where GitHub does not tell the
  moment, a label counts when it was first seen.
grain: one row per label
unit: items
columns:
  label: the label
  category: what the label says in Prow's terms (sig, kind, priority, size, blocking, approval, several with commas); NULL for others
  items: issues and pull requests that got it
  issues: the issues among them
  pull_requests: the pull requests among them
  still_on: those of the items that carry it now
parameters: [for_project, for_group, for_repo, since, until]
sources: [issues, pull_requests]
adds_up: []
counts: [items, issues, pull_requests, still_on]
at_most: {issues: items, pull_requests: items, still_on: items}
devstats: [labels_sig, labels_kind, flaky_prs]
differs: everything labelled in the range, not everything with the label that had an event in it
chaoss: []
chart: table
*/
WITH spans AS (
  SELECT s.label, s.repo_id, s.number, s.is_pull_request, bool_or(s.ends_at IS NULL) AS is_on
  FROM core.label_spans AS s
  WHERE in_scope(s.project, s.repo_id, for_project, for_group, for_repo)
    AND within(s.starts_at, since, until)
  GROUP BY ALL
), counted AS (
  SELECT
    s.label,
    count(*) AS items,
    count(*) FILTER (NOT s.is_pull_request) AS issues,
    count(*) FILTER (s.is_pull_request) AS pull_requests,
    count(*) FILTER (s.is_on) AS still_on
  FROM spans AS s
  GROUP BY s.label
), said AS (
  SELECT l.label, string_agg(l.category, ', ' ORDER BY l.category) AS category
  FROM core.labels AS l
  GROUP BY l.label
)
SELECT c.label, s.category, c.items, c.issues, c.pull_requests, c.still_on
FROM counted AS c
LEFT JOIN said AS s
  ON s.label = c.label
ORDER BY c.items DESC, c.label
