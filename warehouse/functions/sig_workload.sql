/* Stretches of time in which pull requests were open with a SIG's label, of those open at some time in [since, until), each
with its weight by its newest size label. */
CREATE OR REPLACE MACRO sig_workload(
  for_project, for_group, for_repo, for_company, for_country, since, until, who, reading
) AS TABLE
  WITH sizes AS (
    SELECT l.repo_id, l.number, arg_max(l.name, l.starts_at) AS name
    FROM marts.item_labels AS l
    WHERE l.category = 'size'
    GROUP BY l.repo_id, l.number
  )
  SELECT t.part AS sig, t.starts_at, t.ends_at, size_weight(z.name)::DOUBLE AS weight
  FROM open_states(
    for_project, for_group, for_repo, for_company, for_country, since, until, who, 'pull_requests', 'open', 'sig', reading
  ) AS t
  LEFT JOIN sizes AS z
    ON z.repo_id = t.repo_id AND z.number = t.number
