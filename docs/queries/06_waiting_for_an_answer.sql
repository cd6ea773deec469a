-- Which open pull requests has nobody but the author or a bot answered, oldest first?
SELECT repos.name AS repository, number, title, people.login AS author, items.created_at
FROM marts.items
JOIN core.repos USING (repo_id)
LEFT JOIN core.people USING (person_id)
WHERE is_pull_request AND state = 'open' AND first_answer_at IS NULL AND person_kind = 'human'
ORDER BY items.created_at, repository, number
LIMIT 50
