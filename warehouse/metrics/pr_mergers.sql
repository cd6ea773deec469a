/*
title: Pull request mergers
question: Who merges pull requests?
definition: >-
  Everybody who merged a pull request in the range, by the time of merging. Here the person is the merger, so robots that
  merge are asked for with who.
grain: one row per person
unit: pull requests
columns:
  rank: place by merged pull requests; equal numbers share a place
  login: GitHub login
  merged: pull requests merged
  own: those of them that they had opened themselves
  repositories: repositories they merged in
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [pull_requests]
adds_up: [merged, own]
at_most: {own: merged}
behind: {by: [login], counts: {merged: merges}}
devstats: [hist_pr_mergers]
differs: bots are a choice of who, there they are marked
chart: table
*/
SELECT
  rank() OVER (ORDER BY count(*) DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  count(*) AS merged,
  count(*) FILTER (q.merged_by_id = q.person_id) AS own,
  count(DISTINCT q.repo_id) AS repositories
FROM core.pull_requests AS q
LEFT JOIN core.people AS p
  ON p.person_id = q.merged_by_id
LEFT JOIN core.affiliations AS a
  ON a.person_id = q.merged_by_id
  AND q.merged_at >= a.starts_on
  AND q.merged_at < a.ends_on
WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
  AND q.merged_by_id IS NOT NULL
  AND is_who(coalesce(p.kind, 'human'), who)
  AND is_from(q.merged_by_id, a.company, a.other_companies, for_company, for_country)
  AND within(q.merged_at, since, until)
GROUP BY q.merged_by_id, p.login
ORDER BY merged DESC, login
