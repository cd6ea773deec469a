/* Whether a time lies in [since, until). */
CREATE OR REPLACE MACRO within(moment, since, until) AS
  (moment >= since::TIMESTAMP AND moment < until::TIMESTAMP)
