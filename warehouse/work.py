"""The work file: what builds and publishing share about it."""

import duckdb

from settings import Settings

FILE = "duckstats.duckdb"
MARK = "built.json"
GOOD = "good"  # stands in the work folder from the end of a good build to the next begin: how many seconds it took

# Private or of no use to readers: identities join addresses to people; name tables and sections only serve models.
UNPUBLISHED = {"identities", "logins", "repo_names", "group_paths", "sections", "commit_sections", "comment_sections"}


def limits(settings: Settings) -> dict[str, str | bool]:
    """How a connection is opened that works on much: within the memory allowed, the rest on disk."""
    return {
        # Replacement scans would read a Python variable named like a missing table.
        "python_enable_replacements": False,
        "memory_limit": f"{settings.memory_gb}GB",
        "temp_directory": str(settings.work_dir / "spilled"),
    }


def serving_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Schema and name of each model that readers see, of the work file attached as duckstats."""
    rows = connection.execute(
        "SELECT schema_name, view_name FROM duckdb_views() "
        "WHERE database_name = 'duckstats' AND schema_name IN ('core', 'marts') ORDER BY ALL"
    ).fetchall()
    return [(schema, table) for schema, table in rows if table not in UNPUBLISHED]
