/* The bit of the span before now in which a time lies, of times until now and not before two years ago: 1 the last three
months, 2 the three before, 4 the six before these, 8 the year before. at_3, at_6 and at_12 are as many months ago. */
CREATE OR REPLACE MACRO span_bit(moment, at_3, at_6, at_12) AS
  CASE WHEN moment >= at_3 THEN 1 WHEN moment >= at_6 THEN 2 WHEN moment >= at_12 THEN 4 ELSE 8 END
