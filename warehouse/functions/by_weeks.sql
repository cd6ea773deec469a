/* Whether a question can be answered from marts.person_weeks but for the ends of its range: its periods are no shorter than
weeks, and it asks neither for single repositories nor for groups of them. Nor where since and until are queries, whose
answers DuckDB knows too late to skip what lies between them. */
CREATE OR REPLACE MACRO by_weeks(for_project, for_group, for_repo, every, window_days) AS
  (
    every NOT IN ('hour', 'day', 'computed range')
    AND window_days::INTEGER = 1
    AND for_group = 'all'
    AND for_repo = 'all'
    AND NOT starts_with(for_project, 'org:')
  )
