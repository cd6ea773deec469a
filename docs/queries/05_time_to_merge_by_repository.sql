-- In which repositories do merged pull requests of humans wait longest?
SELECT repos.name AS repository, count(*) AS merged,
  round(quantile_disc(date_diff('minute', pull_requests.created_at, merged_at), 0.5) / 60, 1) AS median_hours
FROM core.pull_requests
JOIN core.repos USING (repo_id)
WHERE merged_at IS NOT NULL AND pull_requests.created_at IS NOT NULL AND person_kind = 'human'
GROUP BY repository
HAVING merged >= 5
ORDER BY median_hours DESC, repository
LIMIT 20
