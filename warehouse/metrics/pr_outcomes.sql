/*
title: What becomes of pull requests
question: Are pull requests accepted?
definition: >-
  Pull requests by the period in which they were opened, and what is known of them now: merged, closed unmerged, or still
  open. The acceptance ratio is of those decided.
grain: one row per period
unit: pull requests
columns:
  period: first moment of the period, UTC
  merged: opened then and merged since
  declined: opened then and closed unmerged
  still_open: opened then and open now
  acceptance_percent: merged of merged and declined, in percent
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
sources: [pull_requests]
adds_up: []
behind: {counts: {merged: opened_and_merged, declined: opened_and_declined, still_open: pull_requests_still_open}}
devstats: [prs_state]
differs: by what became of it, not by whether somebody commented on it
chaoss: [Change Request Acceptance Ratio, Change Requests Declined]
chart: stacked
*/
WITH counted AS (
  SELECT
    date_trunc(every, q.created_at)::TIMESTAMP AS period,
    count(q.merged_at) AS merged,
    count(*) FILTER (q.merged_at IS NULL AND q.state = 'closed') AS declined,
    count(*) FILTER (q.state = 'open') AS still_open
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND within(q.created_at, since, until)
  GROUP BY ALL
)
SELECT
  p.period,
  coalesce(c.merged, 0) AS merged,
  coalesce(c.declined, 0) AS declined,
  coalesce(c.still_open, 0) AS still_open,
  round(100 * c.merged / nullif(c.merged + c.declined, 0), 1) AS acceptance_percent,
  p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
