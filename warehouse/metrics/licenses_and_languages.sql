/*
title: Licences and languages
question: Under which licences is the code, and what is it written in?
definition: >-
  Repositories and bytes of code by licence, by language, by both, or repository by repository, as GitHub last said. A
  repository whose languages were not fetched is there, without a language and without bytes.
grain: one row per part that split_by makes
unit: repositories and bytes
columns:
  repository: owner/name, where split by it; else NULL
  license: SPDX identifier; NULL where GitHub names none, and where not split by it
  language: name, as GitHub calls it; NULL where none was fetched, and where not split by it
  repositories: repositories of this part; one with several languages counts in each
  size_bytes: bytes of code; NULL where not known
  share: part of all bytes of the chosen repositories, 0 to 1
parameters: [for_project, for_group, for_repo]
own_parameters:
  split_by:
    default: license_and_language
    choices: [license, language, license_and_language, repository]
    help: by licence, by language, by both, or each language of each repository
sources: [repos]
adds_up: [size_bytes, repositories]
devstats: [licenses, languages]
differs: >-
  a repository whose languages are unknown counts with its licence; each repository counts once, however often it was
  renamed; both are asked for anew by each nightly ingest (register 59)
chaoss: [License Coverage, Programming Language Distribution]
chart: table
*/
WITH facts AS (
  SELECT
    CASE WHEN split_by = 'repository' THEN r.name END AS repository,
    CASE WHEN split_by <> 'language' THEN r.license END AS license,
    CASE WHEN split_by <> 'license' THEN n.language END AS language,
    r.repo_id,
    n.size_bytes
  FROM core.repos AS r
  LEFT JOIN core.repo_languages AS n
    ON n.repo_id = r.repo_id
  WHERE in_scope(r.project, r.repo_id, for_project, for_group, for_repo)
)
SELECT
  f.repository,
  f.license,
  f.language,
  count(DISTINCT f.repo_id) AS repositories,
  sum(f.size_bytes)::BIGINT AS size_bytes,
  round(sum(f.size_bytes) / sum(sum(f.size_bytes)) OVER (), 6) AS share
FROM facts AS f
GROUP BY f.repository, f.license, f.language
ORDER BY size_bytes DESC NULLS LAST, repositories DESC, f.repository, f.license NULLS LAST, f.language NULLS LAST
