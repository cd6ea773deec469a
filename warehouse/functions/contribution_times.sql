/* When known people contributed for the first and last time in each stretch of time: weeks (see marts.person_weeks), and
where these do not stand for a range (see by_weeks) and at its ends, months. */
CREATE OR REPLACE MACRO contribution_times(
  for_project, for_group, for_repo, for_company, for_country, since, until, every, who
) AS TABLE
  SELECT w.person_id, w.starts_on::TIMESTAMP AS starts_on, w.first_contribution_at AS first_at, w.last_contribution_at AS last_at
  FROM marts.person_weeks AS w
  WHERE by_weeks(for_project, for_group, for_repo, every, 1)
    AND w.contributions > 0
    AND w.person_id IS NOT NULL
    AND in_scope(w.project, NULL, for_project, 'all', 'all')
    AND is_who(w.person_kind, who)
    AND is_employed(w.person_id, w.employer_id, for_company, for_country)
    AND in_whole_weeks(w.starts_on, since, until)
  UNION ALL
  SELECT e.person_id, date_trunc('month', e.created_at), min(e.created_at), max(e.created_at)
  FROM (
    SELECT x.*
    FROM core.events AS x
    WHERE head_of_range(x.created_at, for_project, for_group, for_repo, since, until, every, 1)
    UNION ALL
    SELECT x.*
    FROM core.events AS x
    WHERE tail_of_range(x.created_at, for_project, for_group, for_repo, since, until, every, 1)
  ) AS e
  WHERE e.is_contribution
    AND e.person_id IS NOT NULL
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
  GROUP BY e.person_id, date_trunc('month', e.created_at)
