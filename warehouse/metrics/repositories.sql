/*
title: Repositories
question: Where does the work happen?
definition: Repositories with any event in the range, by contributions. Stars and forks are those of the newest sight.
grain: one row per repository
unit: contributions
columns:
  repository: owner/name
  contributions: pushes, pull requests, issues, comments and reviews
  contributors: distinct people
  pull_requests: opened in the range
  merged: pull requests merged in the range
  issues: opened in the range
  stars: all of them
  forks: all of them
  language: main language, as GitHub says
  license: as GitHub says
  is_archived: closed for good
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [events, pull_requests, issues, repos]
adds_up: [contributions, pull_requests, merged, issues]
counts: [contributors]
at_most: {contributors: contributions}
behind: {by: [repository], counts: {contributions: contributions, pull_requests: pull_requests, merged: merged_pull_requests, issues: issues}}
devstats: [github_stats_by_repos]
differs: issues and pull requests apart; people, not logins
chart: table
*/
WITH events AS (
  SELECT
    e.repo_id,
    count(*) FILTER (e.is_contribution) AS contributions,
    count(DISTINCT e.person_id) FILTER (e.is_contribution) AS contributors
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
  GROUP BY e.repo_id
), pulls AS (
  SELECT
    q.repo_id,
    count(*) FILTER (within(q.created_at, since, until)) AS opened,
    count(*) FILTER (within(q.merged_at, since, until)) AS merged
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo) AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
  GROUP BY q.repo_id
), issues AS (
  SELECT i.repo_id, count(*) AS opened
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within(i.created_at, since, until)
  GROUP BY i.repo_id
)
SELECT
  r.name AS repository,
  v.contributions,
  v.contributors,
  coalesce(u.opened, 0) AS pull_requests,
  coalesce(u.merged, 0) AS merged,
  coalesce(s.opened, 0) AS issues,
  r.stars,
  r.forks,
  r.language,
  r.license,
  r.is_archived
FROM events AS v
JOIN core.repos AS r
  ON r.repo_id = v.repo_id
LEFT JOIN pulls AS u
  ON u.repo_id = v.repo_id
LEFT JOIN issues AS s
  ON s.repo_id = v.repo_id
ORDER BY v.contributions DESC, repository
