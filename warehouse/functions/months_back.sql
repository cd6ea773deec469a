/* In which span before now a time lies: 0 the last three months, 1 the three before, 2 the six before these, 3 the year
before these; NULL for older and later. */
CREATE OR REPLACE MACRO months_back(moment, now_at) AS
  CASE
    WHEN moment >= now_at THEN NULL
    WHEN moment >= now_at - INTERVAL 3 MONTH THEN 0
    WHEN moment >= now_at - INTERVAL 6 MONTH THEN 1
    WHEN moment >= now_at - INTERVAL 12 MONTH THEN 2
    WHEN moment >= now_at - INTERVAL 24 MONTH THEN 3
  END
