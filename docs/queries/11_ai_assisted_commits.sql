-- Which AI tools stand beside the authors of commits, by month?
-- May be empty: only commits whose messages name a tool show.
SELECT date_trunc('month', counted_at) AS month, agent, count(DISTINCT sha) AS commits, count(DISTINCT person_id) AS authors
FROM core.assisted_commits
GROUP BY ALL
ORDER BY month, commits DESC, agent
