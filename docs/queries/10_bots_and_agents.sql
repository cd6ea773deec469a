-- How much of what happens is done by bots and by agents?
WITH months AS (
  SELECT date_trunc('month', created_at) AS month, person_kind, count(*) AS contributions
  FROM core.events
  WHERE is_contribution
  GROUP BY ALL
)
SELECT month, person_kind, contributions, round(100 * contributions / sum(contributions) OVER (PARTITION BY month), 1) AS percent
FROM months
ORDER BY month, person_kind
