-- Who reviewed most on Kubernetes, and for whom did they work then?
SELECT people.login, coalesce(reviews.company, 'unknown') AS company, count(*) AS reviews,
  count(DISTINCT (repo_id, number)) AS pull_requests
FROM core.reviews
JOIN core.people USING (person_id)
WHERE project = 'kubernetes' AND person_kind = 'human'
GROUP BY ALL
ORDER BY reviews DESC, login, company
LIMIT 25
