/* The numbers of `doings` that each person has alone, several in a row: by moment (see moment_of), project, person and the
person's employer (core.employers): one row of whole weeks, or some, one of other events, and one of other comments,
reviews, issues and pull requests. Measures
that are not wanted are 0 and cost nothing; without with_employers nothing has an employer, without with_projects nothing
has a project: fewer rows, where nobody asks. */
CREATE OR REPLACE MACRO doings_by_person(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, window_days, who, reading,
  wanted := [
    'events', 'contributions', 'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments',
    'review_events', 'review_comments', 'stars', 'forks', 'active_repositories', 'comments', 'reviews', 'issues',
    'pull_requests', 'merged_pull_requests', 'commits'
  ],
  with_employers := TRUE,
  with_projects := FALSE
) AS TABLE
  WITH weeks AS NOT MATERIALIZED (
    SELECT
      moment_of(w.starts_on, every, window_days) AS moment,
      CASE WHEN with_projects THEN w.project END AS project,
      w.person_id,
      CASE WHEN with_employers THEN w.employer_id END AS employer_id,
      CASE WHEN list_contains(wanted, 'events') THEN w.events ELSE 0 END AS events,
      CASE WHEN list_contains(wanted, 'contributions') THEN w.contributions ELSE 0 END AS contributions,
      CASE WHEN list_contains(wanted, 'pushes') THEN w.pushes ELSE 0 END AS pushes,
      CASE WHEN list_contains(wanted, 'pull_request_events') THEN w.pull_request_events ELSE 0 END AS pull_request_events,
      CASE WHEN list_contains(wanted, 'issue_events') THEN w.issue_events ELSE 0 END AS issue_events,
      CASE WHEN list_contains(wanted, 'issue_comments') THEN w.issue_comments ELSE 0 END AS issue_comments,
      CASE WHEN list_contains(wanted, 'commit_comments') THEN w.commit_comments ELSE 0 END AS commit_comments,
      CASE WHEN list_contains(wanted, 'review_events') THEN w.review_events ELSE 0 END AS review_events,
      CASE WHEN list_contains(wanted, 'review_comments') THEN w.review_comments ELSE 0 END AS review_comments,
      CASE WHEN list_contains(wanted, 'stars') THEN w.stars ELSE 0 END AS stars,
      CASE WHEN list_contains(wanted, 'forks') THEN w.forks ELSE 0 END AS forks,
      CASE WHEN list_contains(wanted, 'comments') THEN w.comments ELSE 0 END AS comments,
      CASE WHEN list_contains(wanted, 'reviews') THEN w.reviews ELSE 0 END AS reviews,
      CASE WHEN list_contains(wanted, 'issues') THEN w.issues ELSE 0 END AS issues,
      CASE WHEN list_contains(wanted, 'pull_requests') THEN CASE WHEN reading = 'exact' THEN w.pull_requests ELSE w.commented_pull_requests END ELSE 0 END AS pull_requests,
      CASE WHEN list_contains(wanted, 'merged_pull_requests') THEN w.merged_pull_requests ELSE 0 END AS merged_pull_requests
    FROM marts.person_weeks AS w
    WHERE by_weeks(for_project, for_group, for_repo, every, window_days)
      AND in_scope(w.project, NULL, for_project, 'all', 'all')
      AND is_who(w.person_kind, who)
      AND is_employed(w.person_id, w.employer_id, for_company, for_country)
      AND in_whole_weeks(w.starts_on, since, until)
  ), counted_weeks AS (
    /* Weeks stay as they are where they are what is asked for: grouping them would take long and make few rows fewer. */
    SELECT w.*
    FROM weeks AS w
    WHERE every = 'week'
    UNION ALL
    SELECT
      w.moment,
      w.project,
      w.person_id,
      w.employer_id,
      sum(w.events)::BIGINT,
      sum(w.contributions)::BIGINT,
      sum(w.pushes)::BIGINT,
      sum(w.pull_request_events)::BIGINT,
      sum(w.issue_events)::BIGINT,
      sum(w.issue_comments)::BIGINT,
      sum(w.commit_comments)::BIGINT,
      sum(w.review_events)::BIGINT,
      sum(w.review_comments)::BIGINT,
      sum(w.stars)::BIGINT,
      sum(w.forks)::BIGINT,
      sum(w.comments)::BIGINT,
      sum(w.reviews)::BIGINT,
      sum(w.issues)::BIGINT,
      sum(w.pull_requests)::BIGINT,
      sum(w.merged_pull_requests)::BIGINT
    FROM weeks AS w
    WHERE every <> 'week'
    GROUP BY ALL
  ), events AS (
    /* All events, or those at the ends of the range, outside whole weeks. */
    SELECT
      moment_of(e.created_at, every, window_days) AS moment,
      CASE WHEN with_projects THEN e.project END AS project,
      e.person_id,
      CASE WHEN with_employers THEN e.employer_id END AS employer_id,
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
    FROM events_beside_weeks(for_project, for_group, for_repo, since, until, every, window_days) AS e
    WHERE (
        list_contains(wanted, 'events')
        OR wants_kinds(wanted)
        OR (list_contains(wanted, 'contributions') AND e.is_contribution)
      )
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
      AND is_who(e.person_kind, who)
      AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    GROUP BY ALL
  ), items AS NOT MATERIALIZED (
    SELECT 'comments' AS measure, c.created_at AS happened_at, c.project, c.person_id, c.employer_id
    FROM core.comments AS c
    WHERE list_contains(wanted, 'comments')
      AND in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
      AND is_who(c.person_kind, who)
      AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
    UNION ALL
    SELECT 'reviews', v.submitted_at, v.project, v.person_id, v.employer_id
    FROM core.reviews AS v
    WHERE list_contains(wanted, 'reviews')
      AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
      AND is_who(v.person_kind, who)
      AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
    UNION ALL
    SELECT 'issues', i.created_at, i.project, i.person_id, i.employer_id
    FROM core.issues AS i
    WHERE list_contains(wanted, 'issues')
      AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
      AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    UNION ALL
    SELECT 'pull_requests', q.created_at, q.project, q.person_id, q.employer_id
    FROM core.pull_requests AS q
    WHERE list_contains(wanted, 'pull_requests')
      AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
      AND is_who(q.person_kind, who)
      AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
      AND (q.has_conversation OR reading = 'exact')
    UNION ALL
    SELECT 'merged_pull_requests', m.happened_at, m.project, m.person_id, m.employer_id
    FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
    WHERE list_contains(wanted, 'merged_pull_requests') AND m.what = 'merged'
  ), counted_items AS (
    SELECT
      moment_of(t.happened_at, every, window_days) AS moment,
      CASE WHEN with_projects THEN t.project END AS project,
      t.person_id,
      CASE WHEN with_employers THEN t.employer_id END AS employer_id,
      count(*) FILTER (t.measure = 'comments') AS comments,
      count(*) FILTER (t.measure = 'reviews') AS reviews,
      count(*) FILTER (t.measure = 'issues') AS issues,
      count(*) FILTER (t.measure = 'pull_requests') AS pull_requests,
      count(*) FILTER (t.measure = 'merged_pull_requests') AS merged_pull_requests
    FROM (
      SELECT h.*
      FROM items AS h
      WHERE head_of_range(h.happened_at, for_project, for_group, for_repo, since, until, every, window_days)
      UNION ALL
      SELECT l.*
      FROM items AS l
      WHERE tail_of_range(l.happened_at, for_project, for_group, for_repo, since, until, every, window_days)
    ) AS t
    GROUP BY ALL
  )
  SELECT w.*
  FROM counted_weeks AS w
  UNION ALL
  SELECT e.*, 0 AS comments, 0 AS reviews, 0 AS issues, 0 AS pull_requests, 0 AS merged_pull_requests
  FROM events AS e
  UNION ALL
  SELECT
    i.moment,
    i.project,
    i.person_id,
    i.employer_id,
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
