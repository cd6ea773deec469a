/* One row per pull request and what happened to it (opened, merged, closed_unmerged), with its author and the author's
employer at that moment. One that was opened again may have been closed unmerged several times. */
CREATE OR REPLACE MACRO pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS TABLE
  WITH pulls AS (
    SELECT q.*
    FROM core.pull_requests AS q
    WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
      AND is_who(q.person_kind, who)
  ), moments AS (
    SELECT u.project, u.repo_id, u.number, u.person_id, u.created_at AS happened_at, 'opened' AS what
    FROM pulls AS u
    UNION ALL
    SELECT u.project, u.repo_id, u.number, u.person_id, u.merged_at, 'merged'
    FROM pulls AS u
    WHERE u.merged_at IS NOT NULL
    UNION ALL
    SELECT u.project, u.repo_id, u.number, u.person_id, o.closed_at, 'closed_unmerged'
    FROM pulls AS u
    JOIN core.open_spans AS o
      ON o.repo_id = u.repo_id AND o.number = u.number AND o.is_pull_request
    WHERE o.closed_at IS NOT NULL AND o.closed_at IS DISTINCT FROM u.merged_at
  )
  SELECT m.project, m.repo_id, m.number, m.person_id, a.company, a.other_companies, a.employer_id, m.happened_at, m.what
  FROM moments AS m
  LEFT JOIN core.affiliations AS a
    ON a.person_id = m.person_id
    AND m.happened_at >= a.starts_on
    AND m.happened_at < a.ends_on
  WHERE is_from(m.person_id, a.company, a.other_companies, for_company, for_country)
