/* Whether a time lies in some moving window that ends in [since, until): as within, and window_days - 1 days before. */
CREATE OR REPLACE MACRO within_windows(moment, since, until, window_days) AS
  (moment >= since::TIMESTAMP - to_days(window_days::INTEGER - 1) AND moment < until::TIMESTAMP)
