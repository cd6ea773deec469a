/* Whether a time may lie in a range, in one of the same length before it, or in the one a year before: what lies elsewhere
need not be read. */
CREATE OR REPLACE MACRO within_three_ranges(moment, since, until) AS
  within(
    moment,
    least(since::TIMESTAMP - (until::TIMESTAMP - since::TIMESTAMP), since::TIMESTAMP - INTERVAL 1 YEAR),
    until
  )
