/*
title: Week of the project
question: When do people work on it?
definition: Contributions by weekday and hour of the day, UTC, over the whole range.
grain: one row per weekday and hour, 168 in all
unit: contributions
columns:
  weekday: 1 is Monday, 7 is Sunday
  hour_of_day: 0 to 23, UTC
  contributions: pushes, pull requests, issues, comments and reviews
  contributors: distinct people
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [events]
adds_up: [contributions]
counts: [contributors]
at_most: {contributors: contributions}
devstats: []
chaoss: [Activity Dates and Times]
chart: table
*/
WITH counted AS (
  SELECT
    isodow(e.created_at) AS weekday,
    hour(e.created_at) AS hour_of_day,
    count(*) AS contributions,
    count(DISTINCT e.person_id) AS contributors
  FROM core.events AS e
  WHERE e.is_contribution
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
  GROUP BY ALL
)
SELECT
  w.weekday,
  h.hour_of_day,
  coalesce(c.contributions, 0) AS contributions,
  coalesce(c.contributors, 0) AS contributors
FROM range(1, 8) AS w(weekday)
CROSS JOIN range(24) AS h(hour_of_day)
LEFT JOIN counted AS c
  ON c.weekday = w.weekday AND c.hour_of_day = h.hour_of_day
ORDER BY w.weekday, h.hour_of_day
