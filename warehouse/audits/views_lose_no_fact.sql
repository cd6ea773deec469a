/* Joining people and repositories neither drops nor doubles a fact. */
AUDIT (name views_lose_no_fact, standalone TRUE);

SELECT *
FROM (
  SELECT 'events' AS fact, (SELECT COUNT(*) FROM core.events) AS core_rows, (SELECT COUNT(*) FROM staging.facts) AS staging_rows
  UNION ALL
  SELECT 'comments', (SELECT COUNT(*) FROM core.comments), (SELECT COUNT(*) FROM staging.comments)
  UNION ALL
  SELECT 'reviews', (SELECT COUNT(*) FROM core.reviews), (SELECT COUNT(*) FROM staging.reviews)
  UNION ALL
  SELECT 'commands', (SELECT COUNT(*) FROM core.commands), (SELECT COUNT(*) FROM staging.commands)
  UNION ALL
  SELECT 'mentions', (SELECT COUNT(*) FROM core.mentions), (SELECT COUNT(*) FROM staging.mentions)
)
WHERE core_rows <> staging_rows
