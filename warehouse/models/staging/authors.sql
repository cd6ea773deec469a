/* One row per address, name and login that stand together in a commit or a trailer. */
MODEL (
  name staging.authors,
  kind FULL,
  grain (address, name, login, is_committer),
  audits (unique_combination_of_columns(columns := (address, name, login, is_committer)))
);

SELECT author_address AS address, author_name AS name, NULL::VARCHAR AS login, FALSE AS is_committer
FROM raw.commits
UNION
SELECT committer_address, committer_name, NULL, TRUE
FROM raw.commits
UNION
SELECT address, name, login, FALSE
FROM raw.commit_trailers
UNION
SELECT address, name, login, is_committer
FROM known.authors
