-- How much of the work happens at weekends (UTC), project by project?
SELECT project, count(*) AS contributions,
  round(100 * count(*) FILTER (isodow(created_at) > 5) / count(*), 1) AS weekend_percent
FROM core.events
WHERE is_contribution AND person_kind = 'human'
GROUP BY project
HAVING contributions >= 100
ORDER BY weekend_percent DESC, project
