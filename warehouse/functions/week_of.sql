/* The first day of the part of a week within one month that a time lies in: see marts.person_weeks. */
CREATE OR REPLACE MACRO week_of(moment) AS
  greatest(date_trunc('week', moment::TIMESTAMP), date_trunc('month', moment::TIMESTAMP))::TIMESTAMP
