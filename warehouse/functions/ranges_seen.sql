/* In which of three ranges a time lies, as bits: 1 the range itself, 2 the one before it, 4 that of a year before. Ranges of
which a bound is NULL have none. */
CREATE OR REPLACE MACRO ranges_seen(moment, starts_at, ends_at, before_at, year_before_at, year_before_until) AS
  within(moment, starts_at, ends_at)::UTINYINT
  + 2 * coalesce(within(moment, before_at, starts_at), FALSE)::UTINYINT
  + 4 * coalesce(within(moment, year_before_at, year_before_until), FALSE)::UTINYINT
