/*
title: Week of the project
question: When do people work on it?
definition: >-
  Contributions by weekday and hour of the day over the whole range, UTC. With the authors' own clocks it is commits by
  the time that their author's clock showed, which git alone keeps: known_share says of what part of them it is known,
  and where it is known of none, the counts are NULL.
grain: one row per weekday and hour, 168 in all
unit: contributions
columns:
  weekday: 1 is Monday, 7 is Sunday
  hour_of_day: 0 to 23
  contributions: pushes, pull requests, issues, comments and reviews; with their own clocks, commits
  contributors: distinct people; with their own clocks, authors
  known_share: part of the range's contributions, or commits, whose time is known on that clock, 0 to 1; the same in each row
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  clock: {default: utc, choices: [utc, own], help: "the time in UTC, or on the clock of each commit's author"}
sources: [events, commits]
adds_up: [contributions]
counts: [contributors]
at_most: {contributors: contributions}
devstats: [home]
chaoss: [Activity Dates and Times]
chart: table
*/
WITH authored AS (
  SELECT DISTINCT ON (x.sha, x.repo_id)
    x.sha,
    x.repo_id,
    x.person_id
  FROM core.commit_roles AS x
  WHERE clock = 'own'
    AND x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
  ORDER BY x.sha, x.repo_id, x.happened_at, x.person_id
), facts AS (
  SELECT e.created_at AS moment, e.person_id
  FROM core.events AS e
  WHERE clock = 'utc'
    AND e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
  UNION ALL
  SELECT c.authored_at + to_minutes(c.authored_offset::BIGINT), a.person_id
  FROM authored AS a
  JOIN core.commits AS c
    ON c.sha = a.sha AND c.repo_id = a.repo_id
), counted AS (
  SELECT
    isodow(f.moment) AS weekday,
    hour(f.moment) AS hour_of_day,
    count(*) AS contributions,
    count(DISTINCT f.person_id) AS contributors
  FROM facts AS f
  WHERE f.moment IS NOT NULL
  GROUP BY ALL
), known AS (
  SELECT count(f.moment) / nullif(count(*), 0) AS share
  FROM facts AS f
)
SELECT
  w.weekday,
  h.hour_of_day,
  coalesce(c.contributions, CASE WHEN k.share > 0 OR clock = 'utc' THEN 0 END) AS contributions,
  coalesce(c.contributors, CASE WHEN k.share > 0 OR clock = 'utc' THEN 0 END) AS contributors,
  round(k.share, 6) AS known_share
FROM range(1, 8) AS w(weekday)
CROSS JOIN range(24) AS h(hour_of_day)
CROSS JOIN known AS k
LEFT JOIN counted AS c
  ON c.weekday = w.weekday AND c.hour_of_day = h.hour_of_day
ORDER BY w.weekday, h.hour_of_day
