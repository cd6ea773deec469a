"""Read-only access to the current build: what dashboards, command line and API ask with."""

import os
import tempfile
import threading
from collections.abc import Callable
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


@dataclass(frozen=True)
class Slice:
    """Which rows of a metric: those with a text in one of these columns, sorted by a column, from one row on."""

    search: str
    searched: tuple[str, ...]
    sort: str | None
    descending: bool
    offset: int
    limit: int


TOTAL = "total_"  # stands beside a metric's own columns
Started = Callable[[duckdb.DuckDBPyConnection], None]


class NotInBuild(DuckstatsError):
    """A metric that is younger than the build."""


class NothingPublished(DuckstatsError):
    """No build was published in this data folder."""


class Store:
    """The published file of one build, open read-only. Queries of several threads run side by side."""

    def __init__(self, file: Path, memory_gb: float) -> None:
        # What does not fit goes to a folder of this process, as the published one may be read-only.
        spilled = Path(tempfile.gettempdir()) / f"duckstats-{os.getpid()}-{file.parent.name}"
        config = SAFE | {"memory_limit": f"{memory_gb}GB", "temp_directory": str(spilled)}
        try:
            self._connection = duckdb.connect(str(file), read_only=True, config=config)
        except duckdb.Error as error:
            raise DuckstatsError(f"{file} cannot be read: {str(error).splitlines()[0]}") from None
        self.file = file
        self._lock = threading.Lock()
        self.build = build_of(self._connection)

    def query(
        self, sql: str, values: list[Any] | dict[str, Any] | None = None, started: Started | None = None
    ) -> pa.Table:
        """The rows of one statement. `started` is called with the cursor first, so that others may interrupt it.

        Raises duckdb.Error when the statement is wrong, or was interrupted.
        """
        with self._lock:
            cursor = self._connection.cursor()
        try:
            if started:
                started(cursor)
            result = cursor.execute(sql, values or [])
            return result.to_arrow_table()
        finally:
            cursor.close()

    def metric(
        self, name: str, arguments: dict[str, Any], started: Started | None = None, most: int | None = None
    ) -> pa.Table:
        """The rows of one metric, of which `most` may cut the rest; `range` may stand for since and until.

        Raises DuckstatsError for a wrong name or argument, NotInBuild for a metric that the build does not have yet.
        """
        call = self.interface(name).call(self.dated(arguments))
        call = call if most is None else f"{call} LIMIT {most}"
        return self._asked(name, call, {}, started)

    def page(
        self, name: str, arguments: dict[str, Any], slice_: Slice, started: Started | None = None
    ) -> tuple[pa.Table, int]:
        """Some rows of a metric, and how many there are in all that the search finds.

        Raises DuckstatsError for a wrong name or argument, or a column that the metric does not have.
        """
        columns = self.interface(name).header.columns
        if unknown := [column for column in (*slice_.searched, slice_.sort or "") if column and column not in columns]:
            raise DuckstatsError(f"{name} has no column {unknown[0]!r}.")
        call = self.interface(name).call(self.dated(arguments))
        found = " OR ".join(f"contains(lower(m.{column}::VARCHAR), lower($search))" for column in slice_.searched)
        where = f"WHERE {found}" if slice_.search and found else ""
        asked: dict[str, Any] = {"search": slice_.search} if where else {}
        limits = {"limit": slice_.limit, "offset": slice_.offset}
        rows = self._asked(name, f"{_sorted(call, where, slice_)} LIMIT $limit OFFSET $offset", asked | limits, started)
        if rows.num_rows or not slice_.offset:
            total = rows.column(TOTAL)[0].as_py() if rows.num_rows else 0
        else:
            counted = self._asked(name, f"SELECT count(*) FROM (SELECT * {call}) AS m {where}", asked, started)
            total = counted.column(0)[0].as_py()
        return rows.drop_columns([TOTAL]), total

    def dated(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments with a named range as since and until. Raises DuckstatsError for a name that is none."""
        return ranges.dated(arguments, self._rows)

    def interface(self, name: str) -> catalog.Interface:
        """How a metric is asked. Raises DuckstatsError when there is none of that name."""
        return catalog.metric(name)

    def _asked(self, name: str, sql: str, values: dict[str, Any], started: Started | None) -> pa.Table:
        try:
            return self.query(sql, values, started)
        except duckdb.CatalogException:
            sentence = f"Build {self.build.build_id} has no metric {name} yet: run `duckstats build`."
            raise NotInBuild(sentence) from None

    def _rows(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        table = self.query(sql, values)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _sorted(call: str, where: str, slice_: Slice) -> str:
    """The rows in a metric's own order, which breaks ties where another one is asked for; each has the number of all.

    The metric is asked once: its rows are kept until some of them are taken and all are counted.
    """
    order = f"m.{slice_.sort} {'DESC' if slice_.descending else 'ASC'} NULLS LAST, " if slice_.sort else ""
    return (
        f"WITH found AS MATERIALIZED (SELECT row_number() OVER () AS place_, * {call}), "
        f"listed AS MATERIALIZED (SELECT m.* FROM found AS m {where}) "
        f"SELECT m.* EXCLUDE (place_), (SELECT count(*) FROM listed) AS {TOTAL} FROM listed AS m "
        f"ORDER BY {order}m.place_"
    )


def build_of(connection: duckdb.DuckDBPyConnection) -> Build:
    """What an open build says of itself; those of earlier and later versions say less or more."""
    row = connection.execute("FROM builds").to_arrow_table().to_pylist()[0]
    return Build(**{item.name: row.get(item.name) for item in fields(Build)})


def current(settings: Settings) -> Store:
    """The newest good build, opened once per process. Raises DuckstatsError when nothing was published yet."""
    folder = settings.current_link.resolve()
    if not (folder / FILE).exists():
        raise NothingPublished(
            "Nothing is published yet: run `duckstats demo`, or `duckstats ingest archive` and `duckstats build`."
        )
    return _opened(folder / FILE, settings.answer_memory_gb)


def of_build(settings: Settings, build_id: str) -> Store:
    """A build by its id, as long as it is kept. Raises DuckstatsError when it is gone."""
    folder = next((path for path in settings.builds_dir.glob("*") if path.name == build_id), None)
    if folder is None or not (folder / FILE).exists():
        raise DuckstatsError(
            f"Build {build_id[:60]} is not kept any more: leave build= out of the address to see the newest one."
        )
    return _opened(folder / FILE, settings.answer_memory_gb)


@lru_cache(maxsize=2)
def _opened(file: Path, memory_gb: float) -> Store:
    return Store(file, memory_gb)
