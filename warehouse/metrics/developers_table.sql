/*
title: Developers
question: Who does the work, and for whom?
definition: >-
  Everything that people did in the range, one row per person, or with split_by := 'company' one per person and employer
  at the time of the work; who has several employers at once then stands once for each. Ranked by the measure of
  ranked_by. Commits are those that the person pushed, wrote, committed or co-wrote; people without a known account are
  told apart by their hashed addresses.
grain: one row per person, or per person and company
unit: things
columns:
  rank: place by the measure; equal numbers share a place
  login: GitHub login
  company: employer at the time of the work, all of them where there were several; NULL where unknown
  country: two-letter code; NULL where unknown
  contributions: events of the seven contribution types
  commits: distinct commits
  pushes: pushes
  issues: issues opened
  pull_requests: pull requests opened
  merged_pull_requests: pull requests merged, by the author's employer at the merge
  reviews: pull request reviews submitted
  comments: comments on issues, pull requests and commits
  issue_comments: comments in conversations of issues and pull requests
  review_comments: comments on diffs
  commit_comments: comments on commits
  events: public events of any type
  active_repositories: repositories with any event
  known_share: part of the measure whose company is known, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  ranked_by:
    default: contributions
    choices: [contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments, issue_comments, review_comments, commit_comments, events, active_repositories]
    help: the measure that the rank is by
  split_by: {default: person, choices: [person, company], help: "one row per person, or one per person and employer"}
  reading: {default: exact, choices: [devstats, exact], help: "count commits and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [contributions, commits, pushes, issues, pull_requests, merged_pull_requests, reviews, comments, issue_comments, review_comments, commit_comments, events]
at_most: {contributions: events, pushes: contributions}
behind: {by: [login], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, issue_comments: issue_comments, review_comments: review_comments, commit_comments: commit_comments, events: events}}
devstats: [project_developer_stats]
differs: >-
  everybody is there (register 11); an event counts once, not once per repository group (register 1); people, not
  logins (register 39); who has several employers by different sources has one by a fixed rule (register 53)
chaoss: [Contributors]
chart: table
*/
WITH counts AS (
  SELECT
    d.*,
    CASE ranked_by
      WHEN 'pushes' THEN d.pushes
      WHEN 'issues' THEN d.issues
      WHEN 'pull_requests' THEN d.pull_requests
      WHEN 'merged_pull_requests' THEN d.merged_pull_requests
      WHEN 'reviews' THEN d.reviews
      WHEN 'comments' THEN d.comments
      WHEN 'issue_comments' THEN d.issue_comments
      WHEN 'review_comments' THEN d.review_comments
      WHEN 'commit_comments' THEN d.commit_comments
      WHEN 'events' THEN d.events
      WHEN 'contributions' THEN d.contributions
      ELSE 0
    END AS ranked
  FROM doings_by_person(
    for_project, for_group, for_repo, for_company, for_country, since, until, 'range', 1, who, reading,
    wanted := [
      'events', 'contributions', 'pushes', 'issues', 'pull_requests', 'merged_pull_requests', 'reviews', 'comments',
      'issue_comments', 'review_comments', 'commit_comments'
    ]
  ) AS d
  WHERE d.person_id IS NOT NULL
), shared AS (
  /* What several people can share. */
  SELECT 'commits' AS measure, x.person_id, x.employer_id, x.commit_key AS thing
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, 1, who, reading
  ) AS x
  UNION ALL
  SELECT 'active_repositories', e.person_id, e.employer_id, e.repo_id
  FROM core.events AS e
  WHERE e.person_id IS NOT NULL
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
  GROUP BY e.person_id, e.employer_id, e.repo_id
), names AS (
  FROM employer_names(acquisitions)
), long AS (
  SELECT
    d.person_id,
    CASE WHEN split_by = 'company' THEN n.company END AS part,
    sum(d.contributions) AS contributions,
    sum(d.pushes) AS pushes,
    sum(d.issues) AS issues,
    sum(d.pull_requests) AS pull_requests,
    sum(d.merged_pull_requests) AS merged_pull_requests,
    sum(d.reviews) AS reviews,
    sum(d.comments) AS comments,
    sum(d.issue_comments) AS issue_comments,
    sum(d.review_comments) AS review_comments,
    sum(d.commit_comments) AS commit_comments,
    sum(d.events) AS events,
    sum(d.ranked) AS value
  FROM counts AS d
  LEFT JOIN names AS n
    ON split_by = 'company' AND n.employer_id = d.employer_id
  GROUP BY ALL
  UNION ALL BY NAME
  SELECT
    t.person_id,
    t.part,
    count(*) FILTER (t.measure = 'commits') AS commits,
    count(*) FILTER (t.measure = 'active_repositories') AS active_repositories,
    count(*) FILTER (t.measure = ranked_by) AS value
  FROM (
    SELECT DISTINCT s.person_id, CASE WHEN split_by = 'company' THEN n.company END AS part, s.measure, s.thing
    FROM shared AS s
    LEFT JOIN names AS n
      ON split_by = 'company' AND n.employer_id = s.employer_id
  ) AS t
  GROUP BY t.person_id, t.part
), wide AS (
  SELECT
    l.person_id,
    l.part,
    coalesce(sum(l.contributions), 0)::BIGINT AS contributions,
    coalesce(sum(l.commits), 0)::BIGINT AS commits,
    coalesce(sum(l.pushes), 0)::BIGINT AS pushes,
    coalesce(sum(l.issues), 0)::BIGINT AS issues,
    coalesce(sum(l.pull_requests), 0)::BIGINT AS pull_requests,
    coalesce(sum(l.merged_pull_requests), 0)::BIGINT AS merged_pull_requests,
    coalesce(sum(l.reviews), 0)::BIGINT AS reviews,
    coalesce(sum(l.comments), 0)::BIGINT AS comments,
    coalesce(sum(l.issue_comments), 0)::BIGINT AS issue_comments,
    coalesce(sum(l.review_comments), 0)::BIGINT AS review_comments,
    coalesce(sum(l.commit_comments), 0)::BIGINT AS commit_comments,
    coalesce(sum(l.events), 0)::BIGINT AS events,
    coalesce(sum(l.active_repositories), 0)::BIGINT AS active_repositories,
    coalesce(sum(l.value), 0) AS value
  FROM long AS l
  GROUP BY l.person_id, l.part
), held AS (
  SELECT DISTINCT h.person_id, n.company
  FROM (
    SELECT d.person_id, d.employer_id
    FROM counts AS d
    UNION
    SELECT s.person_id, s.employer_id
    FROM shared AS s
  ) AS h
  LEFT JOIN names AS n
    ON n.employer_id = h.employer_id
), several AS (
  SELECT h.person_id, string_agg(h.company, ', ' ORDER BY h.company) AS company
  FROM held AS h
  SEMI JOIN (SELECT o.person_id FROM held AS o GROUP BY o.person_id HAVING min(o.company) < max(o.company)) AS o
    ON o.person_id = h.person_id
  WHERE split_by = 'person'
  GROUP BY h.person_id
), employers AS (
  /* Most have one; a sorted list is only made for the others. */
  SELECT e.person_id, e.part, coalesce(v.company, e.company) AS company
  FROM (
    SELECT h.person_id, CASE WHEN split_by = 'company' THEN h.company END AS part, min(h.company) AS company
    FROM held AS h
    GROUP BY ALL
  ) AS e
  LEFT JOIN several AS v
    ON v.person_id = e.person_id
), known AS (
  SELECT coalesce(sum(CASE WHEN d.employer_id IS NOT NULL THEN d.number END), 0) / nullif(sum(d.number), 0) AS share
  FROM (
    SELECT d.employer_id, d.ranked AS number
    FROM counts AS d
    UNION ALL
    SELECT max(s.employer_id), 1
    FROM shared AS s
    WHERE s.measure = ranked_by
    GROUP BY s.thing
  ) AS d
)
SELECT
  rank() OVER (ORDER BY w.value DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  e.company,
  p.country,
  w.* EXCLUDE (person_id, part, value),
  round(k.share, 6) AS known_share
FROM wide AS w
CROSS JOIN known AS k
LEFT JOIN employers AS e
  ON e.person_id = w.person_id AND e.part IS NOT DISTINCT FROM w.part
LEFT JOIN core.people AS p
  ON p.person_id = w.person_id
ORDER BY rank, login, w.person_id, e.company
