/*
title: Outside working hours
question: How much of the work is done in the evening and at weekends?
definition: >-
  Commits by the weekday and hour on their author's own clock, which git keeps with each commit. Working hours are Monday
  to Friday from first_hour to last_hour, the latter not among them. Only commits whose clock is known can be judged; the
  public feed has none, so without `duckstats ingest git` nothing is known.
grain: one row per period
unit: commits
columns:
  period: first moment of the period, UTC
  commits: distinct commits with an author of the kind asked for
  known: those of them whose author's clock is known
  known_share: the same as a part of them, 0 to 1
  outside: those of the known outside working hours, weekends among them; NULL where none is known
  weekend: those of the known on Saturday or Sunday
  outside_share: outside of known, 0 to 1; NULL where none is known
  authors: distinct authors of the known
  coverage: how much of the period's facts some source has whole, 0 to 1; below 1 the counts are lower bounds
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, every, who]
own_parameters:
  first_hour: {default: 9, minimum: 0, maximum: 23, help: "hour of the day at which work begins, 0 to 23"}
  last_hour: {default: 17, minimum: 1, maximum: 24, help: "hour of the day at which work ends, 1 to 24"}
sources: [commits]
adds_up: []
counts: [commits, known, outside, weekend]
at_most: {known: commits, outside: known, weekend: outside, authors: known}
devstats: []
chaoss: [Activity Dates and Times]
chart: line
*/
WITH authored AS (
  SELECT DISTINCT x.sha, x.repo_id, x.person_id
  FROM core.commit_roles AS x
  WHERE x.role = 'author'
    AND within(x.happened_at, since, until)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
), commits AS (
  SELECT
    date_trunc(every, c.counted_at)::TIMESTAMP AS period,
    c.sha,
    a.person_id,
    c.authored_at + to_minutes(c.authored_offset::BIGINT) AS local_at
  FROM authored AS a
  JOIN core.commits AS c
    ON c.sha = a.sha AND c.repo_id = a.repo_id
  WHERE within(c.counted_at, since, until)
), judged AS (
  SELECT
    m.*,
    isodow(m.local_at) > 5 AS is_weekend,
    isodow(m.local_at) > 5 OR hour(m.local_at) < first_hour::INTEGER OR hour(m.local_at) >= last_hour::INTEGER AS is_outside
  FROM commits AS m
), counted AS (
  SELECT
    j.period,
    count(DISTINCT j.sha) AS commits,
    count(DISTINCT j.sha) FILTER (j.local_at IS NOT NULL) AS known,
    count(DISTINCT j.sha) FILTER (j.is_outside) AS outside,
    count(DISTINCT j.sha) FILTER (j.is_weekend) AS weekend,
    count(DISTINCT j.person_id) FILTER (j.local_at IS NOT NULL) AS authors
  FROM judged AS j
  GROUP BY j.period
)
SELECT
  p.period,
  coalesce(c.commits, 0) AS commits,
  coalesce(c.known, 0) AS known,
  round(c.known / c.commits, 6) AS known_share,
  CASE WHEN c.known > 0 THEN c.outside END AS outside,
  CASE WHEN c.known > 0 THEN c.weekend END AS weekend,
  round(c.outside / nullif(c.known, 0), 6) AS outside_share,
  coalesce(c.authors, 0) AS authors,
  p.coverage
FROM periods_with_coverage(since, until, every, 1, for_kind := 'commits', for_project := for_project) AS p
LEFT JOIN counted AS c
  ON c.period = p.period
ORDER BY p.period
