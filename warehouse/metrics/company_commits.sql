/*
title: Commits of companies
question: Which commits did a company's people make?
definition: >-
  Every commit of the range and everybody who pushed, wrote, committed or co-wrote it while a company was known, newest
  first. A commit of several people has several rows.
grain: one row per commit, person and company
unit: commits
columns:
  committed_at: time of the push that listed it, else of the commit, UTC
  company: employer at that time
  login: GitHub login
  repository: owner/name
  sha: commit
  is_author: whether the person wrote it; else pushed, committed or co-wrote it
  subject: first line of the message
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who, acquisitions]
own_parameters:
  reading: {default: exact, choices: [devstats, exact], help: "authors by address, or by name as in DevStats"}
sources: [commits]
adds_up: []
devstats: [company_commits_data]
differs: >-
  authors are found by address, not by name, and co-authors count (register 4; as there with reading = devstats); a
  commit of a person stands once, not once per repository group; who has several employers by different sources has one
  by a fixed rule (register 53)
chart: table
*/
WITH people AS (
  SELECT
    x.happened_at,
    x.person_id,
    x.repo_id,
    x.commit_key,
    bool_or(x.is_author) AS is_author,
    unnest(employers(x.company, x.other_companies, b.last_owners)) AS company
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, 1, who, reading
  ) AS x
  CROSS JOIN buyers(acquisitions) AS b
  WHERE x.company IS NOT NULL
  GROUP BY x.happened_at, x.person_id, x.repo_id, x.commit_key, x.company, x.other_companies, b.last_owners
)
SELECT
  w.happened_at AS committed_at,
  w.company,
  coalesce(p.login, '(unknown)') AS login,
  r.name AS repository,
  c.sha,
  w.is_author,
  c.subject
FROM people AS w
JOIN core.commits AS c
  ON c.commit_key = w.commit_key AND c.repo_id = w.repo_id
LEFT JOIN core.people AS p
  ON p.person_id = w.person_id
LEFT JOIN core.repos AS r
  ON r.repo_id = w.repo_id
ORDER BY committed_at DESC, c.sha, login, w.company, repository
