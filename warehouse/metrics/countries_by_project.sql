/*
title: Countries by project
question: From which countries do the people of which project come?
definition: >-
  People and what they did in the range, for each project and each country that people files give for them; a row without
  a country is of people whose country is unknown. A person has one country, without dates.
grain: one row per project and country, and one per project for unknown
unit: people and things
columns:
  project: key
  country: two-letter code; NULL for unknown
  contributors: people with a contribution
  contributions: events of the seven contribution types
  active_people: people with any event
  events: public events of any type
  committers: people who pushed, wrote, committed or co-wrote commits
  commits: distinct commits
  pushers: people who pushed
  pushes: pushes
  pull_request_authors: people who opened a pull request
  pull_requests: pull requests opened
  issue_authors: people who opened an issue
  issues: issues opened
  commenters: people who commented
  comments: comments
  reviewers: people who submitted a review
  reviews: pull request reviews submitted
  stargazers: people who gave a star
  stars: stars given
  forkers: people who forked
  forks: forks made
  share: part of the project's contributors of known countries, 0 to 1
  known_share: part of the project's contributors whose country is known, 0 to 1
parameters: [for_project, for_company, for_country, since, until, who]
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: [contributions, events, pushes, pull_requests, issues, comments, reviews, stars, forks]
at_most: {contributors: active_people, contributions: events}
behind: {by: [project, country], counts: {contributions: contributions, commits: commit_parts, pushes: pushes, pull_requests: pull_requests, issues: issues, comments: comments, reviews: reviews, events: events, stars: stars, forks: forks}}
devstats: [project_countries, project_countries_commiters]
differs: >-
  exact (register 2, 54); people of unknown country are there (register 38); authors of issues and pull requests are those
  who opened them (register 26); over time, any metric of people with for_project and for_country
chaoss: [Contributor Location]
chart: table
*/
WITH long AS (
  SELECT
    d.project,
    p.country,
    d.measure,
    how_many(d.number, d.thing) AS number,
    count(DISTINCT d.person_id) AS people
  FROM doings(
    for_project, 'all', 'all', for_company, for_country, since, until, 'range', 1, who, 'exact',
    wanted := [
      'contributions', 'events', 'commits', 'pushes', 'pull_requests', 'issues', 'comments', 'reviews', 'stars', 'forks'
    ],
    with_employers := FALSE,
    with_projects := TRUE
  ) AS d
  LEFT JOIN core.people AS p
    ON p.person_id = d.person_id
  GROUP BY d.project, p.country, d.measure
), wide AS (
  SELECT
    l.project,
    l.country,
    coalesce(max(l.people) FILTER (l.measure = 'contributions'), 0) AS contributors,
    coalesce(max(l.number) FILTER (l.measure = 'contributions'), 0) AS contributions,
    coalesce(max(l.people) FILTER (l.measure = 'events'), 0) AS active_people,
    coalesce(max(l.number) FILTER (l.measure = 'events'), 0) AS events,
    coalesce(max(l.people) FILTER (l.measure = 'commits'), 0) AS committers,
    coalesce(max(l.number) FILTER (l.measure = 'commits'), 0) AS commits,
    coalesce(max(l.people) FILTER (l.measure = 'pushes'), 0) AS pushers,
    coalesce(max(l.number) FILTER (l.measure = 'pushes'), 0) AS pushes,
    coalesce(max(l.people) FILTER (l.measure = 'pull_requests'), 0) AS pull_request_authors,
    coalesce(max(l.number) FILTER (l.measure = 'pull_requests'), 0) AS pull_requests,
    coalesce(max(l.people) FILTER (l.measure = 'issues'), 0) AS issue_authors,
    coalesce(max(l.number) FILTER (l.measure = 'issues'), 0) AS issues,
    coalesce(max(l.people) FILTER (l.measure = 'comments'), 0) AS commenters,
    coalesce(max(l.number) FILTER (l.measure = 'comments'), 0) AS comments,
    coalesce(max(l.people) FILTER (l.measure = 'reviews'), 0) AS reviewers,
    coalesce(max(l.number) FILTER (l.measure = 'reviews'), 0) AS reviews,
    coalesce(max(l.people) FILTER (l.measure = 'stars'), 0) AS stargazers,
    coalesce(max(l.number) FILTER (l.measure = 'stars'), 0) AS stars,
    coalesce(max(l.people) FILTER (l.measure = 'forks'), 0) AS forkers,
    coalesce(max(l.number) FILTER (l.measure = 'forks'), 0) AS forks
  FROM long AS l
  GROUP BY l.project, l.country
), totals AS (
  SELECT
    w.project,
    sum(w.contributors) FILTER (w.country IS NOT NULL) AS known,
    sum(w.contributors) AS everybody
  FROM wide AS w
  GROUP BY w.project
)
SELECT
  w.*,
  CASE WHEN w.country IS NOT NULL THEN round(w.contributors / nullif(t.known, 0), 6) END AS share,
  round(coalesce(t.known, 0) / nullif(t.everybody, 0), 6) AS known_share
FROM wide AS w
JOIN totals AS t
  ON t.project = w.project
ORDER BY w.project, w.contributors DESC, w.country NULLS LAST
