/* One row per comment: conversation of issues and pull requests, on a diff, or on a commit. Bodies are not kept. */
MODEL (
  name core.comments,
  kind FULL,
  grain (kind, comment_id),
  audits (not_null(columns := (comment_id, kind, created_at)))
);

SELECT
  c.comment_id,
  c.kind, /* issue (conversation), review (on a diff) or commit */
  c.created_at,
  c.day,
  COALESCE(o.person_id, c.author_id, l.person_id) AS person_id,
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  a.employer_id, /* of company and other_companies, see core.employers */
  COALESCE(c.repo_id, n.repo_id) AS repo_id,
  s.section_id,
  r.project,
  c.number, /* of the issue or pull request; NULL on commits */
  c.is_pull_request,
  c.commit_sha, /* of the commit that it stands on; NULL in conversations */
  c.author_association, /* GitHub's word for the author's tie to the repository */
  c.body_length, /* characters */
  c.sources /* gharchive, github (its API) or both */
FROM staging.comments AS c
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = c.author_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN c.author_id IS NULL THEN LOWER(c.author_login) END
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN c.repo_id IS NULL THEN LOWER(c.repo_name) END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(c.repo_id, n.repo_id)
LEFT JOIN core.comment_sections AS s
  ON s.comment_id = CASE WHEN c.kind = 'review' THEN c.comment_id END
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, c.author_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, c.author_id, l.person_id)
  AND c.created_at >= a.starts_on
  AND c.created_at < a.ends_on
