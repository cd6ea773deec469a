/* One row per pull request in its newest known state, from its own objects and from the issue that GitHub keeps
of it; of a fact that both have, the newer sight wins. */
MODEL (
  name core.pull_requests,
  kind FULL,
  grain (repo_id, number),
  audits (
    not_null(columns := (repo_id, number)),
    unique_combination_of_columns(columns := (repo_id, number)),
    accepted_values(column := state, is_in := ('open', 'closed')),
    never_before(later := closed_at, earlier := created_at),
    never_before(later := merged_at, earlier := created_at)
  )
);

WITH issue_sights AS (
  SELECT *
  FROM staging.issues
  WHERE is_pull_request
), merged AS (
  SELECT
    COALESCE(p.repo_id, i.repo_id) AS repo_id,
    COALESCE(p.number, i.number) AS number,
    p.pull_request_id,
    i.issue_id,
    COALESCE(p.title, i.title) AS title,
    CASE
      WHEN NOT p.merged_at IS NULL
      THEN 'closed'
      WHEN COALESCE(i.seen_at > p.seen_at, TRUE)
      THEN COALESCE(i.state, p.state)
      ELSE COALESCE(p.state, i.state)
    END AS state,
    p.is_draft,
    COALESCE(p.author_id, i.author_id) AS author_id,
    COALESCE(p.author_login, i.author_login) AS author_login,
    COALESCE(p.author_association, i.author_association) AS author_association,
    LEAST(p.created_at, i.created_at) AS created_at,
    GREATEST(p.updated_at, i.updated_at) AS updated_at,
    GREATEST(p.last_closed_at, i.last_closed_at) AS last_closed_at,
    p.merged_at,
    p.merged_by_id,
    p.merged_by_login,
    p.base_ref,
    p.head_repo_id,
    p.merge_sha,
    p.additions,
    p.deletions,
    p.changed_files,
    p.commit_count,
    GREATEST(p.comment_count, i.comment_count) AS comment_count,
    p.review_comment_count,
    CASE
      WHEN i.seen_at > p.seen_at AND NOT i.labels IS NULL
      THEN i.milestone
      ELSE COALESCE(p.milestone, i.milestone)
    END AS milestone,
    COALESCE(CASE WHEN i.seen_at > p.seen_at THEN i.labels END, p.labels, i.labels) AS labels,
    COALESCE(CASE WHEN i.seen_at > p.seen_at THEN i.assignees END, p.assignees, i.assignees) AS assignees,
    p.requested_reviewers,
    /* GitHub's API shows every pull request's issue, the archive only those that were commented on. */
    COALESCE(LIST_CONTAINS(i.sources, 'gharchive') OR i.comment_count > 0, FALSE) AS has_conversation,
    NOT p.number IS NULL AS has_own_object,
    LIST_SORT(LIST_DISTINCT(LIST_CONCAT(COALESCE(p.sources, []), COALESCE(i.sources, [])))) AS sources
  FROM staging.pull_requests AS p
  FULL JOIN issue_sights AS i
    ON i.repo_id = p.repo_id AND i.number = p.number
)
SELECT
  m.repo_id,
  r.project,
  m.number,
  m.pull_request_id,
  m.issue_id, /* of the issue that GitHub keeps of a pull request */
  m.title,
  m.state, /* open or closed; a merged one is closed */
  m.is_draft,
  COALESCE(o.person_id, m.author_id, l.person_id) AS person_id, /* author */
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  a.employer_id, /* of company and other_companies, see core.employers */
  m.author_association,
  m.created_at,
  m.updated_at,
  CASE WHEN m.state = 'closed' THEN COALESCE(m.merged_at, m.last_closed_at) END AS closed_at,
  m.merged_at,
  COALESCE(om.person_id, m.merged_by_id, lm.person_id) AS merged_by_id,
  m.base_ref,
  m.head_repo_id,
  m.merge_sha,
  m.additions,
  m.deletions,
  m.changed_files,
  m.commit_count,
  m.comment_count,
  m.review_comment_count,
  m.milestone,
  m.labels,
  m.assignees,
  m.requested_reviewers,
  m.has_conversation, /* somebody commented, so that an issue object of it was seen: what DevStats counts as "PRs" */
  m.has_own_object, /* a pull request object of it was seen */
  m.sources
FROM merged AS m
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = m.author_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN m.author_id IS NULL THEN LOWER(m.author_login) END
LEFT JOIN core.merged_accounts AS om
  ON om.account_id = m.merged_by_id
LEFT JOIN core.logins AS lm
  ON lm.login = CASE WHEN m.merged_by_id IS NULL THEN LOWER(m.merged_by_login) END
LEFT JOIN core.repos AS r
  ON r.repo_id = m.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, m.author_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, m.author_id, l.person_id)
  AND m.created_at >= a.starts_on
  AND m.created_at < a.ends_on
