/* One row per project and indicator of health, at the end of the range or of the data (now): its number over the last 3, 6
and 12 months (last_*) and over as many before these (previous_*, NULL where the data does not reach back that far); told
and told_at say what is no number: a tag, a company, a date. Counts are 0, ratios, times and shares NULL where nothing
happened. */
CREATE OR REPLACE MACRO health_figures(for_project, for_group, for_repo, until, who) AS TABLE
  WITH clock AS (
    SELECT
      n.now_at,
      n.now_at - INTERVAL 3 MONTH AS at_3,
      n.now_at - INTERVAL 6 MONTH AS at_6,
      n.now_at - INTERVAL 12 MONTH AS at_12,
      n.now_at - INTERVAL 24 MONTH AS at_24,
      (SELECT min(h.archive_hour) FROM core.archive_hours AS h WHERE h.status = 'complete') AS starts_at
    FROM (SELECT known_at(until) AS now_at) AS n
  ), windows AS (
    /* A span of time is a bit: 1 the last three months, 2 the three before, 4 the six before these, 8 the year before. */
    FROM (
      VALUES
        ('last_3_months', 1),
        ('previous_3_months', 2),
        ('last_6_months', 3),
        ('previous_6_months', 4),
        ('last_12_months', 7),
        ('previous_12_months', 8)
    ) AS v (time_window, bits)
  ), contributors AS (
    SELECT c.project, c.person_id, bit_or(c.spans) AS spans
    FROM (
      /* A person's first and last contribution of a week say all of it: no week has the ends of two spans in it. */
      SELECT
        w.project,
        w.person_id,
        CASE
          WHEN w.first_contribution_at >= k.at_24
          THEN span_bit(w.first_contribution_at, k.at_3, k.at_6, k.at_12)
          ELSE 0
        END
        | CASE
            WHEN w.last_contribution_at < k.now_at
            THEN span_bit(w.last_contribution_at, k.at_3, k.at_6, k.at_12)
            ELSE 0
          END AS spans
      FROM marts.person_weeks AS w
      CROSS JOIN clock AS k
      WHERE by_weeks(for_project, for_group, for_repo, 'week', 1)
        AND w.starts_on > (k.at_24 - INTERVAL 7 DAY)::DATE
        AND w.first_contribution_at < k.now_at
        AND w.last_contribution_at >= k.at_24
        AND in_scope(w.project, NULL, for_project, 'all', 'all')
        AND is_who(w.person_kind, who)
      UNION ALL
      SELECT e.project, e.person_id, span_bit(e.created_at, k.at_3, k.at_6, k.at_12)
      FROM core.events AS e
      CROSS JOIN clock AS k
      WHERE NOT by_weeks(for_project, for_group, for_repo, 'week', 1)
        AND e.is_contribution
        AND e.created_at >= k.at_24
        AND e.created_at < k.now_at
        AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
        AND is_who(e.person_kind, who)
    ) AS c
    GROUP BY c.project, c.person_id
  ), firsts AS (
    SELECT f.project, f.person_id, min(f.first_at) AS first_at
    FROM marts.first_contributions AS f
    CROSS JOIN clock AS k
    WHERE f.first_at < k.now_at
      AND in_scope(f.project, f.repo_id, for_project, for_group, for_repo, fact_section_id := f.section_id)
      AND is_who(f.person_kind, who)
    GROUP BY f.project, f.person_id
  ), roles AS (
    SELECT
      x.project,
      x.commit_key,
      x.person_id,
      x.employer_id,
      x.other_companies IS NOT NULL AS has_others,
      span_bit(x.happened_at, k.at_3, k.at_6, k.at_12) AS span,
      /* The span's bit once for each doing: pushed, written, committed. */
      span_bit(x.happened_at, k.at_3, k.at_6, k.at_12)
        * (x.is_pusher::INTEGER + 16 * x.is_author::INTEGER + 256 * x.is_committer::INTEGER) AS doings
    FROM marts.commit_people AS x
    CROSS JOIN clock AS k
    WHERE x.is_exact
      AND x.happened_at >= k.at_24
      AND x.happened_at < k.now_at
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
      AND is_who(x.person_kind, who)
  ), commits AS (
    SELECT
      m.project,
      m.commit_key,
      m.marks & 4095 AS doings,
      (m.marks >> 12) & 15 AS spans,
      (m.marks >> 16) & 4095 AS known,
      m.employer_id,
      m.marks >= 268435456 OR coalesce(m.employer_id <> m.other_id, FALSE) AS has_several
    FROM (
      /* One number says it all, as that is less to keep for each commit: 12 bits of doings, 4 of spans, 12 of the doings
      of those whose employer is known, and whether any of them had several. */
      SELECT
        r.project,
        r.commit_key,
        bit_or(
          r.doings
          + 4096 * r.span
          + CASE WHEN r.employer_id IS NOT NULL THEN 65536 * r.doings ELSE 0 END
          + 268435456 * r.has_others::INTEGER
        ) AS marks,
        min(r.employer_id) AS employer_id,
        max(r.employer_id) AS other_id
      FROM roles AS r
      GROUP BY r.project, r.commit_key
    ) AS m
  ), last_commits AS (
    SELECT x.project, max(x.happened_at) AS committed_at
    FROM marts.commit_people AS x
    CROSS JOIN clock AS k
    WHERE x.is_exact
      AND x.happened_at < k.now_at
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
      AND is_who(x.person_kind, who)
    GROUP BY x.project
  ), recent AS (
    /* What was open at some time of the last two years. */
    SELECT i.project, i.is_pull_request, i.created_at, i.closed_at, i.merged_at, i.first_answer_at
    FROM marts.items AS i
    CROSS JOIN clock AS k
    WHERE i.created_at < k.now_at
      AND coalesce(i.closed_at, 'infinity') >= k.at_24
      AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
      AND is_who(i.person_kind, who)
  ), items AS (
    SELECT 'opened' AS what, i.is_pull_request, i.project, i.created_at AS happened_at
    FROM recent AS i
    UNION ALL
    SELECT 'closed', i.is_pull_request, i.project, i.closed_at
    FROM recent AS i
    UNION ALL
    SELECT 'merged', i.is_pull_request, i.project, i.merged_at
    FROM recent AS i
  ), waits AS (
    SELECT
      i.project,
      i.is_pull_request,
      span_bit(i.created_at, k.at_3, k.at_6, k.at_12) AS span,
      CASE WHEN i.first_answer_at < k.now_at THEN date_diff('second', i.created_at, i.first_answer_at) / 3600 END AS hours
    FROM recent AS i
    CROSS JOIN clock AS k
    WHERE i.created_at >= k.at_24
  ), things AS (
    /* How many were seen in which spans: who or what is counted once, whatever the number of rows about it. */
    SELECT 'contributors' AS indicator, c.project, c.spans, count(*) AS number
    FROM contributors AS c
    GROUP BY ALL
    UNION ALL
    SELECT 'new_contributors', f.project, span_bit(f.first_at, k.at_3, k.at_6, k.at_12), count(*)
    FROM firsts AS f
    CROSS JOIN clock AS k
    WHERE f.first_at >= k.at_24
    GROUP BY ALL
    UNION ALL
    SELECT 'committers', p.project, p.spans, count(*)
    FROM (
      SELECT r.project, r.person_id, bit_or(r.span) AS spans
      FROM roles AS r
      WHERE r.person_id IS NOT NULL
      GROUP BY r.project, r.person_id
    ) AS p
    GROUP BY ALL
    UNION ALL
    SELECT 'commits', c.project, c.spans, count(*)
    FROM commits AS c
    GROUP BY ALL
    UNION ALL
    SELECT
      CASE WHEN i.is_pull_request THEN 'pull_requests_' ELSE 'issues_' END || i.what,
      i.project,
      span_bit(i.happened_at, k.at_3, k.at_6, k.at_12),
      count(*)
    FROM items AS i
    CROSS JOIN clock AS k
    WHERE i.happened_at >= k.at_24 AND i.happened_at < k.now_at
    GROUP BY ALL
    UNION ALL
    SELECT
      CASE WHEN w.is_pull_request THEN 'pull_requests_answered' ELSE 'issues_answered' END, w.project, w.span, count(w.hours)
    FROM waits AS w
    GROUP BY ALL
  ), counted AS (
    SELECT
      t.indicator,
      t.project,
      (coalesce(sum(t.number) FILTER (t.spans & 1 <> 0), 0))::BIGINT AS last_3_months,
      (coalesce(sum(t.number) FILTER (t.spans & 2 <> 0), 0))::BIGINT AS previous_3_months,
      (coalesce(sum(t.number) FILTER (t.spans & 3 <> 0), 0))::BIGINT AS last_6_months,
      (coalesce(sum(t.number) FILTER (t.spans & 4 <> 0), 0))::BIGINT AS previous_6_months,
      (coalesce(sum(t.number) FILTER (t.spans & 7 <> 0), 0))::BIGINT AS last_12_months,
      (coalesce(sum(t.number) FILTER (t.spans & 8 <> 0), 0))::BIGINT AS previous_12_months
    FROM things AS t
    GROUP BY t.indicator, t.project
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
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 1 <> 0) AS last_3_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 2 <> 0) AS previous_3_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 3 <> 0) AS last_6_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 4 <> 0) AS previous_6_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 7 <> 0) AS last_12_months,
      quantile_disc(w.hours, [0.15, 0.5, 0.85]) FILTER (w.span & 8 <> 0) AS previous_12_months
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
  ), shared AS (
    SELECT r.project, r.commit_key, r.doings, o.company, o.other_companies
    FROM roles AS r
    JOIN core.employers AS o
      ON o.employer_id = r.employer_id
    SEMI JOIN (SELECT c.project, c.commit_key FROM commits AS c WHERE c.has_several) AS s
      ON s.commit_key = r.commit_key AND s.project = r.project
    WHERE r.doings > 0
  ), held AS (
    /* Commits by what each company's people did of them, and when; those of several companies count for each. */
    SELECT c.project, o.company, c.known AS doings, sum(c.number) AS number
    FROM (
      SELECT c.project, c.employer_id, c.known, count(*) AS number
      FROM commits AS c
      WHERE NOT c.has_several AND c.known > 0
      GROUP BY ALL
    ) AS c
    JOIN core.employers AS o
      ON o.employer_id = c.employer_id
    GROUP BY ALL
    UNION ALL
    SELECT h.project, h.company, h.doings, count(*)
    FROM (
      SELECT u.project, u.company, u.commit_key, bit_or(u.doings) AS doings
      FROM (
        SELECT s.project, s.commit_key, s.doings, s.company
        FROM shared AS s
        UNION ALL
        SELECT s.project, s.commit_key, s.doings, unnest(s.other_companies)
        FROM shared AS s
        WHERE s.other_companies IS NOT NULL
      ) AS u
      GROUP BY u.project, u.company, u.commit_key
    ) AS h
    GROUP BY ALL
  ), kinds AS (
    FROM (VALUES ('pushed', 1), ('written', 16), ('committed', 256)) AS v (doing, unit)
  ), totals AS (
    SELECT
      c.project,
      d.doing,
      w.time_window,
      sum(c.number) AS commits,
      sum(c.number) FILTER (c.known & (w.bits * d.unit) <> 0) AS known
    FROM (SELECT c.project, c.doings, c.known, count(*) AS number FROM commits AS c GROUP BY ALL) AS c
    CROSS JOIN kinds AS d
    CROSS JOIN windows AS w
    WHERE c.doings & (w.bits * d.unit) <> 0
    GROUP BY c.project, d.doing, w.time_window
  ), companies AS (
    SELECT h.project, d.doing, w.time_window, h.company, sum(h.number) AS commits
    FROM held AS h
    CROSS JOIN kinds AS d
    CROSS JOIN windows AS w
    WHERE h.doings & (w.bits * d.unit) <> 0 AND is_organisation(h.company)
    GROUP BY h.project, d.doing, w.time_window, h.company
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
