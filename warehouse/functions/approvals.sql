/* What counts as reviewing in projects that work with Prow: submitted reviews, comments on diffs, /lgtm and /approve on
a line of their own, and the labels lgtm and approved set by hand. One row each: what (review, lgtm, approve), whether
it is_label, and thing, which names what was done: one comment with both commands is one thing. reading 'devstats' knows
events only: who caused the first event that showed a label set it (is_first marks the first of both labels, which
alone makes a reviewer there, a bot too), and the bare commands count. */
CREATE OR REPLACE MACRO approvals(
  for_project, for_group, for_repo, for_company, for_country, since, until, window_days, who, reading
) AS TABLE
  WITH reviews AS (
    SELECT v.submitted_at AS happened_at, v.*, 'review ' || v.review_id AS thing
    FROM core.reviews AS v
    WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
      AND within_windows(v.submitted_at, since, until, window_days)
  ), comments AS (
    SELECT m.created_at AS happened_at, m.*, 'comment ' || m.comment_id AS thing
    FROM core.comments AS m
    WHERE m.kind = 'review'
      AND in_scope(m.project, m.repo_id, for_project, for_group, for_repo, fact_section_id := m.section_id)
      AND within_windows(m.created_at, since, until, window_days)
  ), events AS (
    SELECT e.*
    FROM core.events AS e
    WHERE reading = 'devstats'
      AND e.number IS NOT NULL
      AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
      AND within_windows(e.created_at, since, until, window_days)
  ), commands AS (
    SELECT x.command AS what, x.created_at AS happened_at, x.*, x.origin || ' ' || x.origin_id AS thing
    FROM core.commands AS x
    WHERE x.command IN ('lgtm', 'approve')
      AND (x.argument IS NULL OR (reading = 'exact' AND NOT starts_with(lower(x.argument), 'cancel')))
      AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
      AND within_windows(x.created_at, since, until, window_days)
  ), labels AS (
    SELECT
      CASE WHEN l.label = 'lgtm' THEN 'lgtm' ELSE 'approve' END AS what,
      l.*,
      'label ' || l.repo_id || ' ' || l.number || ' ' || l.label || ' ' || l.happened_at AS thing
    FROM core.label_events AS l
    WHERE l.label IN ('lgtm', 'approved')
      AND l.action = 'labeled'
      AND in_scope(l.project, l.repo_id, for_project, for_group, for_repo)
      AND within_windows(l.happened_at, since, until, window_days)
  ), first_labels AS (
    SELECT
      l.repo_id,
      l.number,
      l.what,
      min(l.happened_at) AS happened_at,
      row_number() OVER (PARTITION BY l.repo_id, l.number ORDER BY min(l.happened_at), l.what DESC) = 1 AS is_first
    FROM labels AS l
    GROUP BY l.repo_id, l.number, l.what
  ), done AS (
    SELECT
      'review' AS what,
      FALSE AS is_label,
      TRUE AS is_first,
      happened_at,
      project,
      repo_id,
      NULL::BIGINT AS section_id,
      number,
      person_id,
      person_kind,
      thing
    FROM reviews
    WHERE reading = 'exact'
    UNION ALL
    SELECT 'review', FALSE, TRUE, happened_at, project, repo_id, section_id, number, person_id, person_kind, thing
    FROM comments
    WHERE reading = 'exact'
    UNION ALL
    SELECT what, FALSE, TRUE, happened_at, project, repo_id, section_id, number, person_id, person_kind, thing
    FROM commands
    WHERE reading = 'exact'
    UNION ALL
    SELECT
      l.what,
      TRUE,
      TRUE,
      l.happened_at,
      l.project,
      l.repo_id,
      NULL,
      l.number,
      l.person_id,
      coalesce(p.kind, 'human'),
      l.thing
    FROM labels AS l
    LEFT JOIN core.people AS p
      ON p.person_id = l.person_id
    WHERE reading = 'exact' AND l.person_id IS NOT NULL
    UNION ALL
    SELECT 'review', FALSE, TRUE, created_at, project, repo_id, section_id, number, person_id, person_kind, event_id::VARCHAR
    FROM events
    WHERE type IN ('PullRequestReviewEvent', 'PullRequestReviewCommentEvent')
    UNION ALL
    SELECT
      x.what,
      FALSE,
      TRUE,
      e.created_at,
      e.project,
      e.repo_id,
      e.section_id,
      e.number,
      e.person_id,
      e.person_kind,
      e.event_id::VARCHAR
    FROM commands AS x
    JOIN events AS e
      ON e.repo_id = x.repo_id
      AND e.number = x.number
      AND e.person_id = x.person_id
      AND e.type LIKE '%CommentEvent'
      AND e.created_at BETWEEN x.happened_at AND x.happened_at + INTERVAL 5 SECOND
    UNION ALL
    SELECT
      l.what,
      TRUE,
      l.is_first,
      e.created_at,
      e.project,
      e.repo_id,
      e.section_id,
      e.number,
      e.person_id,
      e.person_kind,
      e.event_id::VARCHAR
    FROM first_labels AS l
    JOIN events AS e
      ON e.repo_id = l.repo_id AND e.number = l.number AND e.created_at = l.happened_at
    QUALIFY e.event_id = min(e.event_id) OVER (PARTITION BY l.repo_id, l.number, l.what)
  )
  SELECT
    d.what,
    d.is_label,
    d.is_first,
    d.happened_at,
    d.project,
    d.repo_id,
    d.section_id,
    d.number,
    d.person_id,
    d.person_kind,
    a.company,
    a.other_companies,
    d.thing
  FROM done AS d
  LEFT JOIN core.affiliations AS a
    ON a.person_id = d.person_id
    AND d.happened_at >= a.starts_on
    AND d.happened_at < a.ends_on
  WHERE (is_who(d.person_kind, who) OR (reading = 'devstats' AND d.is_label))
    AND is_from(d.person_id, a.company, a.other_companies, for_company, for_country)
