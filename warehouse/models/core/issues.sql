/* One row per issue (pull requests are in core.pull_requests), in its newest known state. */
MODEL (
  name core.issues,
  kind FULL,
  grain (repo_id, number),
  audits (
    not_null(columns := (repo_id, number, created_at)),
    unique_combination_of_columns(columns := (repo_id, number)),
    accepted_values(column := state, is_in := ('open', 'closed')),
    never_before(later := closed_at, earlier := created_at)
  )
);

SELECT
  i.repo_id,
  r.project,
  i.number,
  i.issue_id,
  i.title,
  i.state, /* open or closed */
  i.state_reason, /* completed, not_planned or reopened, where GitHub said so */
  COALESCE(o.person_id, i.author_id, l.person_id) AS person_id, /* author */
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  a.employer_id, /* of company and other_companies, see core.employers */
  i.author_association,
  i.created_at,
  i.updated_at,
  CASE WHEN i.state = 'closed' THEN i.last_closed_at END AS closed_at,
  i.milestone,
  i.labels,
  i.assignees,
  i.comment_count,
  i.sources
FROM staging.issues AS i
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = i.author_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN i.author_id IS NULL THEN LOWER(i.author_login) END
LEFT JOIN core.repos AS r
  ON r.repo_id = i.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, i.author_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, i.author_id, l.person_id)
  AND i.created_at >= a.starts_on
  AND i.created_at < a.ends_on
WHERE
  NOT i.is_pull_request
