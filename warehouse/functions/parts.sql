/* The parts that split_by divides facts into, by section, which is repo_id for facts that have none: 'all' is one part,
'group' the configured groups (the organisations of a project without any), 'repository' each by itself. Groups overlap. */
CREATE OR REPLACE MACRO parts(split_by) AS TABLE
  SELECT g.section_id, CASE WHEN split_by = 'repository' THEN g.group_name ELSE 'All' END AS part
  FROM core.repo_groups AS g
  WHERE split_by IN ('all', 'sig_and_all', 'repository') AND g.kind = 'repository'
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
