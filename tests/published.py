"""All rows of a published file, to compare builds by."""

import duckdb

from settings import Settings
from warehouse import publish

Tables = dict[str, list[tuple]]


def tables(settings: Settings) -> Tables:
    """Every published row, but for what says when it was ingested."""
    with duckdb.connect(str(settings.current_link / publish.FILE), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema <> 'main'"
        ).fetchall()
        unstable = "COLUMNS(c -> c NOT IN ('finished_at', 'scanned_at', 'source'))"
        return {name: connection.execute(f"SELECT {unstable} FROM {name} ORDER BY ALL").fetchall() for (name,) in names}
