/* The first week (see week_of) that begins at a time or after it. */
CREATE OR REPLACE MACRO week_from(moment) AS
  CASE
    WHEN week_of(moment) = moment::TIMESTAMP THEN moment::TIMESTAMP
    ELSE least(
      date_trunc('week', moment::TIMESTAMP)::TIMESTAMP + INTERVAL 7 DAY,
      date_trunc('month', moment::TIMESTAMP)::TIMESTAMP + INTERVAL 1 MONTH
    )
  END
