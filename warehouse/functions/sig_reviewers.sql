/* Who gave an lgtm or an approval, on which day, to items that ever carried a SIG's label: one row per SIG, person and
day from since until until. */
CREATE OR REPLACE MACRO sig_reviewers(for_project, for_group, for_repo, since, until, reading) AS TABLE
  SELECT DISTINCT l.name AS sig, a.person_id, date_trunc('day', a.happened_at)::TIMESTAMP AS day
  FROM approvals(for_project, for_group, for_repo, 'all', 'all', since, until, 1, 'all', reading) AS a
  JOIN marts.item_labels AS l
    ON l.repo_id = a.repo_id AND l.number = a.number AND l.category = 'sig'
  WHERE a.what <> 'review' AND a.is_first AND (a.person_kind = 'human' OR reading = 'devstats')
