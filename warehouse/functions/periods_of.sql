/* The starts of the periods that a time counts in: its hour, day, week (from Monday), month, quarter or year; with a
moving window of n days, the n days whose window holds it. */
CREATE OR REPLACE MACRO periods_of(moment, every, window_days) AS
  CASE
    WHEN window_days::INTEGER = 1 THEN [date_trunc(every, moment)::TIMESTAMP]
    ELSE list_transform(range(window_days::INTEGER), n -> date_trunc('day', moment)::TIMESTAMP + to_days(n::INTEGER))
  END
