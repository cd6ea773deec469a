/*
title: Companies
question: Which companies do the work?
definition: >-
  Everything that people did in the range while they worked for a company, and how many they were. Ranked by the measure
  of ranked_by, of which the share is given too; shares are parts of what people with a known employer did, and
  known_share says how much of everything that is. Self-employed people are one row, Independent. The row without a rank
  and company is of people whose employer is unknown, the row of rank 0 of everybody.
grain: one row per company, and two more
unit: things and people
columns:
  rank: place by the measure; equal numbers share a place; 0 for everybody; NULL for unknown
  company: name; 'All' for everybody; NULL for unknown
  share: part of the measure among known employers, 0 to 1
  cumulative_share: parts of this company and all above it
  known_share: part of the measure whose employer is known, 0 to 1; the same in each row
  contributors: people with a contribution
  contributions: events of the seven contribution types
  commits: distinct commits that somebody of the company pushed, wrote, committed or co-wrote
  committers: these people
  pushes: pushes
  pushers: people who pushed
  issues: issues opened
  issue_creators: people who opened them
  pull_requests: pull requests opened
  pull_request_creators: people who opened them
  merged_pull_requests: pull requests merged, by the author's employer at the merge
  reviews: pull request reviews submitted
  reviewers: people who submitted them
  comments: comments on issues, pull requests and commits
  commenters: people who wrote them
  issue_commenters: people who commented in conversations of issues and pull requests
  commit_commenters: people who commented on commits
  review_commenters: people who commented on diffs
  events: public events of any type
  active_people: people with any event
  stargazers: people who gave a star
  forkers: people who made a fork
  active_repositories: repositories with any event of the company's people
parameters: [for_project, for_group, for_repo, for_country, since, until, who, acquisitions]
own_parameters:
  ranked_by:
    default: contributions
    choices: [contributions, contributors, commits, committers, pushes, pushers, issues, issue_creators, pull_requests, pull_request_creators, merged_pull_requests, reviews, reviewers, comments, commenters, issue_commenters, commit_commenters, review_commenters, events, stargazers, forkers, active_repositories]
    help: the measure that rank and shares are of
  reading: {default: exact, choices: [devstats, exact], help: "count commits, creators and pull requests as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
counts: [contributors, contributions, commits, committers, pushes, pushers, issues, issue_creators, pull_requests, pull_request_creators, merged_pull_requests, reviews, reviewers, comments, commenters, events, active_people, stargazers, forkers]
at_most: {contributors: contributions, contributions: events, pushers: pushes, reviewers: reviews, commenters: comments, active_people: events}
behind: {by: [company], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, issues: issues, pull_requests: pull_requests, merged_pull_requests: merged_pull_requests, reviews: reviews, comments: comments, events: events}}
devstats: [project_company_stats, company_activity]
differs: >-
  every company is there, however small (register 11); creators are those who opened something, not all who touched it
  (register 26); acquisitions have dates (register 37); who has several employers by different sources has one by a
  fixed rule (register 53)
chaoss: [Organizational Diversity]
chart: table
*/
WITH counts AS (
  FROM doings_by_person(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, reading,
    wanted := [
      'events', 'contributions', 'pushes', 'merged_pull_requests', 'reviews', 'comments',
      'issue_comments', 'commit_comments', 'review_comments', 'stars', 'forks', 'issues',
      'pull_requests', 'issue_events', 'pull_request_events'
    ]
  )
), employed AS (
  /* Work of who has several employers at a time stands once for each, and once for everybody. */
  SELECT 'company' AS part, n.company, d.*
  FROM counts AS d
  LEFT JOIN employer_names(acquisitions) AS n
    ON n.employer_id = d.employer_id
  UNION ALL
  SELECT unnest(CASE WHEN d.employer_id IS NULL THEN ['all'] ELSE ['all', 'known'] END), NULL, d.*
  FROM counts AS d
), people AS (
  /* What somebody did is a bit. */
  SELECT
    e.part,
    e.company,
    e.person_id,
    bit_or(
      (e.contributions > 0)::INTEGER
      + 2 * (e.pushes > 0)::INTEGER
      + 4 * (e.reviews > 0)::INTEGER
      + 8 * (e.comments > 0)::INTEGER
      + 16 * (e.issue_comments > 0)::INTEGER
      + 32 * (e.commit_comments > 0)::INTEGER
      + 64 * (e.review_comments > 0)::INTEGER
      + 128 * (e.events > 0)::INTEGER
      + 256 * (e.stars > 0)::INTEGER
      + 512 * (e.forks > 0)::INTEGER
      + 1024 * (CASE reading WHEN 'exact' THEN e.issues ELSE e.issue_events END > 0)::INTEGER
      + 2048 * (CASE reading WHEN 'exact' THEN e.pull_requests ELSE e.pull_request_events END > 0)::INTEGER
    ) AS doings
  FROM employed AS e
  WHERE e.person_id IS NOT NULL
  GROUP BY e.part, e.company, e.person_id
), heads AS (
  SELECT
    h.part,
    h.company,
    count(*) FILTER (h.doings & 1 <> 0) AS contributors,
    count(*) FILTER (h.doings & 2 <> 0) AS pushers,
    count(*) FILTER (h.doings & 4 <> 0) AS reviewers,
    count(*) FILTER (h.doings & 8 <> 0) AS commenters,
    count(*) FILTER (h.doings & 16 <> 0) AS issue_commenters,
    count(*) FILTER (h.doings & 32 <> 0) AS commit_commenters,
    count(*) FILTER (h.doings & 64 <> 0) AS review_commenters,
    count(*) FILTER (h.doings & 128 <> 0) AS active_people,
    count(*) FILTER (h.doings & 256 <> 0) AS stargazers,
    count(*) FILTER (h.doings & 512 <> 0) AS forkers,
    count(*) FILTER (h.doings & 1024 <> 0) AS issue_creators,
    count(*) FILTER (h.doings & 2048 <> 0) AS pull_request_creators
  FROM people AS h
  GROUP BY h.part, h.company
), numbers AS (
  SELECT
    e.part,
    e.company,
    sum(e.events) AS events,
    sum(e.contributions) AS contributions,
    sum(e.pushes) AS pushes,
    sum(e.merged_pull_requests) AS merged_pull_requests,
    sum(e.reviews) AS reviews,
    sum(e.comments) AS comments,
    sum(e.issues) AS issues,
    sum(e.pull_requests) AS pull_requests
  FROM employed AS e
  GROUP BY e.part, e.company
), names AS (
  FROM employer_names(acquisitions)
), shared AS (
  /* What several people, and companies, can share. */
  SELECT 'commits' AS measure, x.commit_key AS thing, x.employer_id, x.person_id
  FROM commit_people(for_project, for_group, for_repo, 'all', for_country, since, until, 1, who, reading) AS x
  UNION ALL
  SELECT 'repositories', e.repo_id, e.employer_id, NULL
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, 'all', for_country)
    AND within(e.created_at, since, until)
  GROUP BY e.repo_id, e.employer_id
), things AS (
  SELECT
    s.measure,
    s.thing,
    min(s.employer_id) AS first_id,
    min(s.employer_id) IS DISTINCT FROM max(s.employer_id) OR count(s.employer_id) NOT IN (0, count(*)) AS is_of_several
  FROM shared AS s
  GROUP BY s.measure, s.thing
), things_counted AS (
  SELECT 'all' AS part, NULL AS company, t.measure, count(*) AS number
  FROM things AS t
  GROUP BY t.measure
  UNION ALL
  SELECT 'known', NULL, t.measure, count(t.first_id)
  FROM things AS t
  GROUP BY t.measure
  UNION ALL
  /* Most have one employer, and are counted without a look at their names. */
  SELECT 'company', n.company, t.measure, t.number
  FROM (
    SELECT t.measure, t.first_id, count(*) AS number
    FROM things AS t
    WHERE NOT t.is_of_several
    GROUP BY t.measure, t.first_id
  ) AS t
  LEFT JOIN names AS n
    ON n.employer_id = t.first_id
  UNION ALL
  SELECT 'company', n.company, s.measure, count(DISTINCT s.thing)
  FROM shared AS s
  SEMI JOIN (SELECT t.measure, t.thing FROM things AS t WHERE t.is_of_several) AS t
    ON t.thing = s.thing AND t.measure = s.measure
  LEFT JOIN names AS n
    ON n.employer_id = s.employer_id
  GROUP BY n.company, s.measure
), writers AS (
  SELECT DISTINCT s.person_id, s.employer_id
  FROM shared AS s
  WHERE s.measure = 'commits'
), committers AS (
  SELECT 'company' AS part, n.company, count(DISTINCT w.person_id) AS number
  FROM writers AS w
  LEFT JOIN names AS n
    ON n.employer_id = w.employer_id
  GROUP BY n.company
  UNION ALL
  SELECT 'all', NULL, count(DISTINCT w.person_id)
  FROM writers AS w
  HAVING count(*) > 0
  UNION ALL
  SELECT 'known', NULL, count(DISTINCT w.person_id) FILTER (w.employer_id IS NOT NULL)
  FROM writers AS w
  HAVING count(*) > 0
), found AS (
  FROM numbers
  UNION ALL BY NAME
  FROM heads
  UNION ALL BY NAME
  SELECT
    t.part,
    t.company,
    CASE WHEN t.measure = 'commits' THEN t.number END AS commits,
    CASE WHEN t.measure = 'repositories' THEN t.number END AS active_repositories
  FROM things_counted AS t
  UNION ALL BY NAME
  SELECT c.part, c.company, c.number AS committers
  FROM committers AS c
), wide AS (
  SELECT
    r.part,
    CASE WHEN r.part = 'all' THEN 'All' ELSE r.company END AS company,
    coalesce(sum(r.contributors), 0)::BIGINT AS contributors,
    coalesce(sum(r.contributions), 0)::BIGINT AS contributions,
    coalesce(sum(r.commits), 0)::BIGINT AS commits,
    coalesce(sum(r.committers), 0)::BIGINT AS committers,
    coalesce(sum(r.pushes), 0)::BIGINT AS pushes,
    coalesce(sum(r.pushers), 0)::BIGINT AS pushers,
    coalesce(sum(r.issues), 0)::BIGINT AS issues,
    coalesce(sum(r.issue_creators), 0)::BIGINT AS issue_creators,
    coalesce(sum(r.pull_requests), 0)::BIGINT AS pull_requests,
    coalesce(sum(r.pull_request_creators), 0)::BIGINT AS pull_request_creators,
    coalesce(sum(r.merged_pull_requests), 0)::BIGINT AS merged_pull_requests,
    coalesce(sum(r.reviews), 0)::BIGINT AS reviews,
    coalesce(sum(r.reviewers), 0)::BIGINT AS reviewers,
    coalesce(sum(r.comments), 0)::BIGINT AS comments,
    coalesce(sum(r.commenters), 0)::BIGINT AS commenters,
    coalesce(sum(r.issue_commenters), 0)::BIGINT AS issue_commenters,
    coalesce(sum(r.commit_commenters), 0)::BIGINT AS commit_commenters,
    coalesce(sum(r.review_commenters), 0)::BIGINT AS review_commenters,
    coalesce(sum(r.events), 0)::BIGINT AS events,
    coalesce(sum(r.active_people), 0)::BIGINT AS active_people,
    coalesce(sum(r.stargazers), 0)::BIGINT AS stargazers,
    coalesce(sum(r.forkers), 0)::BIGINT AS forkers,
    coalesce(sum(r.active_repositories), 0)::BIGINT AS active_repositories
  FROM found AS r
  GROUP BY ALL
), measured AS (
  SELECT
    w.*,
    CASE ranked_by
      WHEN 'contributors' THEN w.contributors
      WHEN 'commits' THEN w.commits
      WHEN 'committers' THEN w.committers
      WHEN 'pushes' THEN w.pushes
      WHEN 'pushers' THEN w.pushers
      WHEN 'issues' THEN w.issues
      WHEN 'issue_creators' THEN w.issue_creators
      WHEN 'pull_requests' THEN w.pull_requests
      WHEN 'pull_request_creators' THEN w.pull_request_creators
      WHEN 'merged_pull_requests' THEN w.merged_pull_requests
      WHEN 'reviews' THEN w.reviews
      WHEN 'reviewers' THEN w.reviewers
      WHEN 'comments' THEN w.comments
      WHEN 'commenters' THEN w.commenters
      WHEN 'issue_commenters' THEN w.issue_commenters
      WHEN 'commit_commenters' THEN w.commit_commenters
      WHEN 'review_commenters' THEN w.review_commenters
      WHEN 'events' THEN w.events
      WHEN 'stargazers' THEN w.stargazers
      WHEN 'forkers' THEN w.forkers
      WHEN 'active_repositories' THEN w.active_repositories
      ELSE w.contributions
    END AS value
  FROM wide AS w
), totals AS (
  SELECT
    max(m.value) FILTER (m.part = 'known') / nullif(max(m.value) FILTER (m.part = 'all'), 0) AS known_share,
    sum(m.value) FILTER (m.part = 'company' AND m.company IS NOT NULL) AS known_value
  FROM measured AS m
), ranked AS (
  SELECT
    m.*,
    m.part = 'company' AND m.company IS NOT NULL AS is_ranked,
    rank() OVER (PARTITION BY m.part, m.company IS NULL ORDER BY m.value DESC) AS place,
    sum(m.value) OVER (PARTITION BY m.part, m.company IS NULL ORDER BY m.value DESC, m.company) AS value_so_far
  FROM measured AS m
)
SELECT
  CASE WHEN r.part = 'all' THEN 0 WHEN r.is_ranked THEN r.place END AS rank,
  r.company,
  CASE WHEN r.is_ranked THEN round(r.value / nullif(t.known_value, 0), 6) END AS share,
  CASE WHEN r.is_ranked THEN round(r.value_so_far / nullif(t.known_value, 0), 6) END AS cumulative_share,
  round(t.known_share, 6) AS known_share,
  r.* EXCLUDE (part, company, value, is_ranked, place, value_so_far)
FROM ranked AS r
CROSS JOIN totals AS t
WHERE r.part <> 'known'
ORDER BY rank NULLS LAST, r.company
