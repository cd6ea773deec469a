-- On which days is something known to be missing, and how much?
-- May be empty: when nothing is known to be missing.
SELECT project, day, kind, verdict, known_count, missing_hours, unscanned_hours, thin_hours
FROM core.coverage
WHERE verdict <> 'complete'
ORDER BY day DESC, project, kind
LIMIT 100
