"""The landing file: raw tables, created from their contract and written in whole transactions.

The contract is warehouse/external_models.yaml, read as data: the models read the same columns that are written here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import yaml

from settings import ROOT, DuckstatsError

if TYPE_CHECKING:
    from ingest.people_hiding import Hidden

CONTRACT = ROOT / "warehouse" / "external_models.yaml"

ARROW_TYPES: dict[str, pa.DataType] = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "INTEGER": pa.int32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
}


@cache
def contract() -> dict[str, dict[str, str]]:
    """Columns of each raw table: `{"events": {"event_id": "BIGINT", ...}, ...}`."""
    models = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
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
            self.connection.rollback()
            raise
        self.connection.commit()

    def append(self, table: str, batch: pa.Table) -> None:
        """Insert an Arrow table whose columns are the contract's, in its order. People who are to be hidden are."""
        if self.hidden and batch.num_rows:
            batch = self._hidden(table, batch)
        if batch.num_rows:
            self.connection.register("incoming", batch)
            self.connection.execute(f"INSERT INTO raw.{table} SELECT * FROM incoming")
            self.connection.unregister("incoming")

    def _hidden(self, table: str, batch: pa.Table) -> pa.Table:
        from ingest import people_hiding

        batch = people_hiding.hide(table, batch, self.hidden)  # type: ignore[arg-type]
        if self.hidden and self.hidden.found:
            people_hiding.note_found(self, self.hidden)
        return batch

    def replace(self, table: str, rows: list[dict[str, Any]], source: str | None = None) -> None:
        """Put `rows` in place of all rows of the table, or of one source's. Call it inside a transaction."""
        where, values = ("WHERE source = ?", [source]) if source else ("", [])
        self.connection.execute(f"DELETE FROM raw.{table} {where}", values)
        self.append(table, arrow_table(table, rows))

    def mark_dirty(self, source: str, days: Iterable[date]) -> None:
        """Note days whose rows changed, so that the next build restates them. Call it inside the same transaction."""
        touched = now()
        rows = [{"source": source, "day": day, "touched_at": touched} for day in sorted(set(days))]
        for row in rows:
            self.connection.execute("DELETE FROM raw.dirty_days WHERE source = ? AND day = ?", [source, row["day"]])
        self.append("dirty_days", arrow_table("dirty_days", rows))


@contextmanager
def opened(path: Path) -> Iterator[Landing]:
    """Open the landing file for writing, creating it and its tables when absent.

    Raises DuckstatsError when another process holds it or the folder cannot be written.
    """
    connection = _connect(path)
    try:
        connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
        for table, columns in contract().items():
            fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"CREATE TABLE IF NOT EXISTS raw.{table} ({fields})")
        file = Landing(connection)
        if connection.execute("SELECT COUNT(*) FROM raw.opt_outs").fetchone() != (0,):
            from ingest import people_hiding

            file.hidden = people_hiding.load(file)
        yield file
    finally:
        connection.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path))
    except OSError as error:
        raise DuckstatsError(
            f"{path.parent} cannot be written ({error.strerror}): choose another --data-dir."
        ) from None
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise DuckstatsError(f"{path} is in use by another duckstats: wait until it has finished.") from None
        raise DuckstatsError(f"{path} cannot be opened: {str(error).splitlines()[0]}") from None
