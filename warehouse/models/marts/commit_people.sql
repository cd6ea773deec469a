/* One row per commit, repository, moment and person with a part in it, with the employer at that moment: what counts of
commits and committers need of commits and their roles, in the fewest bytes. */
MODEL (
  name marts.commit_people,
  kind FULL,
  grain (commit_key, repo_id, person_id, happened_at),
  audits (
    not_null(columns := (commit_key, repo_id, happened_at, counted_at)),
    unique_combination_of_columns(columns := (commit_key, repo_id, person_id, happened_at))
  )
);

WITH parts AS (
  SELECT sha, repo_id, person_id, person_kind, happened_at, TRUE AS is_exact, role = 'pusher' AS is_named, role, NULL AS named_role
  FROM core.commit_roles
  WHERE
    role IN ('pusher', 'author', 'committer', 'co_author')
  UNION ALL
  SELECT sha, repo_id, named_person_id, named_person_kind, happened_at, FALSE, TRUE, NULL, role
  FROM core.commit_roles
  WHERE
    role IN ('author', 'committer') AND NOT named_person_id IS NULL
), assisted AS (
  SELECT sha
  FROM core.assisted_commits
  UNION
  SELECT sha
  FROM core.commit_roles
  WHERE
    person_kind = 'agent' AND role IN ('pusher', 'author', 'committer')
), people AS (
  SELECT
    sha,
    repo_id,
    person_id,
    person_kind,
    happened_at,
    BOOL_OR(is_exact) AS is_exact,
    BOOL_OR(is_named) AS is_named,
    COALESCE(BOOL_OR(role = 'pusher'), FALSE) AS is_pusher,
    COALESCE(BOOL_OR(role = 'author'), FALSE) AS is_author,
    COALESCE(BOOL_OR(role = 'committer'), FALSE) AS is_committer,
    COALESCE(BOOL_OR(named_role = 'author'), FALSE) AS is_named_author
  FROM parts
  GROUP BY
    ALL
)
SELECT
  c.commit_key, /* stands for the sha, see core.commits */
  x.repo_id,
  c.section_id,
  c.project,
  x.person_id, /* NULL where the commit names nobody */
  x.person_kind, /* human, bot or agent */
  e.company, /* the person's employer at that time; NULL where unknown */
  e.other_companies, /* employers besides it; NULL where there is one */
  e.employer_id, /* of company and other_companies, see core.employers */
  x.happened_at, /* of the push that listed the commit, else the date it counts by */
  c.counted_at, /* the date it counts by */
  c.counted_by = 'push' AS is_dated_by_push, /* that date is of a push */
  x.is_exact, /* pushed, wrote, committed or co-wrote it, found by login or address */
  x.is_named, /* pushed it, or has the author's or committer's name: DevStats' way */
  x.is_pusher, /* pushed it */
  x.is_author, /* wrote it, found by login or address */
  x.is_committer, /* committed it, found by login or address */
  x.is_named_author, /* has the author's name */
  NOT a.sha IS NULL AS is_assisted /* an AI assistant wrote it or stands in its trailers */
FROM people AS x
JOIN core.commits AS c
  ON c.sha = x.sha AND c.repo_id = x.repo_id
LEFT JOIN assisted AS a
  ON a.sha = x.sha
LEFT JOIN core.affiliations AS e
  ON e.person_id = x.person_id
  AND x.happened_at >= e.starts_on
  AND x.happened_at < e.ends_on
