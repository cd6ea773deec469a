/* The moment at which the state of things at a period's end is asked: its end, or until or the end of the known time
where one of them comes first. */
CREATE OR REPLACE MACRO end_of(period_start, every, until) AS
  least(
    period_start + CASE WHEN every = 'quarter' THEN INTERVAL 3 MONTH ELSE ('1 ' || every)::INTERVAL END,
    known_at(until)
  )
