/* The numbers of `doings` that each person has alone, several in a row: by moment (see moment_of), project, person and the
person's employer, one row from events and one from comments, reviews, issues and pull requests. Measures that are not
wanted are 0 and cost nothing; without with_employers nothing has an employer. */
CREATE OR REPLACE MACRO doings_by_person(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  wanted := [
    'events', 'contributions', 'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments',
    'review_events', 'review_comments', 'stars', 'forks', 'active_repositories', 'comments', 'reviews', 'issues',
    'pull_requests', 'merged_pull_requests', 'commits'
  ],
  with_employers := TRUE
) AS TABLE
  WITH events AS (
    /* All numbers of a person in one row: far fewer rows than one a measure. */
    SELECT
      moment_of(e.created_at, every, window_days) AS moment,
      e.project,
      e.person_id,
      CASE WHEN with_employers THEN e.company END AS company,
      CASE WHEN with_employers THEN e.other_companies END AS other_companies,
      count(*) AS events,
      count(*) FILTER (e.is_contribution) AS contributions,
      count(*) FILTER (list_contains(wanted, 'pushes') AND e.type = 'PushEvent') AS pushes,
      count(*) FILTER (list_contains(wanted, 'pull_request_events') AND e.type = 'PullRequestEvent') AS pull_request_events,
      count(*) FILTER (list_contains(wanted, 'issue_events') AND e.type = 'IssuesEvent') AS issue_events,
      count(*) FILTER (list_contains(wanted, 'issue_comments') AND e.type = 'IssueCommentEvent') AS issue_comments,
      count(*) FILTER (list_contains(wanted, 'commit_comments') AND e.type = 'CommitCommentEvent') AS commit_comments,
      count(*) FILTER (list_contains(wanted, 'review_events') AND e.type = 'PullRequestReviewEvent') AS review_events,
      count(*) FILTER (list_contains(wanted, 'review_comments') AND e.type = 'PullRequestReviewCommentEvent') AS review_comments,
      count(*) FILTER (list_contains(wanted, 'stars') AND e.type = 'WatchEvent') AS stars,
      count(*) FILTER (list_contains(wanted, 'forks') AND e.type = 'ForkEvent') AS forks
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
      t.project,
      t.person_id,
      CASE WHEN with_employers THEN t.company END AS company,
      CASE WHEN with_employers THEN t.other_companies END AS other_companies,
      count(*) FILTER (t.measure = 'comments') AS comments,
      count(*) FILTER (t.measure = 'reviews') AS reviews,
      count(*) FILTER (t.measure = 'issues') AS issues,
      count(*) FILTER (t.measure = 'pull_requests') AS pull_requests,
      count(*) FILTER (t.measure = 'merged_pull_requests') AS merged_pull_requests
    FROM items AS t
    GROUP BY ALL
  )
  SELECT e.*, 0 AS comments, 0 AS reviews, 0 AS issues, 0 AS pull_requests, 0 AS merged_pull_requests
  FROM events AS e
  UNION ALL
  SELECT
    i.moment,
    i.project,
    i.person_id,
    i.company,
    i.other_companies,
    0 AS events,
    0 AS contributions,
    0 AS pushes,
    0 AS pull_request_events,
    0 AS issue_events,
    0 AS issue_comments,
    0 AS commit_comments,
    0 AS review_events,
    0 AS review_comments,
    0 AS stars,
    0 AS forks,
    i.comments,
    i.reviews,
    i.issues,
    i.pull_requests,
    i.merged_pull_requests
  FROM counted_items AS i
