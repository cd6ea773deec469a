/* Whether a time lies in a range, with its windows (see within_windows), before the range's first whole week: in what
marts.person_weeks does not stand for. Where by_weeks says no, all of the range is its head. */
CREATE OR REPLACE MACRO head_of_range(moment, for_project, for_group, for_repo, since, until, every, window_days) AS
  (
    moment >= since::TIMESTAMP - to_days(window_days::INTEGER - 1)
    AND moment < CASE
      WHEN by_weeks(for_project, for_group, for_repo, every, window_days) THEN least(week_from(since), until::TIMESTAMP)
      ELSE until::TIMESTAMP
    END
  )
