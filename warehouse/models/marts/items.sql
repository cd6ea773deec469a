/* One row per issue or pull request in its newest known state, with what others did on it and when first. An answer is
a comment, a review, a closing, merge or reopening by a human who is not the author, after the opening. */
MODEL (
  name marts.items,
  kind FULL,
  grain (repo_id, number),
  audits (
    not_null(columns := (repo_id, number, is_pull_request)),
    unique_combination_of_columns(columns := (repo_id, number, is_pull_request)),
    never_before(later := first_answer_at, earlier := created_at)
  )
);

WITH items AS (
  SELECT
    repo_id,
    number,
    FALSE AS is_pull_request,
    project,
    title,
    state,
    NULL::BOOLEAN AS is_draft,
    person_id,
    person_kind,
    company,
    other_companies,
    author_association,
    created_at,
    updated_at,
    closed_at,
    NULL::TIMESTAMP AS merged_at,
    NULL::BIGINT AS merged_by_id,
    NULL::BIGINT AS head_repo_id,
    milestone,
    labels,
    NULL::INTEGER AS additions,
    NULL::INTEGER AS deletions,
    NULL::INTEGER AS changed_files,
    comment_count,
    TRUE AS has_conversation,
    FALSE AS has_own_object
  FROM core.issues
  UNION ALL
  SELECT
    repo_id,
    number,
    TRUE,
    project,
    title,
    state,
    is_draft,
    person_id,
    person_kind,
    company,
    other_companies,
    author_association,
    created_at,
    updated_at,
    closed_at,
    merged_at,
    merged_by_id,
    head_repo_id,
    milestone,
    labels,
    additions,
    deletions,
    changed_files,
    comment_count,
    has_conversation,
    has_own_object
  FROM core.pull_requests
), doings AS (
  SELECT
    repo_id,
    number,
    is_pull_request,
    person_id,
    created_at AS happened_at,
    CASE kind WHEN 'review' THEN 'comment on the diff' ELSE 'comment' END AS what
  FROM core.comments
  WHERE person_kind = 'human' AND NOT number IS NULL
  UNION ALL
  SELECT repo_id, number, TRUE, person_id, submitted_at, 'review'
  FROM core.reviews
  WHERE person_kind = 'human'
  UNION ALL
  SELECT repo_id, number, type = 'PullRequestEvent', person_id, created_at, 'change'
  FROM core.events
  WHERE
    type IN ('IssuesEvent', 'PullRequestEvent')
    AND is_contribution
    AND person_kind = 'human'
    AND NOT number IS NULL
), acted AS (
  SELECT
    i.repo_id,
    i.number,
    i.is_pull_request,
    d.happened_at,
    d.what,
    COALESCE(d.person_id <> i.person_id, FALSE) AND d.happened_at >= i.created_at AS is_answer
  FROM items AS i
  JOIN doings AS d
    ON d.repo_id = i.repo_id
    AND d.number = i.number
    AND COALESCE(d.is_pull_request, i.is_pull_request) = i.is_pull_request
), counted AS (
  SELECT
    repo_id,
    number,
    is_pull_request,
    MIN(happened_at) FILTER(WHERE is_answer) AS first_answer_at,
    MIN(happened_at) FILTER(WHERE is_answer AND STARTS_WITH(what, 'comment')) AS first_comment_at,
    MIN(happened_at) FILTER(WHERE is_answer AND what IN ('review', 'comment on the diff')) AS first_review_at,
    MAX(happened_at) AS last_active_at,
    COUNT(*) FILTER(WHERE is_answer) AS answers,
    COUNT(*) FILTER(WHERE is_answer AND STARTS_WITH(what, 'comment')) AS comments_by_others,
    COUNT(*) FILTER(WHERE is_answer AND what = 'review') AS reviews_by_others
  FROM acted
  GROUP BY
    repo_id,
    number,
    is_pull_request
), assigned AS (
  SELECT repo_id, number, MIN(assigned_at) AS first_assigned_at
  FROM core.assignments
  GROUP BY
    repo_id,
    number
), approvals AS (
  SELECT
    repo_id,
    number,
    MIN(starts_at) FILTER(WHERE label = 'lgtm') AS lgtm_at,
    MIN(starts_at) FILTER(WHERE label = 'approved') AS approved_at
  FROM core.label_spans
  WHERE label IN ('lgtm', 'approved')
  GROUP BY
    repo_id,
    number
)
SELECT
  i.repo_id,
  i.number,
  i.is_pull_request,
  i.project,
  i.title,
  i.state, /* open or closed; a merged one is closed */
  i.is_draft,
  i.person_id, /* author */
  i.person_kind,
  i.company, /* the author's employer when it was opened; NULL where unknown */
  i.other_companies,
  i.author_association,
  i.created_at,
  i.updated_at,
  i.closed_at,
  i.merged_at,
  i.merged_by_id,
  i.head_repo_id,
  i.milestone,
  i.labels,
  i.additions,
  i.deletions,
  i.changed_files,
  i.comment_count, /* as GitHub counts them */
  i.has_conversation,
  i.has_own_object,
  c.first_answer_at, /* first answer of any kind; NULL while nobody answered */
  c.first_comment_at, /* first comment among the answers */
  c.first_review_at, /* first review or comment on the diff among the answers */
  a.first_assigned_at, /* first assignment to anybody, at the latest */
  p.lgtm_at, /* first time the label lgtm was on */
  p.approved_at, /* first time the label approved was on */
  GREATEST(c.last_active_at, i.created_at) AS last_active_at, /* last doing of any human, the author's too */
  COALESCE(c.answers, 0) AS answers,
  COALESCE(c.comments_by_others, 0) AS comments_by_others,
  COALESCE(c.reviews_by_others, 0) AS reviews_by_others
FROM items AS i
LEFT JOIN counted AS c
  ON c.repo_id = i.repo_id AND c.number = i.number AND c.is_pull_request = i.is_pull_request
LEFT JOIN assigned AS a
  ON a.repo_id = i.repo_id AND a.number = i.number
LEFT JOIN approvals AS p
  ON p.repo_id = i.repo_id AND p.number = i.number
