"""The run log: raw.runs, written step by step, so that a run that was killed is there too."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from ingest import landing, lock
from ingest.progress import duration
from ingest.sync.stopping import shielded
from settings import DuckstatsError, Settings

WHOLE = "sync"
SHOWN = 10  # runs
Row = dict[str, Any]


@dataclass
class Entry:
    """One row of raw.runs under way. `seconds` come from a clock that nobody sets."""

    run: int
    step: str
    started_at: datetime
    rows: int
    marked_at: datetime | None


class Log:
    """The log of one run. A landing file that cannot be written leaves the run without a log, and says so once."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings, self.say, self.is_lost = settings, say, False
        self.run = 0

    def begin(self, step: str) -> Entry:
        """Note that a step begins; the first one of a run gives the run its number."""
        entry = Entry(self.run, step, landing.now(), 0, None)

        def write(file: landing.Landing) -> None:
            if not self.run:
                # Whoever has the lock is alone: what still seems to run was killed, and could not say so.
                file.connection.execute("UPDATE raw.runs SET outcome = 'interrupted' WHERE outcome = 'running'")
                self.run = entry.run = _one(file, "SELECT COALESCE(MAX(run), 0) + 1 FROM raw.runs")
            entry.rows = _rows(file)
            entry.marked_at = _one(file, "SELECT MAX(touched_at) FROM raw.dirty_days")
            self._put(file, entry, {"outcome": "running"})

        self._try(write)
        return entry

    def end(self, entry: Entry, said: Row) -> Row:
        """Note how it ended; returns the row as it was noted, rows and days that changed meanwhile included."""
        row = said | {"finished_at": landing.now(), "row_count": None, "day_count": None}

        def write(file: landing.Landing) -> None:
            row["row_count"] = _rows(file) - entry.rows
            days = (
                "SELECT COUNT(DISTINCT day) FROM raw.dirty_days WHERE touched_at > COALESCE(?, '-infinity'::TIMESTAMP)"
            )
            row["day_count"] = _one(file, days, [entry.marked_at])
            self._put(file, entry, row)

        self._try(write)
        return row

    def _put(self, file: landing.Landing, entry: Entry, said: Row) -> None:
        row = {"run": entry.run, "step": entry.step, "started_at": entry.started_at} | said
        with file.transaction():
            file.connection.execute("DELETE FROM raw.runs WHERE run = ? AND step = ?", [entry.run, entry.step])
            file.append("runs", landing.arrow_table("runs", [row]))

    def _try(self, write: Callable[[landing.Landing], None]) -> None:
        try:
            with shielded(), landing.opened(self.settings.landing_file) as file:
                write(file)
        except DuckstatsError as error:
            if not self.is_lost:
                self.say(f"sync: this run is not logged: {error}")
            self.is_lost = True


def _one(file: landing.Landing, sql: str, values: list[Any] | None = None) -> Any:
    row = file.connection.execute(sql, values or []).fetchone()
    return row[0] if row else None


def _rows(file: landing.Landing) -> int:
    """Rows of all raw tables but this log, as the file's own statistics count them: no table is read."""
    tables = (name for name in landing.contract() if name != "runs")
    counts = " + ".join(f"(SELECT COUNT(*) FROM raw.{name})" for name in tables)
    return _one(file, f"SELECT {counts}")


@dataclass(frozen=True)
class Runs:
    """The last runs, newest first, each a row of raw.runs with its steps; `busy` names the process that writes now."""

    rows: list[Row]
    busy: str | None

    @property
    def exit_code(self) -> int:
        """1 when the last run did not end well; a run under way has not ended."""
        ended = next((row for row in self.rows if row["step"] == WHOLE and row["outcome"] != "running"), None)
        return 1 if ended and ended["exit_code"] != 0 else 0

    def to_json(self) -> str:
        """One JSON object; times are ISO 8601 in UTC."""
        return json.dumps({"runs": self.rows, "busy": self.busy}, default=str, indent=2) + "\n"

    def to_text(self) -> str:
        """A page for a terminal."""
        lines = [self.busy] if self.busy else []
        if not self.rows:
            return "\n".join([*lines, "No run of `duckstats sync` yet."]) + "\n"
        for row in self.rows:
            if row["step"] == WHOLE:
                code = "" if row["exit_code"] is None else f", exit {row['exit_code']}"
                lines.append(f"{row['run']:>6}  {row['started_at']:%Y-%m-%d %H:%M} UTC  {row['outcome']}{code}")
                continue
            spent = "" if row["seconds"] is None else duration(row["seconds"])
            tries = f" ({row['tries']} tries)" if (row["tries"] or 0) > 1 else ""
            changed = f"{row['row_count']:+,} rows" if row["row_count"] else ""
            message = f"{row['message'] or ''}{tries}"
            lines.append(f"{'':8}{row['step']:<12}  {row['outcome']:<8}  {spent:>7}  {changed:>15}  {message}")
        return "\n".join(line.rstrip() for line in lines) + "\n"


QUERY = """
SELECT * FROM {table} WHERE run > (SELECT MAX(run) FROM {table}) - ?
ORDER BY run DESC, step <> 'sync', started_at, finished_at
"""


def read(settings: Settings, last: int = SHOWN) -> Runs:
    """The last runs: from the landing file, or, while something is written there, as they were published."""
    try:
        with landing.reading(settings.landing_file) as connection:
            return Runs(_fetch(connection, "raw.runs", last), None)
    except DuckstatsError as error:
        holder, published = lock.holder(settings.data_dir), settings.current_link / "duckstats.duckdb"
        if holder is None or not published.exists():
            raise error from None
    busy = f"pid {holder.pid} writes since {holder.started_at} ({holder.command}); below is what was published before."
    with duckdb.connect(str(published), read_only=True) as connection:
        return Runs(_fetch(connection, "core.runs", last), busy)


def _fetch(connection: duckdb.DuckDBPyConnection, table: str, last: int) -> list[Row]:
    return connection.execute(QUERY.format(table=table), [last]).to_arrow_table().to_pylist()
