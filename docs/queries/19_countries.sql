-- Where do contributors come from, as far as anybody said?
SELECT coalesce(people.country, 'unknown') AS country, count(DISTINCT person_id) AS people, count(*) AS contributions
FROM core.events
JOIN core.people USING (person_id)
WHERE is_contribution AND people.kind = 'human'
GROUP BY ALL
ORDER BY people DESC, country
