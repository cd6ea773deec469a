/* The period in which a moment_of counts, in the window that ends so many days later (0 to window_days - 1): join
range(window_days) for all of them. */
CREATE OR REPLACE MACRO window_period(moment, days_later, window_days) AS
  CASE WHEN window_days::INTEGER = 1 THEN moment ELSE moment + to_days(days_later::INTEGER) END
