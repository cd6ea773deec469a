/* Whether a list of wanted measures (see doings) has one that counts events of one type. */
CREATE OR REPLACE MACRO wants_kinds(wanted) AS
  list_has_any(
    wanted,
    [
      'pushes', 'pull_request_events', 'issue_events', 'issue_comments', 'commit_comments', 'review_events',
      'review_comments', 'stars', 'forks'
    ]
  )
