/* One row per project and indicator of health, at the end of the range or of the data (now): its number over the last 3, 6
and 12 months (last_*) and over as many before these (previous_*, NULL where the data does not reach back that far); told
and told_at say what is no number: a tag, a company, a date. Counts are 0, ratios, times and shares NULL where nothing
happened. */
CREATE OR REPLACE MACRO health_figures(for_project, for_group, for_repo, until, who) AS TABLE
  WITH clock AS (
    SELECT
      known_at(until) AS now_at,
      (SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete') AS starts_at
  ), people AS (
    SELECT
      e.project,
      e.person_id,
      min(e.created_at) AS first_at,
      bool_or(months_back(e.created_at, k.now_at) = 0) AS in_0,
      bool_or(months_back(e.created_at, k.now_at) = 1) AS in_1,
      bool_or(months_back(e.created_at, k.now_at) = 2) AS in_2,
      bool_or(months_back(e.created_at, k.now_at) = 3) AS in_3
    FROM core.events AS e
    CROSS JOIN clock AS k
    WHERE e.is_contribution
      AND e.created_at < k.now_at
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo)
      AND is_who(e.person_kind, who)
    GROUP BY e.project, e.person_id
  ), roles AS (
    SELECT x.project, x.sha, x.person_id, x.role, x.company, x.other_companies, months_back(x.happened_at, k.now_at) AS span
    FROM core.commit_roles AS x
    CROSS JOIN clock AS k
    WHERE x.role IN ('pusher', 'author', 'committer', 'co_author')
      AND x.happened_at < k.now_at
      AND x.happened_at >= k.now_at - INTERVAL 24 MONTH
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
      AND is_who(x.person_kind, who)
  ), last_commits AS (
    SELECT x.project, max(x.happened_at) AS committed_at
    FROM core.commit_roles AS x
    CROSS JOIN clock AS k
    WHERE x.role IN ('pusher', 'author', 'committer', 'co_author')
      AND x.happened_at < k.now_at
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo)
      AND is_who(x.person_kind, who)
    GROUP BY x.project
  ), things AS (
    /* Who or what is counted once, whatever the number of rows about it, and the spans that it was seen in. */
    SELECT 'contributors' AS indicator, p.project, p.in_0, p.in_1, p.in_2, p.in_3
    FROM people AS p
    UNION ALL
    SELECT
      'new_contributors',
      p.project,
      months_back(p.first_at, k.now_at) = 0,
      months_back(p.first_at, k.now_at) = 1,
      months_back(p.first_at, k.now_at) = 2,
      months_back(p.first_at, k.now_at) = 3
    FROM people AS p
    CROSS JOIN clock AS k
    UNION ALL
    SELECT
      'committers', r.project, bool_or(r.span = 0), bool_or(r.span = 1), bool_or(r.span = 2), bool_or(r.span = 3)
    FROM roles AS r
    WHERE r.person_id IS NOT NULL
    GROUP BY r.project, r.person_id
    UNION ALL
    SELECT 'commits', r.project, bool_or(r.span = 0), bool_or(r.span = 1), bool_or(r.span = 2), bool_or(r.span = 3)
    FROM roles AS r
    GROUP BY r.project, r.sha
  ), moments AS (
    SELECT
      i.project,
      i.is_pull_request,
      unnest(['opened', 'closed', 'merged']) AS what,
      unnest([i.created_at, i.closed_at, i.merged_at]) AS happened_at
    FROM marts.items AS i
    WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
  ), items AS (
    SELECT
      CASE WHEN m.is_pull_request THEN 'pull_requests_' ELSE 'issues_' END || m.what AS indicator,
      m.project,
      months_back(m.happened_at, k.now_at) AS span
    FROM moments AS m
    CROSS JOIN clock AS k
    WHERE m.happened_at >= k.now_at - INTERVAL 24 MONTH
      AND m.happened_at < k.now_at
  ), waits AS (
    SELECT
      i.project,
      i.is_pull_request,
      months_back(i.created_at, k.now_at) AS span,
      CASE WHEN i.first_answer_at < k.now_at THEN date_diff('second', i.created_at, i.first_answer_at) / 3600 END AS hours
    FROM marts.items AS i
    CROSS JOIN clock AS k
    WHERE i.created_at >= k.now_at - INTERVAL 24 MONTH
      AND i.created_at < k.now_at
      AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
  ), counted AS (
    SELECT
      t.indicator,
      t.project,
      count(*) FILTER (t.in_0) AS last_3_months,
      count(*) FILTER (t.in_1) AS previous_3_months,
      count(*) FILTER (t.in_0 OR t.in_1) AS last_6_months,
      count(*) FILTER (t.in_2) AS previous_6_months,
      count(*) FILTER (t.in_0 OR t.in_1 OR t.in_2) AS last_12_months,
      count(*) FILTER (t.in_3) AS previous_12_months
    FROM things AS t
    GROUP BY t.indicator, t.project
    UNION ALL
    SELECT
      i.indicator,
      i.project,
      count(*) FILTER (i.span = 0),
      count(*) FILTER (i.span = 1),
      count(*) FILTER (i.span <= 1),
      count(*) FILTER (i.span = 2),
      count(*) FILTER (i.span <= 2),
      count(*) FILTER (i.span = 3)
    FROM items AS i
    GROUP BY i.indicator, i.project
    UNION ALL
    SELECT
      CASE WHEN w.is_pull_request THEN 'pull_requests_answered' ELSE 'issues_answered' END,
      w.project,
      count(w.hours) FILTER (w.span = 0),
      count(w.hours) FILTER (w.span = 1),
      count(w.hours) FILTER (w.span <= 1),
      count(w.hours) FILTER (w.span = 2),
      count(w.hours) FILTER (w.span <= 2),
      count(w.hours) FILTER (w.span = 3)
    FROM waits AS w
    GROUP BY w.is_pull_request, w.project
  ), ratios AS (
    SELECT
      replace(o.indicator, 'opened', 'opened_per_closed') AS indicator,
      o.project,
      o.last_3_months / nullif(c.last_3_months, 0) AS last_3_months,
      o.previous_3_months / nullif(c.previous_3_months, 0) AS previous_3_months,
      o.last_6_months / nullif(c.last_6_months, 0) AS last_6_months,
      o.previous_6_months / nullif(c.previous_6_months, 0) AS previous_6_months,
      o.last_12_months / nullif(c.last_12_months, 0) AS last_12_months,
      o.previous_12_months / nullif(c.previous_12_months, 0) AS previous_12_months
    FROM counted AS o
    JOIN counted AS c
      ON c.project = o.project AND c.indicator = replace(o.indicator, 'opened', 'closed')
    WHERE o.indicator IN ('pull_requests_opened', 'issues_opened')
  ), responses AS (
    SELECT
      CASE WHEN w.is_pull_request THEN 'pull_request_response_hours_' ELSE 'issue_response_hours_' END AS indicator,
      w.project,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span = 0) AS last_3_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span = 1) AS previous_3_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span <= 1) AS last_6_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span = 2) AS previous_6_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span <= 2) AS last_12_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span = 3) AS previous_12_months
    FROM waits AS w
    GROUP BY w.project, w.is_pull_request
  ), percentiles AS (
    SELECT
      s.indicator || unnest(['p15', 'median', 'p85']) AS indicator,
      s.project,
      unnest(s.last_3_months) AS last_3_months,
      unnest(s.previous_3_months) AS previous_3_months,
      unnest(s.last_6_months) AS last_6_months,
      unnest(s.previous_6_months) AS previous_6_months,
      unnest(s.last_12_months) AS last_12_months,
      unnest(s.previous_12_months) AS previous_12_months
    FROM responses AS s
  ), employed AS (
    /* Windows of the top company by their first letter: l for the last, p for the months before. */
    SELECT
      r.project,
      CASE r.role WHEN 'pusher' THEN 'pushed' WHEN 'author' THEN 'written' ELSE 'committed' END AS doing,
      r.sha,
      r.company IS NOT NULL AS is_known,
      list_distinct(list_prepend(r.company, coalesce(r.other_companies, []))) AS companies,
      CASE r.span
        WHEN 0 THEN ['last_3_months', 'last_6_months', 'last_12_months']
        WHEN 1 THEN ['previous_3_months', 'last_6_months', 'last_12_months']
        WHEN 2 THEN ['previous_6_months', 'last_12_months']
        ELSE ['previous_12_months']
      END AS windows
    FROM roles AS r
    WHERE r.role <> 'co_author'
  ), by_window AS (
    SELECT m.project, m.doing, unnest(m.windows) AS time_window, m.sha, m.is_known, m.companies
    FROM employed AS m
  ), totals AS (
    SELECT
      b.project,
      b.doing,
      b.time_window,
      count(DISTINCT b.sha) AS commits,
      count(DISTINCT b.sha) FILTER (b.is_known) AS known
    FROM by_window AS b
    GROUP BY b.project, b.doing, b.time_window
  ), companies AS (
    SELECT u.project, u.doing, u.time_window, u.company, count(DISTINCT u.sha) AS commits
    FROM (
      SELECT b.project, b.doing, b.time_window, b.sha, unnest(b.companies) AS company
      FROM by_window AS b
      WHERE b.is_known
    ) AS u
    WHERE is_organisation(u.company)
    GROUP BY u.project, u.doing, u.time_window, u.company
  ), leaders AS (
    SELECT
      c.project,
      c.doing,
      c.time_window,
      arg_min(c.company, (-c.commits, c.company)) AS company,
      max(c.commits) AS commits
    FROM companies AS c
    GROUP BY c.project, c.doing, c.time_window
  ), shares AS (
    SELECT
      'top_company_' || l.doing || '_of_' || unnest(['known', 'all']) AS indicator,
      l.project,
      l.time_window,
      l.company,
      l.commits / unnest([t.known, t.commits]) AS share
    FROM leaders AS l
    JOIN totals AS t
      ON t.project = l.project AND t.doing = l.doing AND t.time_window = l.time_window
  ), tops AS (
    SELECT
      s.indicator,
      s.project,
      max(s.share) FILTER (s.time_window = 'last_3_months') AS last_3_months,
      max(s.share) FILTER (s.time_window = 'previous_3_months') AS previous_3_months,
      max(s.share) FILTER (s.time_window = 'last_6_months') AS last_6_months,
      max(s.share) FILTER (s.time_window = 'previous_6_months') AS previous_6_months,
      max(s.share) FILTER (s.time_window = 'last_12_months') AS last_12_months,
      max(s.share) FILTER (s.time_window = 'previous_12_months') AS previous_12_months,
      coalesce(
        max(s.company) FILTER (s.time_window = 'last_3_months'), max(s.company) FILTER (s.time_window = 'last_12_months')
      ) AS company
    FROM shares AS s
    GROUP BY s.indicator, s.project
  ), releases AS (
    SELECT
      l.project,
      arg_max(l.tag, (l.kind <> 'pre', l.released_at, l.repo_id, l.tag)) AS tag,
      arg_max(l.released_at, (l.kind <> 'pre', l.released_at, l.repo_id, l.tag)) AS released_at
    FROM released(for_project, for_group, for_repo, until, TRUE) AS l
    GROUP BY l.project
  ), figures AS (
    SELECT c.*, NULL::VARCHAR AS told, NULL::TIMESTAMP AS told_at
    FROM counted AS c
    UNION ALL
    SELECT r.*, NULL, NULL
    FROM ratios AS r
    UNION ALL
    SELECT c.*, NULL, NULL
    FROM percentiles AS c
    UNION ALL
    SELECT t.*, NULL
    FROM tops AS t
    UNION ALL
    SELECT 'last_release', l.project, NULL, NULL, NULL, NULL, NULL, NULL, l.tag, l.released_at
    FROM releases AS l
    UNION ALL
    SELECT
      'last_commit',
      c.project,
      NULL,
      NULL,
      NULL,
      NULL,
      NULL,
      NULL,
      CASE WHEN c.committed_at >= k.now_at - INTERVAL 90 DAY THEN 'Active' ELSE 'Inactive' END,
      c.committed_at
    FROM last_commits AS c
    CROSS JOIN clock AS k
  ), indicators AS (
    FROM (
      VALUES
        (1, 'last_release', FALSE),
        (2, 'last_commit', FALSE),
        (3, 'committers', TRUE),
        (4, 'commits', TRUE),
        (5, 'contributors', TRUE),
        (6, 'new_contributors', TRUE),
        (7, 'pull_requests_opened', TRUE),
        (8, 'pull_requests_closed', TRUE),
        (9, 'pull_requests_merged', TRUE),
        (10, 'issues_opened', TRUE),
        (11, 'issues_closed', TRUE),
        (12, 'pull_requests_opened_per_closed', FALSE),
        (13, 'issues_opened_per_closed', FALSE),
        (14, 'issues_answered', TRUE),
        (15, 'issue_response_hours_p15', FALSE),
        (16, 'issue_response_hours_median', FALSE),
        (17, 'issue_response_hours_p85', FALSE),
        (18, 'pull_requests_answered', TRUE),
        (19, 'pull_request_response_hours_p15', FALSE),
        (20, 'pull_request_response_hours_median', FALSE),
        (21, 'pull_request_response_hours_p85', FALSE),
        (22, 'top_company_pushed_of_known', FALSE),
        (23, 'top_company_written_of_known', FALSE),
        (24, 'top_company_committed_of_known', FALSE),
        (25, 'top_company_pushed_of_all', FALSE),
        (26, 'top_company_written_of_all', FALSE),
        (27, 'top_company_committed_of_all', FALSE)
    ) AS v (place, indicator, is_count)
  )
  SELECT
    p.project,
    i.place,
    i.indicator,
    CASE WHEN i.indicator = 'last_commit' THEN coalesce(f.told, 'Unknown') ELSE f.told END AS told,
    f.told_at,
    date_diff('second', f.told_at, k.now_at) / 86400 AS days_since,
    coalesce(f.last_3_months, CASE WHEN i.is_count THEN 0 END) AS last_3_months,
    CASE
      WHEN k.starts_at <= k.now_at - INTERVAL 6 MONTH
      THEN coalesce(f.previous_3_months, CASE WHEN i.is_count THEN 0 END)
    END AS previous_3_months,
    coalesce(f.last_6_months, CASE WHEN i.is_count THEN 0 END) AS last_6_months,
    CASE
      WHEN k.starts_at <= k.now_at - INTERVAL 12 MONTH
      THEN coalesce(f.previous_6_months, CASE WHEN i.is_count THEN 0 END)
    END AS previous_6_months,
    coalesce(f.last_12_months, CASE WHEN i.is_count THEN 0 END) AS last_12_months,
    CASE
      WHEN k.starts_at <= k.now_at - INTERVAL 24 MONTH
      THEN coalesce(f.previous_12_months, CASE WHEN i.is_count THEN 0 END)
    END AS previous_12_months
  FROM core.projects AS p
  CROSS JOIN indicators AS i
  CROSS JOIN clock AS k
  LEFT JOIN figures AS f
    ON f.project = p.project AND f.indicator = i.indicator
  WHERE p.project IN (SELECT r.project FROM core.repos AS r WHERE in_scope(r.project, r.repo_id, for_project, for_group, for_repo))
