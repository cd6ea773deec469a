/* One row per closing of an issue, with its author and the author's employer at that moment. One that was opened again
may have several. */
CREATE OR REPLACE MACRO issue_closings(for_project, for_group, for_repo, for_company, for_country, who) AS TABLE
  SELECT i.project, i.repo_id, i.number, i.person_id, a.company, a.other_companies, o.closed_at AS happened_at
  FROM core.issues AS i
  JOIN core.open_spans AS o
    ON o.repo_id = i.repo_id AND o.number = i.number AND NOT o.is_pull_request
  LEFT JOIN core.affiliations AS a
    ON a.person_id = i.person_id
    AND o.closed_at >= a.starts_on
    AND o.closed_at < a.ends_on
  WHERE o.closed_at IS NOT NULL
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, a.company, a.other_companies, for_company, for_country)
