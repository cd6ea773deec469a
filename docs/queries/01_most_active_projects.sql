-- Which ten projects had the most contributors in the last year of data?
SELECT project, count(DISTINCT person_id) AS contributors, count(*) AS contributions
FROM core.events
WHERE is_contribution AND person_kind = 'human'
  AND created_at >= (SELECT as_of - INTERVAL 1 YEAR FROM builds)
GROUP BY project
ORDER BY contributors DESC, project
LIMIT 10
