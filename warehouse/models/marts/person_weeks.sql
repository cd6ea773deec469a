/* What each person did in each week, by project and employer: sums that most numbers of long ranges are added up from, so
that those do not read every event. Weeks begin on Mondays and are cut where months end: months, quarters and years are
sums of them, too. */
MODEL (
  name marts.person_weeks,
  kind FULL,
  grain (starts_on, project, person_id, person_kind, employer_id),
  audits (
    not_null(columns := (starts_on, person_kind)),
    unique_combination_of_columns(columns := (starts_on, project, person_id, person_kind, employer_id))
  )
);

WITH facts AS (
  SELECT
    created_at AS happened_at,
    project,
    person_id,
    person_kind,
    employer_id,
    type AS what,
    is_contribution
  FROM core.events
  UNION ALL
  SELECT created_at, project, person_id, person_kind, employer_id, 'comment', NULL
  FROM core.comments
  UNION ALL
  SELECT submitted_at, project, person_id, person_kind, employer_id, 'review', NULL
  FROM core.reviews
  UNION ALL
  SELECT created_at, project, person_id, person_kind, employer_id, 'issue', NULL
  FROM core.issues
  UNION ALL
  SELECT
    created_at,
    project,
    person_id,
    person_kind,
    employer_id,
    CASE WHEN has_conversation THEN 'commented_pull_request' ELSE 'pull_request' END,
    NULL
  FROM core.pull_requests
  UNION ALL
  SELECT q.merged_at, q.project, q.person_id, q.person_kind, a.employer_id, 'merged_pull_request', NULL
  FROM core.pull_requests AS q
  LEFT JOIN core.affiliations AS a
    ON a.person_id = q.person_id
    AND q.merged_at >= a.starts_on
    AND q.merged_at < a.ends_on
  WHERE
    NOT q.merged_at IS NULL
), counted AS (
  SELECT
    CAST(GREATEST(DATE_TRUNC('WEEK', happened_at), DATE_TRUNC('MONTH', happened_at)) AS DATE) AS starts_on,
    project,
    person_id,
    person_kind,
    employer_id,
    what,
    is_contribution,
    COUNT(*) AS number,
    MIN(happened_at) AS first_at,
    MAX(happened_at) AS last_at
  FROM facts
  WHERE
    NOT happened_at IS NULL
  GROUP BY
    ALL
)
SELECT
  starts_on, /* first day of the week, or of the month that begins within it */
  project,
  person_id,
  person_kind, /* human, bot or agent */
  employer_id, /* of the person at that time, see core.employers; NULL where unknown */
  CAST(COALESCE(SUM(number) FILTER(WHERE NOT is_contribution IS NULL), 0) AS INT) AS events, /* events of any type */
  CAST(COALESCE(SUM(number) FILTER(WHERE is_contribution), 0) AS INT) AS contributions, /* events of the seven contribution types */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'PushEvent'), 0) AS INT) AS pushes,
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'PullRequestEvent'), 0) AS INT) AS pull_request_events, /* labels and assignments among them */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'PullRequestEvent' AND is_contribution), 0) AS INT) AS pull_request_contributions, /* without labels and assignments */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'IssuesEvent'), 0) AS INT) AS issue_events, /* labels and assignments among them */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'IssuesEvent' AND is_contribution), 0) AS INT) AS issue_contributions, /* without labels and assignments */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'IssueCommentEvent'), 0) AS INT) AS issue_comments, /* events of comments in conversations */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'CommitCommentEvent'), 0) AS INT) AS commit_comments, /* events of comments on commits */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'PullRequestReviewEvent'), 0) AS INT) AS review_events, /* events of reviews */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'PullRequestReviewCommentEvent'), 0) AS INT) AS review_comments, /* events of comments on diffs */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'WatchEvent'), 0) AS INT) AS stars, /* stars given */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'ForkEvent'), 0) AS INT) AS forks, /* forks made */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'comment'), 0) AS INT) AS comments, /* comments written, see core.comments */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'review'), 0) AS INT) AS reviews, /* reviews submitted, see core.reviews */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'issue'), 0) AS INT) AS issues, /* issues opened */
  CAST(COALESCE(SUM(number) FILTER(WHERE what IN ('pull_request', 'commented_pull_request')), 0) AS INT) AS pull_requests, /* pull requests opened */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'commented_pull_request'), 0) AS INT) AS commented_pull_requests, /* those of them that somebody commented on */
  CAST(COALESCE(SUM(number) FILTER(WHERE what = 'merged_pull_request'), 0) AS INT) AS merged_pull_requests, /* own pull requests merged then */
  MIN(first_at) FILTER(WHERE is_contribution) AS first_contribution_at, /* UTC; NULL without contributions */
  MAX(last_at) FILTER(WHERE is_contribution) AS last_contribution_at /* UTC; NULL without contributions */
FROM counted
GROUP BY
  starts_on,
  project,
  person_id,
  person_kind,
  employer_id
