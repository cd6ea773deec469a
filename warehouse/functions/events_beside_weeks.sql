/* Events of a range that lie outside what marts.person_weeks stands for: before its first whole week and after its last, or
all of them (see head_of_range). Branches of their own, so that nothing between them is read. */
CREATE OR REPLACE MACRO events_beside_weeks(for_project, for_group, for_repo, since, until, every, window_days) AS TABLE
  SELECT h.*
  FROM core.events AS h
  WHERE head_of_range(h.created_at, for_project, for_group, for_repo, since, until, every, window_days)
  UNION ALL
  SELECT t.*
  FROM core.events AS t
  WHERE tail_of_range(t.created_at, for_project, for_group, for_repo, since, until, every, window_days)
