"""Read-only access to the current build: what dashboards, command line and API ask with."""

import threading
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from settings import DuckstatsError, Settings
from warehouse import catalog, ranges

FILE = "duckstats.duckdb"

# Nothing reaches the file system, the network or the process from SQL, and SQL cannot change that.
SAFE = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


@dataclass(frozen=True)
class Build:
    """One published build. Times are UTC; `as_of` is the end of its newest complete archive hour.

    `build_seconds` is how long tests, models and audits took, where the build says so.
    """

    build_id: str
    built_at: datetime
    as_of: datetime | None
    starts_at: datetime | None
    hour_count: int
    bad_hour_count: int
    is_sample: bool
    scope_text: str | None
    duckdb_version: str
    build_seconds: float | None = None


class Store:
    """The published file of one build, open read-only. Queries of several threads run side by side."""

    def __init__(self, file: Path) -> None:
        try:
            self._connection = duckdb.connect(str(file), read_only=True, config=SAFE)
        except duckdb.Error as error:
            raise DuckstatsError(f"{file} cannot be read: {str(error).splitlines()[0]}") from None
        self.file = file
        self._lock = threading.Lock()
        row = self._connection.execute("FROM builds").to_arrow_table().to_pylist()[0]
        # Builds of earlier and later versions say less or more of themselves.
        self.build = Build(**{item.name: row.get(item.name) for item in fields(Build)})

    def query(self, sql: str, values: list[Any] | dict[str, Any] | None = None) -> pa.Table:
        """The rows of one statement. Raises duckdb.Error when the statement is wrong."""
        with self._lock:
            cursor = self._connection.cursor()
        try:
            result = cursor.execute(sql, values or [])
            return result.to_arrow_table()
        finally:
            cursor.close()

    def metric(self, name: str, arguments: dict[str, Any]) -> pa.Table:
        """The rows of one metric; `range` may name a range in place of since and until.

        Raises DuckstatsError for a wrong name or argument.
        """
        return self.query(catalog.metric(name).call(ranges.dated(arguments, self._rows)))

    def _rows(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        table = self.query(sql, values)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def current(settings: Settings) -> Store:
    """The newest good build, opened once per process. Raises DuckstatsError when nothing was published yet."""
    folder = settings.current_link.resolve()
    if not (folder / FILE).exists():
        raise DuckstatsError(
            "Nothing is published yet: run `duckstats demo`, or `duckstats ingest archive` and `duckstats build`."
        )
    return _opened(folder / FILE)


@lru_cache(maxsize=2)
def _opened(file: Path) -> Store:
    return Store(file)
