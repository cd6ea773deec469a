-- Which companies do most of the work on Kubernetes, by contributions of their people at the time?
SELECT coalesce(company, 'unknown') AS company, count(DISTINCT person_id) AS people, count(*) AS contributions,
  round(100 * count(*) / sum(count(*)) OVER (), 1) AS percent
FROM core.events
WHERE project = 'kubernetes' AND is_contribution AND person_kind = 'human'
GROUP BY ALL
ORDER BY contributions DESC, company
LIMIT 20
