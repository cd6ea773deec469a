/* Who did how much, by period, measure, project, person and the person's employer at the time. wanted lists the measures:
events, contributions, their seven kinds (pushes, pull_request_events, issue_events, issue_comments, commit_comments,
review_events, review_comments), stars, forks, active_repositories, comments, reviews, issues, pull_requests,
merged_pull_requests, commits; what is not wanted costs nothing. All by default. With repositories_by 'company',
active_repositories have no person; without with_employers nothing has an employer, without with_projects nothing has a
project: fewer rows, where nobody asks.
`thing` names what several people can share (a commit, a repository; see measure_of); count with how_many(number, thing). every and
window_days make periods as in periods_of. reading 'devstats' counts commits as commit_people does, and only those pull
requests that somebody commented on. */
CREATE OR REPLACE MACRO doings(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  wanted := [
    'events', 'contributions', 'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments',
    'review_events', 'review_comments', 'stars', 'forks', 'active_repositories', 'comments', 'reviews', 'issues',
    'pull_requests', 'merged_pull_requests', 'commits'
  ],
  repositories_by := 'person',
  with_employers := TRUE,
  with_projects := FALSE
) AS TABLE
  WITH counts AS (
    FROM doings_by_person(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
      wanted := wanted, with_employers := with_employers, with_projects := with_projects
    )
  ), repositories AS (
    SELECT DISTINCT
      moment_of(e.created_at, every, window_days) AS moment,
      CASE WHEN with_projects THEN e.project END AS project,
      e.repo_id,
      CASE WHEN repositories_by = 'person' THEN e.person_id END AS person_id,
      CASE WHEN with_employers THEN e.employer_id END AS employer_id
    FROM core.events AS e
    WHERE list_contains(wanted, 'active_repositories')
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
      AND within_windows(e.created_at, since, until, window_days)
  ), measured AS (
    SELECT moment, 'events' AS measure, project, person_id, employer_id, events AS number, NULL::BIGINT AS thing
    FROM counts
    WHERE events > 0 AND list_contains(wanted, 'events')
    UNION ALL
    SELECT moment, 'contributions', project, person_id, employer_id, contributions, NULL
    FROM counts
    WHERE contributions > 0 AND list_contains(wanted, 'contributions')
    UNION ALL
    SELECT moment, 'pushes', project, person_id, employer_id, pushes, NULL
    FROM counts
    WHERE pushes > 0 AND list_contains(wanted, 'pushes')
    UNION ALL
    SELECT moment, 'pull_request_events', project, person_id, employer_id, pull_request_events, NULL
    FROM counts
    WHERE pull_request_events > 0 AND list_contains(wanted, 'pull_request_events')
    UNION ALL
    SELECT moment, 'issue_events', project, person_id, employer_id, issue_events, NULL
    FROM counts
    WHERE issue_events > 0 AND list_contains(wanted, 'issue_events')
    UNION ALL
    SELECT moment, 'issue_comments', project, person_id, employer_id, issue_comments, NULL
    FROM counts
    WHERE issue_comments > 0 AND list_contains(wanted, 'issue_comments')
    UNION ALL
    SELECT moment, 'commit_comments', project, person_id, employer_id, commit_comments, NULL
    FROM counts
    WHERE commit_comments > 0 AND list_contains(wanted, 'commit_comments')
    UNION ALL
    SELECT moment, 'review_events', project, person_id, employer_id, review_events, NULL
    FROM counts
    WHERE review_events > 0 AND list_contains(wanted, 'review_events')
    UNION ALL
    SELECT moment, 'review_comments', project, person_id, employer_id, review_comments, NULL
    FROM counts
    WHERE review_comments > 0 AND list_contains(wanted, 'review_comments')
    UNION ALL
    SELECT moment, 'stars', project, person_id, employer_id, stars, NULL
    FROM counts
    WHERE stars > 0 AND list_contains(wanted, 'stars')
    UNION ALL
    SELECT moment, 'forks', project, person_id, employer_id, forks, NULL
    FROM counts
    WHERE forks > 0 AND list_contains(wanted, 'forks')
    UNION ALL
    SELECT moment, 'comments', project, person_id, employer_id, comments, NULL
    FROM counts
    WHERE comments > 0 AND list_contains(wanted, 'comments')
    UNION ALL
    SELECT moment, 'reviews', project, person_id, employer_id, reviews, NULL
    FROM counts
    WHERE reviews > 0 AND list_contains(wanted, 'reviews')
    UNION ALL
    SELECT moment, 'issues', project, person_id, employer_id, issues, NULL
    FROM counts
    WHERE issues > 0 AND list_contains(wanted, 'issues')
    UNION ALL
    SELECT moment, 'pull_requests', project, person_id, employer_id, pull_requests, NULL
    FROM counts
    WHERE pull_requests > 0 AND list_contains(wanted, 'pull_requests')
    UNION ALL
    SELECT moment, 'merged_pull_requests', project, person_id, employer_id, merged_pull_requests, NULL
    FROM counts
    WHERE merged_pull_requests > 0 AND list_contains(wanted, 'merged_pull_requests')
    UNION ALL
    SELECT moment, 'active_repositories', project, person_id, employer_id, 0, repo_id
    FROM repositories
    UNION ALL
    SELECT
      moment_of(x.happened_at, every, window_days),
      'commits',
      CASE WHEN with_projects THEN x.project END,
      x.person_id,
      CASE WHEN with_employers THEN x.employer_id END,
      0,
      x.commit_key
    FROM commit_people(
      for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
    ) AS x
    WHERE list_contains(wanted, 'commits')
  )
  SELECT
    window_period(m.moment, w.days_later, window_days) AS period,
    m.measure,
    m.project,
    m.person_id,
    o.company,
    o.other_companies,
    m.number,
    m.thing
  FROM measured AS m
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
  LEFT JOIN core.employers AS o
    ON o.employer_id = m.employer_id
