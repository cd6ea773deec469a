/*
title: Pull requests by company
question: Which companies open pull requests, and what becomes of them?
definition: >-
  Pull requests opened in the range by the author's employer at the opening, and what became of these by now. Who has
  several employers at a time counts for each. The row without a rank and company is of authors whose employer is unknown.
grain: one row per company, and one for unknown
unit: pull requests
columns:
  rank: place by opened pull requests; equal numbers share a place
  company: name; NULL for unknown
  opened: pull requests opened in the range
  merged: those of them that were merged, whenever
  closed_unmerged: those of them that were closed without a merge
  authors: people who opened them
  median_hours_to_merge: half of the merged ones were merged within these hours
  share: part of the pull requests of known companies, 0 to 1
  cumulative_share: parts of this company and all above
  known_share: part of all pull requests whose company is known, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_country, since, until, who, acquisitions]
sources: [pull_requests]
adds_up: [opened, merged, closed_unmerged]
counts: [authors]
at_most: {authors: opened}
behind: {by: [company], counts: {opened: pull_requests, merged: opened_and_merged, closed_unmerged: opened_and_declined}}
devstats: [hist_pr_companies]
differs: >-
  every company is there (register 10); no addresses are shown (register 65); who has several employers by different
  sources has one by a fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: table
*/
WITH pulls AS (
  SELECT
    q.repo_id,
    q.number,
    q.person_id,
    q.merged_at,
    q.closed_at,
    date_diff('second', q.created_at, q.merged_at) / 3600 AS hours,
    q.company IS NOT NULL AS is_known,
    employers(q.company, q.other_companies, b.last_owners) AS companies
  FROM core.pull_requests AS q
  CROSS JOIN buyers(acquisitions) AS b
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, 'all', for_country)
    AND within(q.created_at, since, until)
), known AS (
  SELECT count(*) FILTER (u.is_known) / nullif(count(*), 0) AS share
  FROM pulls AS u
), employed AS (
  SELECT u.* EXCLUDE (companies), unnest(u.companies) AS company
  FROM pulls AS u
), counted AS (
  SELECT
    e.company,
    count(*) AS opened,
    count(e.merged_at) AS merged,
    count(*) FILTER (e.merged_at IS NULL AND e.closed_at IS NOT NULL) AS closed_unmerged,
    count(DISTINCT e.person_id) AS authors,
    quantile_disc(e.hours, 0.5) AS median_hours_to_merge
  FROM employed AS e
  GROUP BY e.company
)
SELECT
  CASE WHEN c.company IS NOT NULL THEN rank() OVER (PARTITION BY c.company IS NULL ORDER BY c.opened DESC) END AS rank,
  c.company,
  c.opened,
  c.merged,
  c.closed_unmerged,
  c.authors,
  c.median_hours_to_merge,
  CASE
    WHEN c.company IS NOT NULL THEN round(c.opened / sum(c.opened) OVER (PARTITION BY c.company IS NULL), 6)
  END AS share,
  CASE
    WHEN c.company IS NOT NULL
    THEN round(
      sum(c.opened) OVER (PARTITION BY c.company IS NULL ORDER BY c.opened DESC, c.company)
        / sum(c.opened) OVER (PARTITION BY c.company IS NULL),
      6
    )
  END AS cumulative_share,
  round(k.share, 6) AS known_share
FROM counted AS c
CROSS JOIN known AS k
ORDER BY rank NULLS LAST, c.company
