-- Which slash commands do people give most, and how many people give them?
SELECT command, count(*) AS times, count(DISTINCT person_id) AS people
FROM core.commands
WHERE person_kind = 'human'
GROUP BY command
ORDER BY times DESC, command
LIMIT 25
