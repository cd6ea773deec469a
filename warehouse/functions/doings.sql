/* Who did how much, by period, measure, project, person and the person's employer at the time. wanted lists the measures:
events, contributions, their seven kinds (pushes, pull_request_events, issue_events, issue_comments, commit_comments,
review_events, review_comments), stars, forks, active_repositories, comments, reviews, issues, pull_requests,
merged_pull_requests, commits; what is not wanted costs nothing. All by default. With repositories_by
'company', active_repositories have no person: fewer rows, where nobody asks. `thing` names what several people can share (a commit, a
repository); count with how_many(number, thing). every and window_days make periods as in periods_of. reading
'devstats' counts commits as commit_people does, and only those pull requests that somebody commented on. */
CREATE OR REPLACE MACRO doings(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  wanted := [
    'events', 'contributions', 'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments',
    'review_events', 'review_comments', 'stars', 'forks', 'active_repositories', 'comments', 'reviews', 'issues',
    'pull_requests', 'merged_pull_requests', 'commits'
  ],
  repositories_by := 'person'
) AS TABLE
  WITH kinds AS (
    SELECT k.type, k.measure
    FROM (
      VALUES
        ('PushEvent', 'pushes'),
        ('PullRequestEvent', 'pull_request_events'),
        ('IssuesEvent', 'issue_events'),
        ('IssueCommentEvent', 'issue_comments'),
        ('CommitCommentEvent', 'commit_comments'),
        ('PullRequestReviewEvent', 'review_events'),
        ('PullRequestReviewCommentEvent', 'review_comments'),
        ('WatchEvent', 'stars'),
        ('ForkEvent', 'forks')
    ) AS k (type, measure)
    WHERE list_contains(wanted, k.measure)
  ), events AS (
    SELECT
      moment_of(e.created_at, every, window_days) AS moment,
      CASE WHEN wants_kinds(wanted) THEN e.type END AS type,
      e.is_contribution,
      e.project,
      e.person_id,
      e.company,
      e.other_companies,
      count(*) AS number
    FROM core.events AS e
    WHERE (
        list_contains(wanted, 'events')
        OR wants_kinds(wanted)
        OR (list_contains(wanted, 'contributions') AND e.is_contribution)
      )
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
      AND within_windows(e.created_at, since, until, window_days)
    GROUP BY ALL
  ), repositories AS (
    SELECT DISTINCT
      moment_of(e.created_at, every, window_days) AS moment,
      e.project,
      e.repo_id,
      CASE WHEN repositories_by = 'person' THEN e.person_id END AS person_id,
      e.company,
      e.other_companies
    FROM core.events AS e
    WHERE list_contains(wanted, 'active_repositories')
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
      AND within_windows(e.created_at, since, until, window_days)
  ), items AS (
    SELECT
      'comments' AS measure, c.created_at AS happened_at, c.project, c.person_id, c.company, c.other_companies
    FROM core.comments AS c
    WHERE list_contains(wanted, 'comments')
      AND in_scope(c.project, c.repo_id, for_project, for_group, for_repo)
      AND is_who(c.person_kind, who)
      AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
      AND within_windows(c.created_at, since, until, window_days)
    UNION ALL
    SELECT 'reviews', v.submitted_at, v.project, v.person_id, v.company, v.other_companies
    FROM core.reviews AS v
    WHERE list_contains(wanted, 'reviews')
      AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
      AND is_who(v.person_kind, who)
      AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
      AND within_windows(v.submitted_at, since, until, window_days)
    UNION ALL
    SELECT 'issues', i.created_at, i.project, i.person_id, i.company, i.other_companies
    FROM core.issues AS i
    WHERE list_contains(wanted, 'issues')
      AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
      AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
      AND within_windows(i.created_at, since, until, window_days)
    UNION ALL
    SELECT 'pull_requests', q.created_at, q.project, q.person_id, q.company, q.other_companies
    FROM core.pull_requests AS q
    WHERE list_contains(wanted, 'pull_requests')
      AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
      AND is_who(q.person_kind, who)
      AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
      AND within_windows(q.created_at, since, until, window_days)
      AND (q.has_conversation OR reading = 'exact')
    UNION ALL
    SELECT 'merged_pull_requests', m.happened_at, m.project, m.person_id, m.company, m.other_companies
    FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
    WHERE list_contains(wanted, 'merged_pull_requests')
      AND m.what = 'merged'
      AND within_windows(m.happened_at, since, until, window_days)
  ), counted_items AS (
    SELECT
      moment_of(t.happened_at, every, window_days) AS moment,
      t.* EXCLUDE (happened_at),
      count(*) AS number
    FROM items AS t
    GROUP BY ALL
  ), measured AS (
    SELECT moment, 'events' AS measure, project, person_id, company, other_companies, number, NULL::BIGINT AS thing
    FROM events
    WHERE list_contains(wanted, 'events')
    UNION ALL
    SELECT moment, 'contributions', project, person_id, company, other_companies, number, NULL
    FROM events
    WHERE is_contribution AND list_contains(wanted, 'contributions')
    UNION ALL
    SELECT e.moment, k.measure, e.project, e.person_id, e.company, e.other_companies, e.number, NULL
    FROM events AS e
    JOIN kinds AS k
      ON k.type = e.type
    UNION ALL
    SELECT moment, 'active_repositories', project, person_id, company, other_companies, 0, repo_id
    FROM repositories
    UNION ALL
    SELECT moment, measure, project, person_id, company, other_companies, number, NULL
    FROM counted_items
    UNION ALL
    SELECT
      moment_of(x.happened_at, every, window_days), 'commits', x.project, x.person_id, x.company, x.other_companies, 0,
      x.commit_key
    FROM commit_people(
      for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
    ) AS x
    WHERE list_contains(wanted, 'commits')
  )
  SELECT window_period(m.moment, w.days_later, window_days) AS period, m.* EXCLUDE (moment)
  FROM measured AS m
  CROSS JOIN range(window_days::INTEGER) AS w (days_later)
