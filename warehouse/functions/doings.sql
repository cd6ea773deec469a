/* Who did how much, by period, measure, project, person and the person's employer at the time. wanted lists the measures:
events, contributions, their seven kinds (pushes, pull_request_events, issue_events, issue_comments, commit_comments,
review_events, review_comments), stars, forks, active_repositories, comments, reviews, issues, pull_requests,
merged_pull_requests, commits; what is not wanted costs nothing. All by default. With repositories_by 'company',
active_repositories have no person, and without with_employers nothing has an employer: fewer rows, where nobody asks.
`thing` names what several people can share (a commit, a repository); count with how_many(number, thing). every and
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
  with_employers := TRUE
) AS TABLE
  WITH counts AS (
    FROM doings_by_person(
      for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
      wanted := wanted, with_employers := with_employers
    )
  ), repositories AS (
    SELECT DISTINCT
      moment_of(e.created_at, every, window_days) AS moment,
      e.project,
      e.repo_id,
      CASE WHEN repositories_by = 'person' THEN e.person_id END AS person_id,
      CASE WHEN with_employers THEN e.company END AS company,
      CASE WHEN with_employers THEN e.other_companies END AS other_companies
    FROM core.events AS e
    WHERE list_contains(wanted, 'active_repositories')
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
      AND within_windows(e.created_at, since, until, window_days)
  ), measured AS (
    SELECT moment, 'events' AS measure, project, person_id, company, other_companies, events AS number, NULL::BIGINT AS thing
    FROM counts
    WHERE events > 0 AND list_contains(wanted, 'events')
    UNION ALL
    SELECT moment, 'contributions', project, person_id, company, other_companies, contributions, NULL
    FROM counts
    WHERE contributions > 0 AND list_contains(wanted, 'contributions')
    UNION ALL
    SELECT moment, 'pushes', project, person_id, company, other_companies, pushes, NULL
    FROM counts
    WHERE pushes > 0 AND list_contains(wanted, 'pushes')
    UNION ALL
    SELECT moment, 'pull_request_events', project, person_id, company, other_companies, pull_request_events, NULL
    FROM counts
    WHERE pull_request_events > 0 AND list_contains(wanted, 'pull_request_events')
    UNION ALL
    SELECT moment, 'issue_events', project, person_id, company, other_companies, issue_events, NULL
    FROM counts
    WHERE issue_events > 0 AND list_contains(wanted, 'issue_events')
    UNION ALL
    SELECT moment, 'issue_comments', project, person_id, company, other_companies, issue_comments, NULL
    FROM counts
    WHERE issue_comments > 0 AND list_contains(wanted, 'issue_comments')
    UNION ALL
    SELECT moment, 'commit_comments', project, person_id, company, other_companies, commit_comments, NULL
    FROM counts
    WHERE commit_comments > 0 AND list_contains(wanted, 'commit_comments')
    UNION ALL
    SELECT moment, 'review_events', project, person_id, company, other_companies, review_events, NULL
    FROM counts
    WHERE review_events > 0 AND list_contains(wanted, 'review_events')
    UNION ALL
    SELECT moment, 'review_comments', project, person_id, company, other_companies, review_comments, NULL
    FROM counts
    WHERE review_comments > 0 AND list_contains(wanted, 'review_comments')
    UNION ALL
    SELECT moment, 'stars', project, person_id, company, other_companies, stars, NULL
    FROM counts
    WHERE stars > 0 AND list_contains(wanted, 'stars')
    UNION ALL
    SELECT moment, 'forks', project, person_id, company, other_companies, forks, NULL
    FROM counts
    WHERE forks > 0 AND list_contains(wanted, 'forks')
    UNION ALL
    SELECT moment, 'comments', project, person_id, company, other_companies, comments, NULL
    FROM counts
    WHERE comments > 0 AND list_contains(wanted, 'comments')
    UNION ALL
    SELECT moment, 'reviews', project, person_id, company, other_companies, reviews, NULL
    FROM counts
    WHERE reviews > 0 AND list_contains(wanted, 'reviews')
    UNION ALL
    SELECT moment, 'issues', project, person_id, company, other_companies, issues, NULL
    FROM counts
    WHERE issues > 0 AND list_contains(wanted, 'issues')
    UNION ALL
    SELECT moment, 'pull_requests', project, person_id, company, other_companies, pull_requests, NULL
    FROM counts
    WHERE pull_requests > 0 AND list_contains(wanted, 'pull_requests')
    UNION ALL
    SELECT moment, 'merged_pull_requests', project, person_id, company, other_companies, merged_pull_requests, NULL
    FROM counts
    WHERE merged_pull_requests > 0 AND list_contains(wanted, 'merged_pull_requests')
    UNION ALL
    SELECT moment, 'active_repositories', project, person_id, company, other_companies, 0, repo_id
    FROM repositories
    UNION ALL
    SELECT
      moment_of(x.happened_at, every, window_days),
      'commits',
      x.project,
      x.person_id,
      CASE WHEN with_employers THEN x.company END,
      CASE WHEN with_employers THEN x.other_companies END,
      0,
      x.commit_key
    FROM commit_people(
      for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
    ) AS x
    WHERE list_contains(wanted, 'commits')
  )
  SELECT window_period(m.moment, w.days_later, window_days) AS period, m.* EXCLUDE (moment)
  FROM measured AS m
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
