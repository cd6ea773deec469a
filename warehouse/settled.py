"""Whether a night left alone what the rows outside it count as: names, projects, people, employers."""

import duckdb

from settings import Settings
from warehouse import night


def trouble(settings: Settings) -> str | None:
    """What the night changed of rows that it does not replace, as a reason to build everything; None for nothing."""
    with night.connect(settings, night.folder(settings)) as connection:
        connection.execute(f"ATTACH '{night.base_file(settings)}' AS published (READ_ONLY)")
        for reason, query in UNSETTLED.items():
            if connection.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchone():
                return reason
        connection.execute(CHANGED)
        for reason, query in _left_behind(connection):
            if connection.execute(query).fetchone():
                return reason
    return None


# By what it means: rows that say so.
UNSETTLED = {
    "a login belongs to somebody else now": "SELECT login FROM extract.before.logins AS b "
    "ANTI JOIN duckstats.core.logins AS n USING (login, person_id) "
    "ANTI JOIN extract.touched.logins AS t ON t.login = b.login",
    "a login is known that rows of other days may have": "SELECT login FROM duckstats.core.logins AS n "
    "ANTI JOIN extract.before.logins AS b USING (login) ANTI JOIN extract.touched.logins AS t ON t.login = n.login",
    "a repository's name belongs to another one now": "SELECT repo_name FROM extract.before.repo_names "
    "ANTI JOIN duckstats.core.repo_names USING (repo_name, repo_id)",
    "a repository is of another project now": "SELECT repo_id FROM extract.before.repos "
    "ANTI JOIN duckstats.core.repos USING (repo_id, project)",
    "other groups have paths of a repository": "(FROM extract.before.group_paths "
    "EXCEPT FROM duckstats.core.group_paths) UNION ALL (FROM duckstats.core.group_paths "
    "EXCEPT FROM extract.before.group_paths)",
    "other accounts count as one person": "(FROM extract.before.merged_accounts "
    "EXCEPT FROM duckstats.core.merged_accounts) UNION ALL (FROM duckstats.core.merged_accounts "
    "EXCEPT FROM extract.before.merged_accounts)",
}
CHANGED = """
CREATE TEMP TABLE changed AS
WITH people AS (
  SELECT 'base' AS build, person_id, kind FROM extract.before.people
  UNION ALL
  SELECT 'night', person_id, kind FROM duckstats.core.people
), employers AS (
  SELECT 'base' AS build, person_id, starts_on, ends_on, company, other_companies FROM extract.before.affiliations
  UNION ALL
  SELECT 'night', person_id, starts_on, ends_on, company, other_companies FROM duckstats.core.affiliations
), addresses AS (
  SELECT b.person_id
  FROM extract.before.identities AS b
  ANTI JOIN duckstats.core.identities AS n
    ON n.address = b.address AND n.person_id = b.person_id AND n.evidence = b.evidence
  UNION
  SELECT -1 - CAST(md5_number_lower('address:' || n.address) >> 1 AS BIGINT)
  FROM duckstats.core.identities AS n
  ANTI JOIN extract.before.identities AS b
    ON b.address = n.address
)
SELECT person_id FROM people GROUP BY person_id, kind HAVING count(DISTINCT build) = 1
UNION
SELECT person_id FROM employers GROUP BY ALL HAVING count(DISTINCT build) = 1
UNION
SELECT b.person_id
FROM extract.before.logins AS b
ANTI JOIN duckstats.core.logins AS n
  USING (login, person_id)
UNION
FROM addresses
"""
NEW_REPOS = "SELECT repo_id FROM duckstats.core.repos ANTI JOIN extract.before.repos USING (repo_id)"


def _left_behind(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Reasons with queries for rows of the published file that name who or what changed, and that no night replaces."""
    columns = connection.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = 'published' "
        "AND (column_name LIKE '%person_id' OR column_name IN ('merged_by_id', 'assigned_by_id', 'repo_id'))"
    ).fetchall()
    found = []
    for schema, table, column in columns:
        if table not in night.REPLACED:
            continue
        is_repo = column == "repo_id"
        found.append(
            (
                f"a repository is new that rows of {schema}.{table} have"
                if is_repo
                else f"the kind, employers or addresses changed of somebody whom rows of {schema}.{table} name",
                f"SELECT 1 FROM published.{schema}.{table} WHERE {column} IN "
                f"({NEW_REPOS if is_repo else 'SELECT person_id FROM changed'}) "
                f"AND NOT coalesce({night.REPLACED[table]}, FALSE) LIMIT 1",
            )
        )
    return found
