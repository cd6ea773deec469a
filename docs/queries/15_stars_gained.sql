-- Which repositories gained the most stars in the data's time?
SELECT repos.name AS repository, repos.project, count(DISTINCT person_id) AS gained, any_value(repos.stars) AS now
FROM core.events
JOIN core.repos USING (repo_id)
WHERE type = 'WatchEvent'
GROUP BY ALL
ORDER BY gained DESC, repository
LIMIT 20
