/*
title: SIG mentions
question: Which SIGs are called for help?
definition: >-
  Mentions of teams named organisation/sig-..., by SIG: each SIG once per text, under the author of the text and at its
  time. What follows the SIG's name (bugs, feature-requests, pr-reviews, api-reviews, misc, proposals, design-proposals,
  test-failures, owners, maintainers, support) is left off, and SIGs that were merged go by the name of now.
grain: one row per period and SIG; periods without mentions have none
unit: texts
columns:
  period: first moment of the period, UTC
  sig: the SIG
  mentions: texts that mention it; with a moving window, a day over the window
  people: people who wrote these texts
  items: issues and pull requests that they are on
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who]
sources: [comments, issues, pull_requests, reviews]
adds_up: [mentions]
counts: [people, items]
devstats: [sig_mentions]
differs: every SIG of a text counts, once, and for its author (register 12, 13)
chaoss: []
chart: table
*/
WITH facts AS (
  SELECT
    unnest(periods_of(m.created_at, every, window_days)) AS period,
    regexp_replace(
      split_part(m.team, '/sig-', 2),
      '-(bugs?|feature-requests?|pr-reviews?|api-reviews?|misc|(design-)?proposals?|test-failures?|owners|maintainers|support)$',
      ''
    ) AS name,
    m.person_id,
    m.repo_id,
    m.number,
    m.origin,
    m.origin_id
  FROM core.mentions AS m
  WHERE m.team LIKE '%/sig-_%'
    AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
    AND is_who(m.person_kind, who)
    AND is_from(m.person_id, m.company, m.other_companies, for_company, for_country)
    AND within_windows(m.created_at, since, until, window_days)
), named AS (
  SELECT f.*, coalesce(a.sig, f.name) AS sig
  FROM facts AS f
  LEFT JOIN core.sig_aliases AS a
    ON a.alias = f.name
  WHERE a.alias IS NULL OR a.sig IS NOT NULL
)
SELECT
  n.period,
  n.sig,
  round(count(DISTINCT (n.origin, n.origin_id)) / window_days::INTEGER, 2) AS mentions,
  count(DISTINCT n.person_id) AS people,
  count(DISTINCT (n.repo_id, n.number)) AS items,
  min(p.coverage) AS coverage
FROM named AS n
JOIN periods_with_coverage(since, until, every, window_days, for_kind := 'comments', for_project := for_project) AS p
  ON p.period = n.period
GROUP BY n.period, n.sig
ORDER BY n.period, mentions DESC, n.sig
