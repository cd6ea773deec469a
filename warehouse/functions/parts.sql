/* The parts that split_by divides facts into, by repository: 'all' is one part, 'group' the configured groups (the
organisations of a project without any), 'repository' each by itself. Groups overlap. Groups are of sections: what has
some is joined by part_id, what has none by its repo_id. */
CREATE OR REPLACE MACRO parts(split_by) AS TABLE
  SELECT r.repo_id AS part_id, 'All' AS part
  FROM core.repos AS r
  WHERE split_by IN ('all', 'sig_and_all')
  UNION ALL
  SELECT r.repo_id, r.name
  FROM core.repos AS r
  WHERE split_by = 'repository'
  UNION ALL
  SELECT g.section_id, g.group_name
  FROM core.repo_groups AS g
  WHERE split_by = 'group'
    AND (
      g.kind = 'config'
      OR (
        g.kind = 'organization'
        AND g.project NOT IN (SELECT x.project FROM core.repo_groups AS x WHERE x.kind = 'config')
      )
    )
