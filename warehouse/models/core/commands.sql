/* One row per slash command (Prow and the like) on a line of its own in a text. */
MODEL (
  name core.commands,
  kind VIEW,
  grain (origin, origin_id, position, command),
  audits (not_null(columns := (origin, origin_id, command)))
);

SELECT
  x.origin, /* comment, review, issue or pull_request: what holds the text */
  x.origin_id, /* id of that object */
  x.position, /* place in the text, from 1 */
  x.command, /* lower case, without the slash */
  x.argument, /* the rest of the line */
  x.created_at, /* of the object that holds the text */
  x.day,
  COALESCE(o.person_id, x.author_id, l.person_id) AS person_id,
  COALESCE(p.kind, 'human') AS person_kind,
  a.company, /* the person's employer at that time; NULL where unknown */
  a.other_companies, /* employers besides it; NULL where there is one */
  COALESCE(x.repo_id, n.repo_id) AS repo_id,
  s.section_id,
  r.project,
  x.number
FROM staging.commands AS x
LEFT JOIN core.merged_accounts AS o
  ON o.account_id = x.author_id
LEFT JOIN core.logins AS l
  ON l.login = CASE WHEN x.author_id IS NULL THEN LOWER(x.author_login) END
LEFT JOIN core.repo_names AS n
  ON n.repo_name = CASE WHEN x.repo_id IS NULL THEN LOWER(x.repo_name) END
LEFT JOIN core.repos AS r
  ON r.repo_id = COALESCE(x.repo_id, n.repo_id)
/* Comments of different kinds can have the same id, but not of the same second. */
LEFT JOIN core.comment_sections AS s
  ON s.comment_id = CASE WHEN x.origin = 'comment' THEN x.origin_id END
  AND s.created_at = x.created_at
LEFT JOIN core.people AS p
  ON p.person_id = COALESCE(o.person_id, x.author_id, l.person_id)
LEFT JOIN core.affiliations AS a
  ON a.person_id = COALESCE(o.person_id, x.author_id, l.person_id)
  AND x.created_at >= a.starts_on
  AND x.created_at < a.ends_on
