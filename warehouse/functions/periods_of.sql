/* The starts of the periods that a time counts in: its hour, day, week (from Monday), month, quarter or year; with a
moving window of n days, the n days whose window holds it. every 'range' is one period without a start, all of it. */
CREATE OR REPLACE MACRO periods_of(moment, every, window_days) AS
  CASE
    WHEN every = 'range' THEN [NULL::TIMESTAMP]
    WHEN window_days::INTEGER = 1
    /* DuckDB looks at the word even where another branch is taken. */
    THEN [date_trunc(CASE WHEN every = 'range' THEN 'day' ELSE every END, moment)::TIMESTAMP]
    ELSE list_transform(range(window_days::INTEGER), n -> date_trunc('day', moment)::TIMESTAMP + to_days(n::INTEGER))
  END
