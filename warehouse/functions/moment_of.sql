/* The coarsest time that tells periods apart, to group by before unnesting periods_of it: the period's start, or the
day where windows move, or none where every is 'range' ('computed range' where since and until are queries). */
CREATE OR REPLACE MACRO moment_of(moment, every, window_days) AS
  CASE
    WHEN every IN ('range', 'computed range') THEN NULL::TIMESTAMP
    ELSE date_trunc(CASE WHEN window_days::INTEGER > 1 OR every IN ('range', 'computed range') THEN 'day' ELSE every END, moment)::TIMESTAMP
  END
