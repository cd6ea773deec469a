"""The landing file: raw tables, created from their contract and written in whole transactions.

The contract is warehouse/external_models.yaml, read as data: the models read the same columns that are written here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from ingest import lock
from settings import ROOT, DuckstatsError, disk_trouble, yaml_of

if TYPE_CHECKING:
    from ingest.people_hiding import Hidden

CONTRACT = ROOT / "warehouse" / "external_models.yaml"

ARROW_TYPES: dict[str, pa.DataType] = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
}


@cache
def contract() -> dict[str, dict[str, str]]:
    """Columns of each raw table: `{"events": {"event_id": "BIGINT", ...}, ...}`."""
    models = yaml_of(CONTRACT.read_text(encoding="utf-8"))
    return {model["name"].removeprefix("raw."): model["columns"] for model in models}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a raw table, columns in the order of the contract."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in contract()[table].items()])


def arrow_table(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of that raw table's schema; absent keys become NULL."""
    return pa.Table.from_pylist(rows, schema=arrow_schema(table))


def now() -> datetime:
    """The time of writing, as the raw tables hold it: UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Landing:
    """An open landing file with the one write connection; use `with landing.opened(path) as file`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.hidden: Hidden | None = None  # people whom no row may name

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's changes or none of them."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # after a full disk there may be nothing left to roll back
                self.connection.rollback()
            raise
        self.connection.commit()

    def append(self, table: str, batch: pa.Table) -> None:
        """Insert an Arrow table whose columns are the contract's. People who are to be hidden are hidden."""
        batch = self.without_hidden(table, batch)
        if batch.num_rows:
            self.connection.register("incoming", batch)
            self.connection.execute(f"INSERT INTO raw.{table} BY NAME SELECT * FROM incoming")
            self.connection.unregister("incoming")

    def without_hidden(self, table: str, batch: pa.Table) -> pa.Table:
        """The rows as they may be stored: with people who are to be hidden replaced."""
        if not self.hidden or not batch.num_rows:
            return batch
        from ingest import people_hiding

        batch = people_hiding.hide(table, batch, self.hidden)
        if self.hidden.found:
            people_hiding.note_found(self, self.hidden)
        return batch

    def replace(self, table: str, rows: list[dict[str, Any]], source: str | None = None) -> None:
        """Put `rows` in place of all rows of the table, or of one source's. Call it inside a transaction."""
        where, values = ("WHERE source = ?", [source]) if source else ("", [])
        self.connection.execute(f"DELETE FROM raw.{table} {where}", values)
        self.append(table, arrow_table(table, rows))

    def mark_dirty(self, source: str, days: Iterable[date]) -> None:
        """Note days whose rows changed, so that the next build restates them. Call it inside the same transaction.

        Each mark is later than those before, also after the clock was set back: builds restate what is newer than the
        newest mark they have seen.
        """
        newest = self.connection.execute("SELECT MAX(touched_at) FROM raw.dirty_days").fetchone()
        touched = max(now(), newest[0] + timedelta(microseconds=1)) if newest and newest[0] else now()
        rows = [{"source": source, "day": day, "touched_at": touched} for day in sorted(set(days))]
        for row in rows:
            self.connection.execute("DELETE FROM raw.dirty_days WHERE source = ? AND day = ?", [source, row["day"]])
        self.append("dirty_days", arrow_table("dirty_days", rows))


@contextmanager
def opened(path: Path) -> Iterator[Landing]:
    """Open the landing file for writing, creating it, its tables and columns added since when absent.

    One process at a time does so (ingest/lock.py). Raises DuckstatsError when another one writes, the folder cannot
    be written, the disk is full or the file is damaged; what was committed before stays.
    """
    with lock.held(path.parent):
        connection = _connect(path)
        try:
            _create(connection)
            yield _with_hidden(Landing(connection))
        except FAILURES as error:
            raise explained(error, path) from error
        finally:
            connection.close()


def _with_hidden(file: Landing) -> Landing:
    if file.connection.execute("SELECT COUNT(*) FROM raw.opt_outs").fetchone() != (0,):
        from ingest import people_hiding

        file.hidden = people_hiding.load(file)
    return file


def reading(path: Path) -> duckdb.DuckDBPyConnection:
    """The landing file, read-only. Raises DuckstatsError, which names the process that is writing."""
    if not path.exists():
        raise DuckstatsError("Nothing was ingested yet: run `duckstats ingest archive`, or `duckstats demo`.")
    try:
        connection = duckdb.connect(str(path), read_only=True)
        if _lacks_columns(connection):
            # An earlier version made it: opening it for writing gives it what was added since.
            connection.close()
            with opened(path):
                pass
            connection = duckdb.connect(str(path), read_only=True)
        return connection
    except duckdb.Error as error:
        holder = lock.holder(path.parent)
        if holder:
            raise DuckstatsError(
                f"pid {holder.pid} writes to {path} since {holder.started_at}: ask again when it has finished."
            ) from None
        raise explained(error, path) from None


def explained(error: Exception, path: Path) -> DuckstatsError:
    """What DuckDB or the system says of a file, as a sentence that says what to do."""
    text = str(error)
    said = text.splitlines()[0] if text else type(error).__name__
    if trouble := disk_trouble(error, path.parent):
        return trouble
    if "set lock" in text:
        return DuckstatsError(f"{path} is in use by another program: wait until it has finished, or end it.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return DuckstatsError(f"There is not enough memory to write {path}: run it with fewer --workers.")
    return DuckstatsError(
        f"{path} is damaged or cannot be read ({said[:160]}): run `duckstats doctor`; `duckstats restore PATH` puts a "
        "backup in its place."
    )


# Failures of disk, memory or file; others are mistakes of the program and keep their traceback.
FAILURES = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(table, column) of all raw tables that are there."""
    query = "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'raw' AND NOT internal"
    return set(connection.execute(query).fetchall())


def _lacks_columns(connection: duckdb.DuckDBPyConnection) -> bool:
    wanted = {(table, column) for table, columns in contract().items() for column in columns}
    return not wanted <= _columns(connection)


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    there = _columns(connection)
    for table, columns in contract().items():
        fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS raw.{table} ({fields})")
        known = {column for name, column in there if name == table}
        for name, kind in columns.items():
            if known and name not in known:
                connection.execute(f'ALTER TABLE raw.{table} ADD COLUMN "{name}" {kind}')


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path))
    except (OSError, *FAILURES) as error:
        raise explained(error, path) from None
