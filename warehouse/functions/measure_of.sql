/* The measure of `doings` that a thing is of: keys of commits are negative (see core.commits), ids of repositories positive. */
CREATE OR REPLACE MACRO measure_of(thing) AS
  CASE WHEN thing < 0 THEN 'commits' ELSE 'active_repositories' END
