/* Whether a time lies in a week that is whole in [since, until). */
CREATE OR REPLACE MACRO in_whole_weeks(moment, since, until) AS
  (moment >= week_from(since) AND moment < week_of(until))
