/* One row per label and what it says in Prow's terms: the SIG it names, a kind, a priority, a size, that it keeps a
pull request from merging, or that it is an approval. A label can say two things
(priority/critical-urgent); most labels say none and are not here. */
MODEL (
  name core.labels,
  kind FULL,
  grain (label, category),
  audits (
    not_null(columns := (label, category, name)),
    unique_combination_of_columns(columns := (label, category)),
    accepted_values(column := category, is_in := ('sig', 'kind', 'priority', 'size', 'blocking', 'approval'))
  )
);

WITH blocking AS (
  FROM (
    VALUES
      ('cla: no'),
      ('cncf-cla: no'),
      ('do-not-merge'),
      ('do-not-merge/blocked-paths'),
      ('do-not-merge/cherry-pick-not-approved'),
      ('do-not-merge/hold'),
      ('do-not-merge/release-note-label-needed'),
      ('do-not-merge/work-in-progress'),
      ('needs-ok-to-test'),
      ('needs-rebase'),
      ('needs-priority'),
      ('priority/critical-urgent'),
      ('release-note-label-needed')
  ) AS b (label)
), used AS (
  SELECT label
  FROM core.label_events
  UNION
  SELECT UNNEST(labels)
  FROM core.issues
  UNION
  SELECT UNNEST(labels)
  FROM core.pull_requests
), split AS (
  SELECT
    label,
    SPLIT_PART(LOWER(label), '/', 1) AS category,
    SUBSTRING(LOWER(label), STRPOS(label, '/') + 1) AS name
  FROM used
  WHERE label LIKE '%/_%'
)
SELECT
  s.label, /* as GitHub has it */
  s.category, /* sig, kind, priority, size, blocking or approval */
  COALESCE(a.sig, s.name) AS name /* what comes after the slash, lower case; a SIG by the name it goes by now */
FROM split AS s
LEFT JOIN core.sig_aliases AS a
  ON s.category = 'sig' AND a.alias = s.name
WHERE
  s.category IN ('sig', 'kind', 'priority', 'size')
  AND NOT s.name LIKE '%use-only-as-a-last-resort'
  AND (
    a.alias IS NULL OR NOT a.sig IS NULL
  )
UNION ALL
SELECT u.label, 'blocking', b.label
FROM used AS u
JOIN blocking AS b
  ON b.label = LOWER(u.label)
UNION ALL
SELECT label, 'approval', LOWER(label)
FROM used
WHERE
  LOWER(label) IN ('lgtm', 'approved')
