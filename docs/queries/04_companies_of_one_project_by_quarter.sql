-- How did the share of each of the five largest companies in Prometheus change by quarter?
WITH work AS (
  SELECT date_trunc('quarter', created_at) AS quarter, coalesce(company, 'unknown') AS company, count(*) AS contributions
  FROM core.events
  WHERE project = 'prometheus' AND is_contribution AND person_kind = 'human'
  GROUP BY ALL
), largest AS (
  SELECT company FROM work GROUP BY company ORDER BY sum(contributions) DESC, company LIMIT 5
)
SELECT quarter, company, contributions / sum(contributions) OVER (PARTITION BY quarter) AS share
FROM work
QUALIFY company IN (FROM largest)
ORDER BY quarter, share DESC, company
