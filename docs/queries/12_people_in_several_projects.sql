-- Who contributes to the most projects?
SELECT people.login, count(DISTINCT project) AS projects, count(*) AS contributions,
  list(DISTINCT project ORDER BY project)[:10] AS some_of_them
FROM core.events
JOIN core.people USING (person_id)
WHERE is_contribution AND people.kind = 'human'
GROUP BY people.login
ORDER BY projects DESC, contributions DESC, login
LIMIT 20
