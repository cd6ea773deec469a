/* One row per submitted pull request review. */
MODEL (
  name core.reviews,
  kind FULL,
  grain review_id,
  audits (
    not_null(columns := (review_id)),
    accepted_values(column := state, is_in := ('approved', 'changes_requested', 'commented', 'dismissed', 'pending'))
  )
);

SELECT
  v.review_id,
  v.submitted_at,
  v.day,
  COALESCE(o.person_id, v.author_id, l.person_id) AS person_id,
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  a.employer_id, /* of company and other_companies, see core.employers */
  COALESCE(v.repo_id, n.repo_id) AS repo_id,
  r.project,
  v.number,
  v.state, /* approved, changes_requested, commented, dismissed or pending */
  v.author_association,
  v.sources /* gharchive, github (its API) or both */
FROM staging.reviews AS v
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = v.author_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN v.author_id IS NULL THEN LOWER(v.author_login) END
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN v.repo_id IS NULL THEN LOWER(v.repo_name) END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(v.repo_id, n.repo_id)
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, v.author_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, v.author_id, l.person_id)
  AND v.submitted_at >= a.starts_on
  AND v.submitted_at < a.ends_on
