/* One row per GitHub event, with the person, repository and project it belongs to. What the archive lost and the API
tells is an event too: see sources. */
MODEL (
  name core.events,
  kind FULL,
  grain (event_id, type, created_at),
  audits (
    not_null(columns := (event_id, type, created_at, day))
  )
);

SELECT
  e.event_id, /* GitHub's event id; not unique by itself, see type and created_at; negative before 2015 and of what only the API tells */
  e.type, /* GitHub's event type, e.g. PushEvent */
  e.action, /* what the event did to its object, e.g. opened */
  e.created_at, /* UTC */
  e.day, /* UTC date of created_at */
  COALESCE(o.person_id, e.actor_id, l.person_id) AS person_id,
  COALESCE(p.kind, 'human') AS person_kind, /* human, bot or agent */
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  a.employer_id, /* of company and other_companies, see core.employers */
  COALESCE(e.repo_id, n.repo_id) AS repo_id,
  s.section_id,
  r.project,
  e.number, /* of the issue or pull request */
  e.push_size, /* commits in the push, where GitHub said so */
  e.type IN (
    'PushEvent',
    'PullRequestEvent',
    'IssuesEvent',
    'IssueCommentEvent',
    'CommitCommentEvent',
    'PullRequestReviewEvent',
    'PullRequestReviewCommentEvent'
  )
  AND COALESCE(NOT e.action IN ('labeled', 'unlabeled', 'assigned', 'unassigned'), TRUE) AS is_contribution, /* one of the seven types that count as a contribution; labels and assignments, events since October 2025 only, do not */
  e.sources /* gharchive, github (its API) or both */
FROM staging.facts AS e
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = e.actor_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN e.actor_id IS NULL THEN LOWER(e.actor_login) END
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN e.repo_id IS NULL THEN LOWER(e.repo_name) END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(e.repo_id, n.repo_id)
LEFT JOIN core.comment_sections AS s
  ON s.comment_id = CASE WHEN e.type = 'PullRequestReviewCommentEvent' THEN e.comment_id END
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, e.actor_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, e.actor_id, l.person_id)
  AND e.created_at >= a.starts_on
  AND e.created_at < a.ends_on
