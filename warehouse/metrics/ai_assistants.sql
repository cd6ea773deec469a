/*
title: AI assistants
question: Which AI assistants take part, and how?
definition: >-
  AI tools that trailers of commits name as helpers, and agents that act by themselves. What a tool helped with is
  credited to the author; what an agent account did itself is its own, its commits too: ai_assisted_commits counts those of
  both kinds. The row of all counts a commit of two tools once.
grain: one row per assistant, and one for all
unit: things and people
columns:
  assistant: tool as trailers call it, or login of an agent's account; 'all' for all together
  assisted_commits: commits of which a trailer names it
  assisted_authors: people who wrote these
  pull_requests: pull requests that the account opened
  merged_pull_requests: those of them merged by now
  reviews: pull request reviews that it submitted
  comments: comments that it wrote
parameters: [for_project, for_group, for_repo, since, until]
sources: [commits, pull_requests, reviews, comments]
adds_up: []
counts: [assisted_commits, pull_requests, merged_pull_requests, reviews, comments]
devstats: []
chart: table
*/
WITH facts AS (
  SELECT a.agent AS assistant, 'assisted' AS what, a.sha AS thing, a.person_id, FALSE AS is_merged
  FROM core.assisted_commits AS a
  WHERE in_scope(a.project, a.repo_id, for_project, for_group, for_repo, fact_section_id := a.section_id)
    AND within(a.counted_at, since, until)
  UNION ALL
  SELECT p.login, 'pull_request', q.repo_id || '#' || q.number, NULL, q.merged_at IS NOT NULL
  FROM core.pull_requests AS q
  JOIN core.people AS p
    ON p.person_id = q.person_id AND p.kind = 'agent'
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND within(q.created_at, since, until)
  UNION ALL
  SELECT p.login, 'review', v.review_id::VARCHAR, NULL, FALSE
  FROM core.reviews AS v
  JOIN core.people AS p
    ON p.person_id = v.person_id AND p.kind = 'agent'
  WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
    AND within(v.submitted_at, since, until)
  UNION ALL
  SELECT p.login, 'comment', c.kind || c.comment_id, NULL, FALSE
  FROM core.comments AS c
  JOIN core.people AS p
    ON p.person_id = c.person_id AND p.kind = 'agent'
  WHERE in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND within(c.created_at, since, until)
)
SELECT
  CASE WHEN grouping(f.assistant) = 1 THEN 'all' ELSE coalesce(f.assistant, '(unknown)') END AS assistant,
  count(DISTINCT f.thing) FILTER (f.what = 'assisted') AS assisted_commits,
  count(DISTINCT f.person_id) FILTER (f.what = 'assisted') AS assisted_authors,
  count(*) FILTER (f.what = 'pull_request') AS pull_requests,
  count(*) FILTER (f.what = 'pull_request' AND f.is_merged) AS merged_pull_requests,
  count(*) FILTER (f.what = 'review') AS reviews,
  count(*) FILTER (f.what = 'comment') AS comments
FROM facts AS f
GROUP BY GROUPING SETS ((f.assistant), ())
ORDER BY grouping(f.assistant) DESC, assisted_commits DESC, pull_requests DESC, comments DESC, 1
