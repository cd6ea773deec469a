/* One row per run of `duckstats sync` and step of it that has ended; step "sync" is the whole run. The run that published
this file is not over when it does: its last steps come with the next one. */
MODEL (
  name core.runs,
  kind FULL,
  grain (run, step),
  audits (
    not_null(columns := (run, step, started_at, outcome)),
    unique_combination_of_columns(columns := (run, step)),
    accepted_values(column := outcome, is_in := ('complete', 'partial', 'failed', 'interrupted'))
  )
);

SELECT
  run, /* 1, 2, 3 and so on, whatever the clock says */
  step, /* landscape, archive, git, github, affiliations, build, publish, or sync */
  started_at, /* UTC, by the machine's clock */
  finished_at, /* NULL when it was killed */
  seconds, /* that it took; NULL when it was killed */
  tries, /* how often it was tried */
  outcome, /* complete, partial, failed or interrupted */
  message, /* what it said */
  row_count, /* raw rows that it added, less those it took away */
  day_count, /* days whose rows it changed */
  exit_code /* of the whole run */
FROM raw.runs
WHERE
  outcome <> 'running'
