/* What each person did in each week, by project and employer: sums that most numbers of long ranges are added up from, so
that those do not read every event. Weeks begin on Mondays and are cut where months end: months, quarters and years are
sums of them, too. */
MODEL (
  name marts.person_weeks,
  kind FULL,
  grain (starts_on, project, person_id, person_kind, employer_id),
  audits (not_null(columns := (starts_on, person_kind)))
);

WITH facts AS (
  /* What it is, as a number: quicker to tell apart than words. */
  SELECT
    created_at AS happened_at,
    project,
    person_id,
    person_kind,
    employer_id,
    CASE type
      WHEN 'PushEvent'
      THEN 1
      WHEN 'PullRequestEvent'
      THEN 2
      WHEN 'IssuesEvent'
      THEN 3
      WHEN 'IssueCommentEvent'
      THEN 4
      WHEN 'CommitCommentEvent'
      THEN 5
      WHEN 'PullRequestReviewEvent'
      THEN 6
      WHEN 'PullRequestReviewCommentEvent'
      THEN 7
      WHEN 'WatchEvent'
      THEN 8
      WHEN 'ForkEvent'
      THEN 9
      ELSE 0
    END AS what,
    is_contribution
  FROM core.events
  UNION ALL
  SELECT created_at, project, person_id, person_kind, employer_id, 10, NULL
  FROM core.comments
  UNION ALL
  SELECT submitted_at, project, person_id, person_kind, employer_id, 11, NULL
  FROM core.reviews
  UNION ALL
  SELECT created_at, project, person_id, person_kind, employer_id, 12, NULL
  FROM core.issues
  UNION ALL
  SELECT
    created_at,
    project,
    person_id,
    person_kind,
    employer_id,
    CASE WHEN has_conversation THEN 14 ELSE 13 END,
    NULL
  FROM core.pull_requests
  UNION ALL
  SELECT q.merged_at, q.project, q.person_id, q.person_kind, a.employer_id, 15, NULL
  FROM core.pull_requests AS q
  LEFT JOIN core.affiliations AS a
    ON a.person_id = q.person_id
    AND q.merged_at >= a.starts_on
    AND q.merged_at < a.ends_on
  WHERE
    NOT q.merged_at IS NULL
)
SELECT
  CAST(GREATEST(DATE_TRUNC('WEEK', happened_at), DATE_TRUNC('MONTH', happened_at)) AS DATE) AS starts_on, /* first day of the week, or of the month that begins within it */
  project,
  person_id,
  person_kind, /* human, bot or agent */
  employer_id, /* of the person at that time, see core.employers; NULL where unknown */
  CAST(COUNT(*) FILTER(WHERE what < 10) AS INT) AS events, /* events of any type */
  CAST(COUNT(*) FILTER(WHERE is_contribution) AS INT) AS contributions, /* events of the seven contribution types */
  CAST(COUNT(*) FILTER(WHERE what = 1) AS INT) AS pushes, /* pushes */
  CAST(COUNT(*) FILTER(WHERE what = 2) AS INT) AS pull_request_events, /* labels and assignments among them */
  CAST(COUNT(*) FILTER(WHERE what = 3) AS INT) AS issue_events, /* labels and assignments among them */
  CAST(COUNT(*) FILTER(WHERE what = 4) AS INT) AS issue_comments, /* events of comments in conversations */
  CAST(COUNT(*) FILTER(WHERE what = 5) AS INT) AS commit_comments, /* events of comments on commits */
  CAST(COUNT(*) FILTER(WHERE what = 6) AS INT) AS review_events, /* events of reviews */
  CAST(COUNT(*) FILTER(WHERE what = 7) AS INT) AS review_comments, /* events of comments on diffs */
  CAST(COUNT(*) FILTER(WHERE what = 8) AS INT) AS stars, /* stars given */
  CAST(COUNT(*) FILTER(WHERE what = 9) AS INT) AS forks, /* forks made */
  CAST(COUNT(*) FILTER(WHERE what = 10) AS INT) AS comments, /* comments written, see core.comments */
  CAST(COUNT(*) FILTER(WHERE what = 11) AS INT) AS reviews, /* reviews submitted, see core.reviews */
  CAST(COUNT(*) FILTER(WHERE what = 12) AS INT) AS issues, /* issues opened */
  CAST(COUNT(*) FILTER(WHERE what IN (13, 14)) AS INT) AS pull_requests, /* pull requests opened */
  CAST(COUNT(*) FILTER(WHERE what = 14) AS INT) AS commented_pull_requests, /* those of them that somebody commented on */
  CAST(COUNT(*) FILTER(WHERE what = 15) AS INT) AS merged_pull_requests, /* own pull requests merged then */
  MIN(happened_at) FILTER(WHERE is_contribution) AS first_contribution_at, /* UTC; NULL without contributions */
  MAX(happened_at) FILTER(WHERE is_contribution) AS last_contribution_at /* UTC; NULL without contributions */
FROM facts
WHERE
  NOT happened_at IS NULL
GROUP BY
  ALL
