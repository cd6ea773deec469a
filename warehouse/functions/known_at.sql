/* The moment at which the state of things is asked: until, or the end of the ingested time where until lies behind it. */
CREATE OR REPLACE MACRO known_at(until) AS
  least(
    until::TIMESTAMP,
    (SELECT max(h.archive_hour) + INTERVAL 1 HOUR FROM core.archive_hours AS h WHERE h.status = 'complete')
  )
