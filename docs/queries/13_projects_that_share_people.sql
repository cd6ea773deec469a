-- Which pairs of projects have the most contributors in common?
WITH members AS (
  SELECT DISTINCT project, person_id FROM core.events WHERE is_contribution AND person_kind = 'human'
)
SELECT one.project AS project, other.project AS other_project, count(*) AS people
FROM members AS one
JOIN members AS other ON one.person_id = other.person_id AND one.project < other.project
GROUP BY ALL
ORDER BY people DESC, project, other_project
LIMIT 20
