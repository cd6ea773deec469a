/*
title: Companies over time
question: How does the part of each company change?
definition: >-
  What people did in each period while they worked for the company: the companies with the most contributions of the
  range, as many as top says, for_company alone, or those that among names, and everybody together as 'All'. rank is
  among all companies, and share is the company's part of the contributions of people with a known employer.
grain: one row per period and company
unit: things and people
columns:
  period: first moment of the period, UTC
  company: name; 'All' for everybody, known or not
  rank: place of the company by contributions in the period; equal numbers share a place; NULL without a contribution
  contributions: events of the seven contribution types; with a moving window, a day over the window
  contributors: people with a contribution
  commits: distinct commits that somebody of the company pushed, wrote, committed or co-wrote
  committers: these people
  issues: issues opened
  pull_requests: pull requests opened
  pushes: pushes
  pushers: people who pushed
  comments: comments on issues, pull requests, diffs and commits, as events
  reviews: pull request reviews, as events
  events: public events of any type
  active_people: people with any event
  share: contributions as part of those with a known employer, 0 to 1
  known_share: part of all contributions whose company is known, 0 to 1; the same for each company of the period
  coverage: share of the period's hours that were ingested, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, acquisitions]
own_parameters:
  top: {default: 10, minimum: 1, maximum: 1000, help: how many companies; those with the most contributions in the range}
  among: {default: all, help: "companies to show, in whatever number, their names with | between them; or all"}
  reading: {default: exact, choices: [devstats, exact], help: "issues and pull_requests are their events, as in DevStats, or those opened"}
sources: [events, commits, issues, pull_requests]
adds_up: []
behind: {by: [company], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, reviews: reviews, comments: comments, events: events}}
devstats: [company_activity, company_activity_commits]
differs: >-
  exact (register 2), any company (register 10); issues and pull requests are those opened (register 27); periods
  without work are 0; who has several employers by different sources has one by a fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: stacked
*/
WITH done AS (
  SELECT
    d.moment,
    d.person_id,
    d.employer_id,
    d.events,
    d.contributions,
    d.pushes,
    d.issue_comments + d.review_comments + d.commit_comments AS comments,
    d.review_events AS reviews,
    CASE WHEN reading = 'exact' THEN d.issues ELSE d.issue_events END AS issues,
    CASE WHEN reading = 'exact' THEN d.pull_requests ELSE d.pull_request_events END AS pull_requests
  FROM doings_by_person(
    for_project, for_group, for_repo, 'all', for_country, since, until, every, window_days, who, 'exact',
    wanted := CASE
      WHEN reading = 'exact' THEN [
        'events', 'contributions', 'pushes', 'issue_comments', 'review_comments', 'commit_comments', 'review_events',
        'issues', 'pull_requests'
      ]
      ELSE [
        'events', 'contributions', 'pushes', 'issue_comments', 'review_comments', 'commit_comments', 'review_events',
        'issue_events', 'pull_request_events'
      ]
    END
  ) AS d
), placed AS (
  SELECT
    window_period(d.moment, w.days_later, window_days) AS period,
    d.* EXCLUDE (moment, employer_id),
    CASE WHEN acquisitions = 'always' THEN coalesce(b.last_owners[o.company], o.company) ELSE o.company END AS company,
    o.other_companies
  FROM done AS d
  LEFT JOIN core.employers AS o
    ON o.employer_id = d.employer_id
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  CROSS JOIN buyers(acquisitions) AS b
), employed AS (
  /* Work of who has several employers at a time stands once for each; few have. */
  SELECT p.* EXCLUDE (other_companies), TRUE AS is_first
  FROM placed AS p
  UNION ALL
  SELECT
    p.* EXCLUDE (other_companies, company),
    unnest(list_filter(employers(p.company, p.other_companies, b.last_owners), x -> x <> p.company)),
    FALSE
  FROM placed AS p
  CROSS JOIN buyers(acquisitions) AS b
  WHERE p.other_companies IS NOT NULL
), standings AS (
  SELECT f.period, f.company, sum(f.contributions) AS contributions
  FROM employed AS f
  WHERE f.company IS NOT NULL
  GROUP BY f.period, f.company
), commits AS (
  SELECT
    window_period(moment_of(x.happened_at, every, window_days), w.days_later, window_days) AS period,
    x.company,
    x.other_companies,
    x.person_id,
    x.commit_key
  FROM commit_people(
    for_project, for_group, for_repo, 'all', for_country, since, until, window_days, who, reading
  ) AS x
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
), busiest AS (
  SELECT c.company
  FROM (
    SELECT s.company, s.contributions
    FROM standings AS s
    UNION ALL
    SELECT unnest(employers(x.company, x.other_companies, b.last_owners)), 0
    FROM (SELECT DISTINCT x.company, x.other_companies FROM commits AS x WHERE x.company IS NOT NULL) AS x
    CROSS JOIN buyers(acquisitions) AS b
  ) AS c
  WHERE (for_company = 'all' OR lower(c.company) = lower(for_company))
    AND (among = 'all' OR list_contains(string_split(lower(among), '|'), lower(c.company)))
  GROUP BY c.company
  ORDER BY sum(c.contributions) DESC, c.company
  LIMIT CASE WHEN among = 'all' THEN top::INTEGER ELSE 1000 END
), ranks AS (
  SELECT c.period, c.company, rank() OVER (PARTITION BY c.period ORDER BY c.contributions DESC) AS rank
  FROM standings AS c
  WHERE c.contributions > 0
), chosen AS (
  /* Only what is shown is counted by person. */
  SELECT f.* EXCLUDE (is_first)
  FROM employed AS f
  SEMI JOIN busiest AS b
    ON b.company = f.company
  UNION ALL
  SELECT p.* EXCLUDE (other_companies) REPLACE ('All' AS company)
  FROM placed AS p
), people AS (
  /* What somebody did is a bit: 1 contributed, 2 pushed, 4 anything. */
  SELECT
    c.period,
    c.company,
    c.person_id,
    bit_or((c.contributions > 0)::UTINYINT + 2 * (c.pushes > 0)::UTINYINT + 4 * (c.events > 0)::UTINYINT) AS doings
  FROM chosen AS c
  GROUP BY c.period, c.company, c.person_id
), wide AS (
  SELECT
    w.period,
    w.company,
    sum(w.contributions) AS contributions,
    sum(w.issues) AS issues,
    sum(w.pull_requests) AS pull_requests,
    sum(w.pushes) AS pushes,
    sum(w.comments) AS comments,
    sum(w.reviews) AS reviews,
    sum(w.events) AS events
  FROM chosen AS w
  GROUP BY w.period, w.company
), heads AS (
  SELECT
    h.period,
    h.company,
    count(*) FILTER (h.doings & 1 <> 0) AS contributors,
    count(*) FILTER (h.doings & 2 <> 0) AS pushers,
    count(*) FILTER (h.doings & 4 <> 0) AS active_people
  FROM people AS h
  GROUP BY h.period, h.company
), written AS (
  SELECT f.period, f.company, f.person_id, f.commit_key
  FROM (
    SELECT
      c.period,
      CASE WHEN acquisitions = 'always' THEN coalesce(b.last_owners[c.company], c.company) ELSE c.company END AS company,
      c.person_id,
      c.commit_key
    FROM commits AS c
    CROSS JOIN buyers(acquisitions) AS b
    UNION ALL
    SELECT c.period, unnest(employers(c.company, c.other_companies, b.last_owners)), c.person_id, c.commit_key
    FROM commits AS c
    CROSS JOIN buyers(acquisitions) AS b
    WHERE c.other_companies IS NOT NULL
  ) AS f
  SEMI JOIN busiest AS b
    ON b.company = f.company
  UNION ALL
  SELECT c.period, 'All', c.person_id, c.commit_key
  FROM commits AS c
), numbers_of_commits AS (
  SELECT t.period, t.company, count(*) AS commits
  FROM (
    SELECT t.period, t.company
    FROM written AS t
    GROUP BY t.period, t.company, t.commit_key
  ) AS t
  GROUP BY t.period, t.company
), committers AS (
  SELECT t.period, t.company, count(*) AS committers
  FROM (
    SELECT t.period, t.company
    FROM written AS t
    GROUP BY t.period, t.company, t.person_id
  ) AS t
  GROUP BY t.period, t.company
), known AS (
  SELECT
    p.period,
    sum(p.contributions) FILTER (p.company IS NOT NULL) AS known,
    sum(p.contributions) FILTER (p.company IS NOT NULL) / nullif(sum(p.contributions), 0) AS known_share
  FROM placed AS p
  WHERE p.contributions > 0
  GROUP BY p.period
), shown AS (
  SELECT b.company
  FROM busiest AS b
  UNION ALL
  SELECT 'All'
)
SELECT
  p.period,
  s.company,
  r.rank,
  round(coalesce(w.contributions, 0) / window_days::INTEGER, 2) AS contributions,
  coalesce(h.contributors, 0)::BIGINT AS contributors,
  round(coalesce(n.commits, 0) / window_days::INTEGER, 2) AS commits,
  coalesce(t.committers, 0)::BIGINT AS committers,
  round(coalesce(w.issues, 0) / window_days::INTEGER, 2) AS issues,
  round(coalesce(w.pull_requests, 0) / window_days::INTEGER, 2) AS pull_requests,
  round(coalesce(w.pushes, 0) / window_days::INTEGER, 2) AS pushes,
  coalesce(h.pushers, 0)::BIGINT AS pushers,
  round(coalesce(w.comments, 0) / window_days::INTEGER, 2) AS comments,
  round(coalesce(w.reviews, 0) / window_days::INTEGER, 2) AS reviews,
  round(coalesce(w.events, 0) / window_days::INTEGER, 2) AS events,
  coalesce(h.active_people, 0)::BIGINT AS active_people,
  CASE WHEN s.company <> 'All' THEN round(coalesce(w.contributions, 0) / nullif(k.known, 0), 6) END AS share,
  round(k.known_share, 6) AS known_share,
  p.coverage
FROM periods_with_coverage(since, until, every, window_days) AS p
CROSS JOIN shown AS s
LEFT JOIN wide AS w
  ON w.period = p.period AND w.company = s.company
LEFT JOIN heads AS h
  ON h.period = p.period AND h.company = s.company
LEFT JOIN numbers_of_commits AS n
  ON n.period = p.period AND n.company = s.company
LEFT JOIN committers AS t
  ON t.period = p.period AND t.company = s.company
LEFT JOIN known AS k
  ON k.period = p.period
LEFT JOIN ranks AS r
  ON r.period = p.period AND r.company = s.company
ORDER BY p.period, s.company = 'All' DESC, r.rank NULLS LAST, s.company
