"""Ingest hours of GH Archive: workers scan, this process writes, one transaction an hour."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import typer

from ingest import landing
from ingest.gharchive.hours import SOURCE, Hour, Scanned, hours_of_folder, hours_of_range, scan_hour
from ingest.gharchive.scan import Scope
from settings import DuckstatsError, Settings

DEFAULT_SOURCE = "https://data.gharchive.org"
SAMPLE_MARK = "SAMPLE_DATA"
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
        todo = hours if force else [hour for hour in hours if not _is_done(file, hour, scope)]
        report.skipped = len(hours) - len(todo)
        with _progress(len(todo), progress) as advance:
            for scanned in _scanned(todo, scope, workers or os.cpu_count() or 1):
                _write(file, scanned, scope, is_sample)
                _count(report, scanned)
                advance(scanned)
        _stop_without_network(file, todo, report, source)
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


def _is_done(file: landing.Landing, hour: Hour, scope: Scope) -> bool:
    """Whether this file was taken whole, with this scope, and has not changed its size since."""
    row = file.connection.execute(
        "SELECT size_bytes FROM raw.archive_hours WHERE location = ? AND status = 'complete' AND scope = ?",
        [_identity(hour), scope.fingerprint],
    ).fetchone()
    if not row:
        return False
    local = Path(hour.location)
    return _is_web(hour.location) or (local.exists() and local.stat().st_size == row[0])


def _identity(hour: Hour) -> str:
    """What the bookkeeping calls a file: its address, or its name, so that a folder may move."""
    return hour.location if _is_web(hour.location) else Path(hour.location).name


def _scanned(hours: list[Hour], scope: Scope, workers: int) -> Iterator[Scanned]:
    """Hours as they are ready. One worker scans here; more scan ahead of the writer, a few each, no more."""
    if workers == 1 or len(hours) < 2:
        yield from (scan_hour(hour, scope) for hour in hours)
        return
    queue = iter(hours)
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        running: dict[Future[Scanned], Hour] = {}
        try:
            while True:
                for hour in islice(queue, 2 * workers - len(running)):
                    running[pool.submit(scan_hour, hour, scope)] = hour
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    hour = running.pop(done)
                    yield _result(done, hour)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result(done: Future[Scanned], hour: Hour) -> Scanned:
    try:
        return done.result()
    except BrokenProcessPool:
        raise DuckstatsError("A scanning process was killed (out of memory?): run again with --workers 1.") from None
    except Exception as error:
        return Scanned(hour, "broken", f"{type(error).__name__}: {error}"[:200], at=hour.at)


def _write(file: landing.Landing, scanned: Scanned, scope: Scope, is_sample: bool) -> None:
    location = _identity(scanned.hour)
    with file.transaction():
        if scanned.at is None or scanned.status != "complete":
            _note(file, scanned, location, scope, is_sample)
            return
        clash = file.connection.execute(
            "SELECT location FROM raw.archive_hours WHERE archive_hour = ? AND location <> ? AND status = 'complete'",
            [scanned.at, location],
        ).fetchone()
        if clash and not _same_hour_file(clash[0], location):
            scanned.status, scanned.reason = "broken", f"its hour was already taken from {clash[0]}"
            _note(file, scanned, location, scope, is_sample)
            return
        days = _forget(file, scanned.at)
        for table, rows in scanned.tables.items():
            file.append(table, rows)
            days |= set(rows.column("day").unique().to_pylist())
        _note(file, scanned, location, scope, is_sample)
        file.mark_dirty(SOURCE, days - {None})


def _same_hour_file(one: str, other: str) -> bool:
    """Whether two locations are the same published hour, from a mirror or a folder: same file name."""
    return one.rsplit("/", 1)[-1].removesuffix(".gz") == other.rsplit("/", 1)[-1].removesuffix(".gz")


def _forget(file: landing.Landing, at: datetime) -> set[date]:
    """Delete what an earlier scan of the hour left; the days of those rows are dirty too."""
    days: set[date] = set()
    known = file.connection.execute("SELECT 1 FROM raw.archive_hours WHERE archive_hour = ?", [at]).fetchone()
    if not known:
        return days
    for table in HOUR_TABLES:
        if "day" in landing.contract()[table]:
            rows = file.connection.execute(f"SELECT DISTINCT day FROM raw.{table} WHERE archive_hour = ?", [at])
            days |= {day for (day,) in rows.fetchall()}
        file.connection.execute(f"DELETE FROM raw.{table} WHERE archive_hour = ?", [at])
    return days


def _note(file: landing.Landing, scanned: Scanned, location: str, scope: Scope, is_sample: bool) -> None:
    """The hour's bookkeeping. A failed scan does not overwrite the row of an earlier good one."""
    if scanned.status != "complete":
        good = file.connection.execute(
            "SELECT 1 FROM raw.archive_hours WHERE archive_hour = ? AND status = 'complete'", [scanned.at]
        ).fetchone()
        if good:
            return
    file.connection.execute(
        "DELETE FROM raw.archive_hours WHERE location = ? OR archive_hour = ?", [location, scanned.at]
    )
    at = scanned.at or datetime.min.replace(year=1970)
    row: dict[str, Any] = {
        "source": SOURCE,
        "archive_hour": at,
        "day": at.date(),
        "location": location,
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
    file.append("archive_hours", landing.arrow_table("archive_hours", [row]))
    bad = [{"archive_hour": at, "line": line.line, "reason": line.reason} for line in scanned.bad]
    file.append("archive_bad_lines", landing.arrow_table("archive_bad_lines", bad))


def _count(report: ArchiveReport, scanned: Scanned) -> None:
    setattr(report, scanned.status, getattr(report, scanned.status) + 1)
    report.events += scanned.event_count if scanned.status == "complete" else 0
    report.bad_lines += len(scanned.bad)


def _stop_without_network(file: landing.Landing, todo: list[Hour], report: ArchiveReport, source: str) -> None:
    if not _is_web(source) or not todo or report.broken < len(todo):
        return
    reasons = file.connection.execute("SELECT DISTINCT reason FROM raw.archive_hours WHERE status = 'broken'").fetchall()
    if reasons == [("no connection",)]:
        raise DuckstatsError(f"{source} cannot be reached: check the network, or try `make demo`, which needs none.")


@contextmanager
def _progress(total: int, wanted: bool | None) -> Iterator[Callable[[Scanned], None]]:
    """A bar on a terminal, a line every five seconds elsewhere, nothing when not wanted."""
    if wanted is False or not total:
        yield lambda _: None
    elif wanted or sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("hours"))
        with Progress(*columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
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
