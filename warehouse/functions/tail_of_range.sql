/* Whether a time lies in a range after its last whole week: see head_of_range. Ask for both in branches of their own, so
that nothing between them is read. */
CREATE OR REPLACE MACRO tail_of_range(moment, for_project, for_group, for_repo, since, until, every, window_days) AS
  (
    by_weeks(for_project, for_group, for_repo, every, window_days)
    AND moment >= greatest(week_from(since), week_of(until))
    AND moment < until::TIMESTAMP
  )
