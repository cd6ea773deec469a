/* Where `parts` has a fact: in its section for groups, else in its repository, so that only groups cost more. */
CREATE OR REPLACE MACRO part_id(split_by, fact_repo_id, fact_section_id) AS
  CASE WHEN split_by = 'group' THEN coalesce(fact_section_id, fact_repo_id) ELSE fact_repo_id END
