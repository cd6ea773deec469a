/*
title: Pull request authors
question: Who opens pull requests?
definition: Everybody who opened a pull request in the range, with how many of those were merged by now.
grain: one row per person
unit: pull requests
columns:
  rank: place by opened pull requests; equal numbers share a place
  login: GitHub login
  opened: pull requests opened in the range
  merged: those of them that were merged, whenever
  repositories: repositories they were opened in
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
sources: [pull_requests]
adds_up: [opened, merged]
behind: {by: [login], counts: {opened: pull_requests, merged: opened_and_merged}}
devstats: [hist_pr_authors, prs_authors]
chaoss: [Contributors]
chart: table
*/
SELECT
  rank() OVER (ORDER BY count(*) DESC) AS rank,
  coalesce(p.login, '(unknown)') AS login,
  count(*) AS opened,
  count(q.merged_at) AS merged,
  count(DISTINCT q.repo_id) AS repositories
FROM core.pull_requests AS q
LEFT JOIN core.people AS p
  ON p.person_id = q.person_id
WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
  AND is_who(q.person_kind, who)
  AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
  AND within(q.created_at, since, until)
GROUP BY q.person_id, p.login
ORDER BY opened DESC, login
