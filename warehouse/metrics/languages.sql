/*
title: Programming languages
question: What is it written in?
definition: Bytes of code by programming language, as GitHub last counted them in each repository.
grain: one row per language
unit: bytes and repositories
columns:
  language: name, as GitHub calls it
  size_bytes: bytes of code in it, over all repositories
  share: its part of all bytes, 0 to 1
  repositories: repositories with code in it
parameters: [for_project, for_group, for_repo]
sources: [repos]
adds_up: [size_bytes, repositories]
devstats: [languages, api SiteStats]
differs: each repository counts once, however often it was renamed
chaoss: [Programming Language Distribution]
chart: table
*/
SELECT
  n.language,
  sum(n.size_bytes)::BIGINT AS size_bytes,
  round(sum(n.size_bytes) / sum(sum(n.size_bytes)) OVER (), 6) AS share,
  count(*) AS repositories
FROM core.repo_languages AS n
WHERE in_scope(n.project, n.repo_id, for_project, for_group, for_repo)
GROUP BY n.language
ORDER BY size_bytes DESC, n.language
