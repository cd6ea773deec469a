/*
title: People without a known company
question: Whose affiliation is worth finding out first?
definition: >-
  People who contributed while no source knew their employer, the busiest first: the work queue of affiliations.
  cumulative_share says how much of the unknown contributions is explained once everybody down to that row is.
grain: one row per person
unit: contributions
columns:
  rank: place by contributions without a known company; equal numbers share a place
  login: GitHub login
  contributions: contributions at times when the employer is unknown
  commits: commits at such times
  share: part of all contributions without a known company, 0 to 1
  cumulative_share: parts of this person and all above
  known_share: part of all contributions whose company is known, 0 to 1; the same in each row
  known_later: the person has a known employer at another time
  projects: number of projects
  country: two-letter code; NULL where unknown
parameters: [for_project, for_group, for_repo, for_country, since, until, who]
sources: [events, commits]
adds_up: [contributions]
behind: {by: [login], counts: {contributions: contributions, commits: commit_parts}}
devstats: [num_stats]
chart: table
*/
WITH facts AS (
  SELECT d.*
  FROM doings(
    for_project, for_group, for_repo, 'all', for_country, since, until, 'range', 1, who, 'exact',
    wanted := ['contributions', 'commits'], with_projects := TRUE
  ) AS d
), people AS (
  SELECT
    f.person_id,
    coalesce(sum(f.number), 0)::BIGINT AS contributions,
    count(DISTINCT f.thing) AS commits,
    count(DISTINCT f.project) AS projects
  FROM facts AS f
  WHERE f.company IS NULL
  GROUP BY f.person_id
), known AS (
  SELECT sum(f.number) FILTER (f.company IS NOT NULL) / nullif(sum(f.number), 0) AS share
  FROM facts AS f
)
SELECT
  rank() OVER (ORDER BY w.contributions DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  w.contributions,
  w.commits,
  round(w.contributions / nullif(sum(w.contributions) OVER (), 0), 6) AS share,
  round(
    sum(w.contributions) OVER (ORDER BY w.contributions DESC, w.commits DESC, p.login, w.person_id)
      / nullif(sum(w.contributions) OVER (), 0),
    6
  ) AS cumulative_share,
  round(k.share, 6) AS known_share,
  EXISTS(SELECT 1 FROM core.affiliations AS a WHERE a.person_id = w.person_id) AS known_later,
  w.projects,
  p.country
FROM people AS w
CROSS JOIN known AS k
LEFT JOIN core.people AS p
  ON p.person_id = w.person_id
ORDER BY w.contributions DESC, w.commits DESC, p.login, w.person_id
