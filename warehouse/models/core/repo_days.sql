/* One row per repository and day on which its own figures were seen: the day's last sight. */
MODEL (
  name core.repo_days,
  kind FULL,
  grain (repo_id, day),
  audits (not_null(columns := (repo_id, day)), unique_combination_of_columns(columns := (repo_id, day)))
);

SELECT
  s.repo_id,
  r.project,
  s.day,
  ARG_MAX(s.stars, (s.seen_at, s.event_id)) AS stars, /* at the end of the day */
  ARG_MAX(s.forks, (s.seen_at, s.event_id)) AS forks,
  ARG_MAX(s.open_issues, (s.seen_at, s.event_id)) AS open_issues /* issues and pull requests together */
FROM raw.repos AS s
JOIN core.repos AS r
  ON r.repo_id = s.repo_id
WHERE
  s.repo_id = s.event_repo_id
GROUP BY
  ALL
