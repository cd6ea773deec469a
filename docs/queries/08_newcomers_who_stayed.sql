-- Of those who came first in a month, how many contributed again more than two weeks after their first day?
WITH days AS (
  SELECT DISTINCT person_id, created_at::DATE AS day
  FROM core.events
  WHERE is_contribution AND person_kind = 'human'
), firsts AS (
  SELECT person_id, min(day) AS first_day, max(day) AS last_day FROM days GROUP BY person_id
)
SELECT date_trunc('month', first_day) AS month, count(*) AS newcomers,
  count(*) FILTER (last_day > first_day + 14) AS stayed,
  round(100 * stayed / newcomers, 1) AS percent
FROM firsts
GROUP BY month
ORDER BY month
