-- How few people do half of the work in each project?
WITH work AS (
  SELECT project, person_id, count(*) AS contributions
  FROM core.events
  WHERE is_contribution AND person_kind = 'human'
  GROUP BY ALL
), ranked AS (
  SELECT project, contributions,
    sum(contributions) OVER (PARTITION BY project ORDER BY contributions DESC, person_id) - contributions AS before,
    sum(contributions) OVER (PARTITION BY project) AS whole
  FROM work
)
SELECT project, count(*) FILTER (before < whole / 2) AS people_for_half, count(*) AS people
FROM ranked
GROUP BY project
ORDER BY people_for_half, people DESC, project
