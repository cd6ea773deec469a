"""Ingest hours of GH Archive: workers scan, this process writes, one transaction an hour."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import typer

from ingest import landing, people_hiding
from ingest.gharchive.hours import SOURCE, Group, Hour, Scanned, hour_of_name, hours_of_folder, hours_of_range
from ingest.gharchive.pool import scanned_groups
from ingest.gharchive.scan import Scope
from settings import DuckstatsError, Settings

DEFAULT_SOURCE = "https://data.gharchive.org"
SAMPLE_MARK = "SAMPLE_DATA"
ATTEMPTS = 8  # hours without a connection, and none with one, after which the others are not tried
UNKNOWN_HOUR = datetime(1970, 1, 1)  # of a broken file whose name states no hour
# Tables whose rows belong to one hour file and are replaced with it.
HOUR_TABLES = [
    name for name, columns in landing.contract().items() if "archive_hour" in columns and name != "archive_hours"
]


@dataclass
class ArchiveReport:
    """What an ingest did. `exit_code` is 1 when an hour was absent or broken or a line could not be taken."""

    complete: int = 0
    skipped: int = 0
    absent: int = 0
    broken: int = 0
    events: int = 0
    bad_lines: int = 0
    seconds: float = 0.0
    reasons: set[str | None] = field(default_factory=set)

    @property
    def exit_code(self) -> int:
        """0 when everything asked for was taken."""
        return 1 if self.absent or self.broken or self.bad_lines else 0

    def __str__(self) -> str:
        return (
            f"archive: {self.complete:,} hours with {self.events:,} events in {self.seconds:.1f} s; "
            f"{self.skipped:,} were there already, {self.absent:,} absent, {self.broken:,} broken, "
            f"{self.bad_lines:,} lines unreadable"
        )


def ingest_archive(
    settings: Settings,
    since: datetime | None,
    until: datetime | None,
    source: str,
    scope: Scope,
    workers: int | None = None,
    progress: bool | None = None,
    force: bool = False,
) -> ArchiveReport:
    """Ingest the hours of [since, until), or every file of a local source when both are None.

    An hour that is complete, of the same size and scanned with the same scope, is left alone unless `force`; absent
    and broken hours are tried again, and a broken one does not touch what an earlier good scan left.
    Raises DuckstatsError when the source cannot be reached at all.
    """
    started = time.monotonic()
    hours = _hours(source, since, until)
    is_sample = not _is_web(source) and (Path(source) / SAMPLE_MARK).exists()
    report = ArchiveReport()
    with landing.opened(settings.landing_file) as file:
        people_hiding.of_config(file, settings.config_dir)
        ledger = Ledger(file)
        todo = hours if force else [hour for hour in hours if not ledger.has(hour, scope)]
        report.skipped = len(hours) - len(todo)
        with _progress(len(todo), progress) as advance:
            for group in scanned_groups(todo, scope, workers or os.cpu_count() or 1):
                _write(ledger, group, scope, is_sample)
                for scanned in group.hours:
                    _count(report, scanned)
                    advance(scanned)
                if report.broken >= ATTEMPTS and _is_cut_off(report, source):
                    break
    if _is_cut_off(report, source):
        raise DuckstatsError(f"{source} cannot be reached: check the network, or try `make demo`, which needs none.")
    report.seconds = time.monotonic() - started
    typer.echo(str(report), err=True)
    return report


def _hours(source: str, since: datetime | None, until: datetime | None) -> list[Hour]:
    if not _is_web(source) and not Path(source).exists():
        raise DuckstatsError(f"There is no folder or file {source}: give --source one, or leave it out for GH Archive.")
    if since is None and until is None:
        if _is_web(source):
            raise DuckstatsError("Say which hours: --since 2024-01-31T00 --until 2024-02-01T00.")
        return hours_of_folder(Path(source))
    if since is None or until is None or since >= until:
        raise DuckstatsError("--since must lie before --until, and both are needed.")
    return hours_of_range(source, since, until)


def _is_web(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _write(ledger: "Ledger", group: Group, scope: Scope, is_sample: bool) -> None:
    """Write a group in one transaction: of each of its hours all rows and the bookkeeping, or nothing."""
    for scanned in group.hours:
        other = ledger.other_file(scanned)
        if scanned.status == "complete" and other:
            scanned.status, scanned.reason = "broken", f"its hour was already taken from {other}"
            for table, rows in group.tables.items():
                group.tables[table] = rows.filter(pc.field("archive_hour") != pa.scalar(scanned.at, pa.timestamp("us")))
    with ledger.file.transaction():
        days = ledger.forget([scanned.at for scanned in group.hours if scanned.status == "complete" and scanned.at])
        for table, rows in group.tables.items():
            ledger.file.append(table, rows)
            days |= set(pc.unique(rows.column("day")).to_pylist())
        ledger.note(group.hours, scope, is_sample)
        ledger.file.mark_dirty(SOURCE, days - {None})


class Ledger:
    """The bookkeeping of hours, read once: what is known of each hour and each file."""

    def __init__(self, file: landing.Landing) -> None:
        self.file = file
        rows = file.connection.execute(
            "SELECT archive_hour, location, status, size_bytes, scope FROM raw.archive_hours"
        ).fetchall()
        self.by_location = {row[1]: row for row in rows}
        self.complete = {row[0]: row[1] for row in rows if row[2] == "complete"}

    def has(self, hour: Hour, scope: Scope) -> bool:
        """Whether this file was taken whole, with this scope, and has not changed its size since."""
        row = self.by_location.get(_identity(hour))
        if not row or row[2] != "complete" or row[4] != scope.fingerprint:
            return False
        local = Path(hour.location)
        return _is_web(hour.location) or (local.exists() and local.stat().st_size == row[3])

    def other_file(self, scanned: Scanned) -> str | None:
        """The different file that this hour was taken from, if any; a mirror of the same hour is no different file."""
        location = self.complete.get(scanned.at) if scanned.at else None
        if location is None or location.rsplit("/", 1)[-1] == Path(scanned.hour.location).name:
            return None
        if hour_of_name(Path(scanned.hour.location).name) and not hour_of_name(location.rsplit("/", 1)[-1]):
            return None  # the hour itself takes the place of a sample of it
        return location

    def forget(self, moments: list[datetime]) -> set[date]:
        """Delete what earlier scans of these hours left; the days of those rows are dirty too."""
        known = [moment for moment in moments if moment in self.complete]
        days: set[date] = set()
        for table in HOUR_TABLES if known else []:
            if "day" in landing.contract()[table]:
                where = f"SELECT DISTINCT day FROM raw.{table} WHERE archive_hour IN (SELECT UNNEST(?))"
                days |= {day for (day,) in self.file.connection.execute(where, [known]).fetchall()}
            self.file.connection.execute(f"DELETE FROM raw.{table} WHERE archive_hour IN (SELECT UNNEST(?))", [known])
        return days

    def note(self, hours: list[Scanned], scope: Scope, is_sample: bool) -> None:
        """Write the hours' bookkeeping. A failed scan does not overwrite the row of an earlier good one."""
        new = [scanned for scanned in hours if scanned.status == "complete" or scanned.at not in self.complete]
        names = [_identity(scanned.hour) for scanned in new]
        moments = [scanned.at for scanned in new if scanned.at]
        if any(name in self.by_location for name in names) or any(moment in self.complete for moment in moments):
            condition = "location IN (SELECT UNNEST(?)) OR archive_hour IN (SELECT UNNEST(?))"
            self.file.connection.execute(f"DELETE FROM raw.archive_hours WHERE {condition}", [names, moments])
            self.file.connection.execute(
                "DELETE FROM raw.archive_bad_lines WHERE archive_hour IN (SELECT UNNEST(?))", [moments]
            )
        rows = [_row(scanned, scope, is_sample) for scanned in new]
        self.file.append("archive_hours", landing.arrow_table("archive_hours", rows))
        bad = [
            {"archive_hour": scanned.at or UNKNOWN_HOUR, "line": line.line, "reason": line.reason}
            for scanned in new
            for line in scanned.bad
        ]
        self.file.append("archive_bad_lines", landing.arrow_table("archive_bad_lines", bad))
        for row in rows:
            values = (row["archive_hour"], row["location"], row["status"], row["size_bytes"], row["scope"])
            self.by_location[row["location"]] = values
            if row["status"] == "complete":
                self.complete[row["archive_hour"]] = row["location"]


def _row(scanned: Scanned, scope: Scope, is_sample: bool) -> dict[str, Any]:
    at = scanned.at or UNKNOWN_HOUR
    return {
        "source": SOURCE,
        "archive_hour": at,
        "day": at.date(),
        "location": _identity(scanned.hour),
        "status": scanned.status,
        "reason": scanned.reason,
        "size_bytes": scanned.size_bytes,
        "etag": scanned.etag,
        "line_count": scanned.line_count,
        "event_count": scanned.event_count,
        "bad_line_count": len(scanned.bad),
        "scope": scope.fingerprint,
        "scope_text": scope.text,
        "is_sample": is_sample,
        "finished_at": landing.now(),
    }


def _identity(hour: Hour) -> str:
    """What the bookkeeping calls a file: its address, or its name, so that a folder may move."""
    return hour.location if _is_web(hour.location) else Path(hour.location).name


def _count(report: ArchiveReport, scanned: Scanned) -> None:
    setattr(report, scanned.status, getattr(report, scanned.status) + 1)
    if scanned.reason:
        report.reasons.add(scanned.reason)
    report.events += scanned.event_count if scanned.status == "complete" else 0
    report.bad_lines += len(scanned.bad)


def _is_cut_off(report: ArchiveReport, source: str) -> bool:
    return _is_web(source) and report.reasons == {"no connection"} and not report.complete


@contextmanager
def _progress(total: int, wanted: bool | None) -> Iterator[Callable[[Scanned], None]]:
    """A bar on a terminal, a line every five seconds elsewhere, nothing when not wanted."""
    if wanted is False or not total:
        yield lambda _: None
    elif wanted or sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("hours"))
        with Progress(
            *columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=Console(stderr=True)
        ) as bar:
            task, meter = bar.add_task("archive", total=total, rate=""), _Meter()
            yield lambda scanned: bar.update(task, advance=1, description=str(scanned.at or ""), rate=meter(scanned))
    else:
        yield _Lines(total)


class _Meter:
    """Megabytes of hour files a second since the start."""

    def __init__(self) -> None:
        self.started, self.size = time.monotonic(), 0

    def __call__(self, scanned: Scanned) -> str:
        self.size += scanned.size_bytes or 0
        return f"{self.size / 1e6 / max(1e-3, time.monotonic() - self.started):.1f} MB/s"


class _Lines:
    """Progress as plain lines, for logs."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.said, self.meter = total, 0, time.monotonic(), _Meter()

    def __call__(self, scanned: Scanned) -> None:
        self.done += 1
        rate = self.meter(scanned)
        if time.monotonic() - self.said > 5:
            self.said = time.monotonic()
            left = (self.total - self.done) * (self.said - self.meter.started) / self.done
            typer.echo(f"archive: {self.done:,} of {self.total:,} hours, {rate}, {left:.0f} s left", err=True)
