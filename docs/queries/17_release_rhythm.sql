-- How many days lie between the releases of each project's main repository?
SELECT project, count(*) AS releases, min(happened_at)::DATE AS first, max(happened_at)::DATE AS last,
  CASE WHEN releases > 1 THEN round(date_diff('day', min(happened_at), max(happened_at)) / (releases - 1), 1) END
    AS days_between
FROM core.annotations
WHERE kind = 'release'
GROUP BY project
ORDER BY releases DESC, project
