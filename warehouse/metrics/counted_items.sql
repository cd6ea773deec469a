/*
title: What was counted
question: Which pull requests, issues, commits or comments are behind a number?
definition: >-
  Each single thing that a measure counts, with its address on GitHub, the newest first: as many rows as the metrics'
  number says for the same scope, range and people. Who is the person, the author's or doer's employer at that moment
  the company, as in the metric that counts. Events that GitHub has no page for lead to the nearest one.
grain: one row per thing
unit: things
columns:
  happened_at: the moment that it counts at, UTC
  url: its address on GitHub
  kind: what it is
  title: of the issue or pull request that it is or belongs to, or the commit's first line, as last seen
  login: who did it; of a commit its author, else another one of the asked people with a part in it
  company: the person's employer at that moment; NULL where unknown
  repository: owner/name
  number: of the issue or pull request; NULL where there is none
  id: a commit's sha, or the number that GitHub gives a comment, review or event; NULL for issues and pull requests
parameters: [for_project, for_group, for_repo, for_company, for_country, for_person, since, until, who]
own_parameters:
  measured:
    default: pull_requests
    choices: [contributions, events, pushes, pull_request_events, issue_events, review_events, issue_comments, review_comments, commit_comments, stars, forks, comments, reviews, reviews_of_others, issues, closed_issues, issues_still_open, open_issues, pull_requests, merged_pull_requests, closed_unmerged, opened_and_merged, opened_and_declined, pull_requests_still_open, unanswered_pull_requests, open_pull_requests, merges, commits, commit_parts]
    help: >-
      what is counted; opened_and_..., still_open and unanswered are of what was opened in the range, as it is now; open_...
      were open at its end; merges are of who merged; commit_parts are commits that the people pushed, wrote, committed
      or co-wrote in the range, each push anew
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
devstats: []
chart: table
*/
WITH happened AS (
  SELECT
    e.created_at AS happened_at,
    e.type.replace('Event', '') AS kind,
    e.repo_id,
    e.number,
    e.event_id::VARCHAR AS id,
    NULL::VARCHAR AS subject,
    e.person_id,
    e.company,
    CASE e.type
      WHEN 'PushEvent' THEN '/commits'
      WHEN 'WatchEvent' THEN '/stargazers'
      WHEN 'ForkEvent' THEN '/forks'
      ELSE coalesce('/issues/' || e.number, '')
    END AS path
  FROM core.events AS e
  WHERE CASE measured
      WHEN 'contributions' THEN e.is_contribution
      WHEN 'events' THEN TRUE
      WHEN 'pushes' THEN e.type = 'PushEvent'
      WHEN 'pull_request_events' THEN e.type = 'PullRequestEvent' AND e.is_contribution
      WHEN 'issue_events' THEN e.type = 'IssuesEvent' AND e.is_contribution
      WHEN 'review_events' THEN e.type = 'PullRequestReviewEvent'
      WHEN 'issue_comments' THEN e.type = 'IssueCommentEvent'
      WHEN 'review_comments' THEN e.type = 'PullRequestReviewCommentEvent'
      WHEN 'commit_comments' THEN e.type = 'CommitCommentEvent'
      WHEN 'stars' THEN e.type = 'WatchEvent'
      WHEN 'forks' THEN e.type = 'ForkEvent'
      ELSE FALSE
    END
    AND in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_who(e.person_kind, who)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
  UNION ALL
  SELECT
    c.created_at,
    c.kind || ' comment',
    c.repo_id,
    c.number,
    c.comment_id::VARCHAR,
    NULL,
    c.person_id,
    c.company,
    coalesce(
      CASE c.kind
        WHEN 'issue' THEN '/issues/' || c.number || '#issuecomment-' || c.comment_id
        WHEN 'review' THEN '/pull/' || c.number || '#discussion_r' || c.comment_id
        ELSE '/commit/' || c.commit_sha || '#commitcomment-' || c.comment_id
      END,
      ''
    )
  FROM core.comments AS c
  WHERE measured = 'comments'
    AND in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
    AND within(c.created_at, since, until)
  UNION ALL
  SELECT
    v.submitted_at,
    'review',
    v.repo_id,
    v.number,
    v.review_id::VARCHAR,
    NULL,
    v.person_id,
    v.company,
    '/pull/' || v.number || '#pullrequestreview-' || v.review_id
  FROM core.reviews AS v
  LEFT JOIN core.pull_requests AS q
    ON measured = 'reviews_of_others' AND q.repo_id = v.repo_id AND q.number = v.number
  WHERE measured IN ('reviews', 'reviews_of_others')
    AND (measured = 'reviews' OR q.person_id IS DISTINCT FROM v.person_id)
    AND in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND is_who(v.person_kind, who)
    AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
    AND within(v.submitted_at, since, until)
  UNION ALL
  SELECT
    i.created_at,
    CASE WHEN i.is_pull_request THEN 'pull request' ELSE 'issue' END,
    i.repo_id,
    i.number,
    NULL,
    NULL,
    i.person_id,
    i.company,
    CASE WHEN i.is_pull_request THEN '/pull/' ELSE '/issues/' END || i.number
  FROM marts.items AS i
  WHERE CASE measured
      WHEN 'issues' THEN NOT i.is_pull_request
      WHEN 'issues_still_open' THEN NOT i.is_pull_request AND i.closed_at IS NULL
      WHEN 'open_issues' THEN NOT i.is_pull_request AND NOT coalesce(i.closed_at < until::TIMESTAMP, FALSE)
      WHEN 'pull_requests' THEN i.is_pull_request
      WHEN 'opened_and_merged' THEN i.is_pull_request AND i.merged_at IS NOT NULL
      WHEN 'opened_and_declined' THEN i.is_pull_request AND i.merged_at IS NULL AND i.state = 'closed'
      WHEN 'pull_requests_still_open' THEN i.is_pull_request AND i.state = 'open'
      WHEN 'unanswered_pull_requests' THEN i.is_pull_request AND i.first_answer_at IS NULL
      WHEN 'open_pull_requests' THEN i.is_pull_request AND NOT coalesce(i.closed_at < until::TIMESTAMP, FALSE)
      ELSE FALSE
    END
    AND in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND i.created_at < until::TIMESTAMP
    AND (measured IN ('open_issues', 'open_pull_requests') OR i.created_at >= since::TIMESTAMP)
  UNION ALL
  SELECT
    q.merged_at,
    'pull request',
    q.repo_id,
    q.number,
    NULL,
    NULL,
    q.merged_by_id,
    a.company,
    '/pull/' || q.number
  FROM core.pull_requests AS q
  LEFT JOIN core.people AS p
    ON p.person_id = q.merged_by_id
  LEFT JOIN core.affiliations AS a
    ON a.person_id = q.merged_by_id
    AND q.merged_at >= a.starts_on
    AND q.merged_at < a.ends_on
  WHERE measured = 'merges'
    AND q.merged_by_id IS NOT NULL
    AND in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(coalesce(p.kind, 'human'), who)
    AND is_from(q.merged_by_id, a.company, a.other_companies, for_company, for_country)
    AND within(q.merged_at, since, until)
  UNION ALL
  SELECT
    max(m.happened_at),
    'issue',
    m.repo_id,
    m.number,
    NULL,
    NULL,
    arg_max(m.person_id, m.happened_at),
    arg_max(m.company, m.happened_at),
    '/issues/' || m.number
  FROM issue_closings(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE measured = 'closed_issues'
    AND within(m.happened_at, since, until)
  GROUP BY m.repo_id, m.number
  UNION ALL
  SELECT
    max(m.happened_at),
    'pull request',
    m.repo_id,
    m.number,
    NULL,
    NULL,
    arg_max(m.person_id, m.happened_at),
    arg_max(m.company, m.happened_at),
    '/pull/' || m.number
  FROM pull_request_moments(for_project, for_group, for_repo, for_company, for_country, who) AS m
  WHERE CASE measured
      WHEN 'merged_pull_requests' THEN m.what = 'merged'
      WHEN 'closed_unmerged' THEN m.what = 'closed_unmerged'
      ELSE FALSE
    END
    AND within(m.happened_at, since, until)
  GROUP BY m.repo_id, m.number
), roles AS (
  SELECT
    x.sha,
    x.repo_id,
    x.person_id,
    CASE WHEN measured = 'commits' THEN c.counted_at ELSE x.happened_at END AS happened_at,
    x.company,
    CASE x.role WHEN 'author' THEN 1 WHEN 'co_author' THEN 2 WHEN 'committer' THEN 3 ELSE 4 END AS place,
    c.subject
  FROM core.commit_roles AS x
  JOIN core.commits AS c
    ON c.sha = x.sha AND c.repo_id = x.repo_id
  WHERE measured IN ('commits', 'commit_parts')
    AND x.role IN ('pusher', 'author', 'committer', 'co_author')
    AND (measured = 'commits' OR x.person_id IS NOT NULL)
    AND in_scope(x.project, x.repo_id, for_project, for_group, for_repo, fact_section_id := x.section_id)
    AND is_who(x.person_kind, who)
    AND is_from(x.person_id, x.company, x.other_companies, for_company, for_country)
    AND is_person(x.person_id, for_person)
), things AS (
  SELECT h.*
  FROM happened AS h
  WHERE is_person(h.person_id, for_person)
  UNION ALL
  SELECT
    min(o.happened_at),
    'commit',
    arg_min(o.repo_id, (o.happened_at, o.repo_id)),
    NULL,
    o.sha,
    any_value(o.subject),
    arg_min(o.person_id, (o.place, o.person_id)),
    arg_min(o.company, (o.place, o.person_id)),
    '/commit/' || o.sha
  FROM roles AS o
  WHERE within(o.happened_at, since, until)
  GROUP BY o.sha
)
SELECT
  t.happened_at,
  'https://github.com/' || r.name || t.path AS url,
  t.kind,
  coalesce(t.subject, q.title, i.title) AS title,
  coalesce(p.login, '(unknown)') AS login,
  t.company,
  r.name AS repository,
  t.number,
  t.id
FROM things AS t
LEFT JOIN core.repos AS r
  ON r.repo_id = t.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = t.person_id
LEFT JOIN core.pull_requests AS q
  ON q.repo_id = t.repo_id AND q.number = t.number
LEFT JOIN core.issues AS i
  ON i.repo_id = t.repo_id AND i.number = t.number
ORDER BY t.happened_at DESC, repository, t.number DESC, t.id
