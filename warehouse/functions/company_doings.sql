/* What `doings` says, one row per employer: work of who has several employers at a time stands once for each, and
is_first marks one of the rows, for totals of everybody. company is NULL where unknown. acquisitions 'dated' leaves
work before an acquisition with the company that was bought; 'always' gives all of it to the last buyer, as DevStats. */
CREATE OR REPLACE MACRO company_doings(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  acquisitions, wanted := [
    'events', 'contributions', 'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments',
    'review_events', 'review_comments', 'stars', 'forks', 'active_repositories', 'comments', 'reviews', 'issues',
    'pull_requests', 'merged_pull_requests', 'commits'
  ],
  repositories_by := 'person',
  with_employers := TRUE,
  with_projects := FALSE
) AS TABLE
  WITH facts AS (
    SELECT
      d.* EXCLUDE (company),
      CASE WHEN acquisitions = 'always' THEN coalesce(b.last_owners[d.company], d.company) ELSE d.company END AS company
    FROM doings(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
      wanted := wanted, repositories_by := repositories_by, with_employers := with_employers,
      with_projects := with_projects
    ) AS d
    CROSS JOIN buyers(acquisitions) AS b
  )
  SELECT f.period, f.measure, f.project, f.person_id, f.company, TRUE AS is_first, f.number, f.thing
  FROM facts AS f
  UNION ALL
  /* Few have a second employer: only their rows are looked at again. */
  SELECT
    f.period,
    f.measure,
    f.project,
    f.person_id,
    unnest(list_filter(employers(f.company, f.other_companies, b.last_owners), x -> x <> f.company)),
    FALSE,
    f.number,
    f.thing
  FROM facts AS f
  CROSS JOIN buyers(acquisitions) AS b
  WHERE f.other_companies IS NOT NULL
