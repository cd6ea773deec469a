/* Each item seen as an issue is an issue or a pull request in core, and in only one of them. */
AUDIT (name issues_are_whole, standalone TRUE);

SELECT *
FROM (
  SELECT
    (SELECT COUNT(*) FROM staging.issues) AS staging_rows,
    (SELECT COUNT(*) FROM core.issues) + (
      SELECT COUNT(*)
      FROM core.pull_requests AS p
      SEMI JOIN staging.issues AS i
        ON i.repo_id = p.repo_id AND i.number = p.number AND i.is_pull_request
    ) AS core_rows
)
WHERE staging_rows <> core_rows
