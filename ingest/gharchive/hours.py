"""Hour files: where they are, and reading one into Arrow tables. Runs in worker processes; knows no database."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from isal import igzip, isal_zlib

from ingest import landing
from ingest.gharchive import download
from ingest.gharchive.cache import Version
from ingest.gharchive.extract import Rows, UnusableEvent, extract
from ingest.gharchive.fetch import Broken, Changed, Fetch, Refused, Unchanged, Unreached
from ingest.gharchive.scan import BadLine, Scope, in_scope
from ingest.trailers import roles

HOUR_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})-(\d{1,2})\.(?:json|ndjson)(?:\.gz)?")
FILE_NAME = re.compile(r".*\.(?:json|ndjson)(?:\.gz)?")
CHUNK = 5_000
GROUP_BYTES = 2_000_000
GROUP_HOURS = 240
SOURCE = "gharchive"


@dataclass(frozen=True)
class Hour:
    """One hour file. `at` is its hour; None for a file whose name states none, which its first event then tells."""

    at: datetime | None
    location: str
    known: Version | None = None  # ask whether it is still this one, and leave it alone if so


@dataclass
class Scanned:
    """How reading one hour went: complete, absent, broken, unchanged or unreached.

    `reason` says why it is absent or broken; none of its rows are kept then.
    """

    hour: Hour
    status: str
    reason: str | None = None
    at: datetime | None = None
    size_bytes: int | None = None
    etag: str | None = None
    line_count: int = 0
    event_count: int = 0
    bad: list[BadLine] = field(default_factory=list)


@dataclass
class Group:
    """Hours that were read together and are written together, with the rows of the complete ones by raw table."""

    hours: list[Scanned]
    tables: dict[str, pa.Table]


def moments(since: datetime, until: datetime) -> list[datetime]:
    """The hours of [since, until)."""
    return [since + timedelta(hours=n) for n in range(max(0, int((until - since).total_seconds() // 3600)))]


def hours_of_moments(base: str, moments: list[datetime]) -> list[Hour]:
    """The files of these hours below a folder or address."""
    names = [(at, f"{at:%Y-%m-%d}-{at.hour}.json.gz") for at in moments]
    if is_web(base):
        return [Hour(at, f"{base.rstrip('/')}/{name}") for at, name in names]
    by_hour = {hour.at: hour for hour in hours_of_folder(Path(base))}
    return [by_hour.get(at, Hour(at, str(Path(base) / name))) for at, name in names]


def hours_of_folder(path: Path) -> list[Hour]:
    """Every hour file of a folder, or the one file, in order of time."""
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if FILE_NAME.fullmatch(p.name))
    hours = [Hour(hour_of_name(file.name), str(file)) for file in files]
    return sorted(hours, key=lambda hour: (hour.at or datetime.min, hour.location))


def hour_of_name(name: str) -> datetime | None:
    """The hour that a file's name states."""
    match = HOUR_NAME.fullmatch(name)
    if not match:
        return None
    try:
        return datetime(*map(int, match.groups()))
    except ValueError:
        return None


def grouped(hours: list[Hour]) -> Iterator[list[Hour]]:
    """Hours that one task reads: a large file alone, small local files together, as each transaction has its price."""
    group: list[Hour] = []
    size = 0
    for hour in hours:
        local = Path(hour.location)
        more = local.stat().st_size if not is_web(hour.location) and local.exists() else GROUP_BYTES
        if group and (size + more > GROUP_BYTES or len(group) == GROUP_HOURS):
            yield group
            group, size = [], 0
        group.append(hour)
        size += more
    if group:
        yield group


def scan_hours(hours: list[Hour], scope: Scope, fetch: Fetch | None = None) -> Group:
    """Read hours. Never raises for what can be wrong with an hour: its result says it."""
    together = _Rows()
    results: list[Scanned] = []
    for hour in hours:
        scanned, own = _scan_hour(hour, scope, fetch or Fetch())
        twin = next((one for one in results if one.status == "complete" and one.at == scanned.at), None)
        if scanned.status == "complete" and twin:
            scanned = Scanned(hour, "broken", f"its hour was already taken from {Path(twin.hour.location).name}")
        if scanned.status == "complete":
            together.absorb(own)
        results.append(scanned)
    return Group(results, together.tables())


def _scan_hour(hour: Hour, scope: Scope, fetch: Fetch) -> tuple[Scanned, "_Rows"]:
    for _ in range(download.FRESH_STARTS):
        found, rows = Scanned(hour, "complete", at=hour.at), _Rows()
        try:
            with _opened(hour, fetch, found) as stream:
                _read(stream, scope, found, rows)
        except Changed:
            continue
        except Unchanged:
            return Scanned(hour, "unchanged", at=hour.at), rows
        except FileNotFoundError:
            return Scanned(hour, "absent", "there is no such hour (yet)", at=hour.at), rows
        except Unreached as error:
            return Scanned(hour, "unreached", str(error), at=hour.at), rows
        except Exception as error:  # of gzip, the network, the disk, Arrow: each has errors of its own
            return Scanned(hour, "broken", _reason(error), at=hour.at), rows
        if found.at is None:
            reason = "its name states no hour and no event in scope tells one"
            return Scanned(hour, "broken", reason), rows
        return found, rows
    return Scanned(hour, "broken", "it changed while it was read, again and again", at=hour.at), _Rows()


class _Rows:
    """Rows of many events, turned into Arrow whenever enough are there, so that memory stays flat."""

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.batches: dict[str, list[pa.Table]] = {}
        self.waiting = 0

    def add(self, rows: Rows) -> None:
        for table, more in rows.items():
            self.rows.setdefault(table, []).extend(more)
        self.waiting += 1
        if self.waiting >= CHUNK:
            self.flush()

    def absorb(self, other: "_Rows") -> None:
        for table, batches in other.batches.items():
            self.batches.setdefault(table, []).extend(batches)
        for table, more in other.rows.items():
            self.rows.setdefault(table, []).extend(more)
        self.waiting += other.waiting
        if self.waiting >= CHUNK:
            self.flush()

    def flush(self) -> None:
        for table, rows in self.rows.items():
            self.batches.setdefault(table, []).append(landing.arrow_table(table, rows))
        self.rows, self.waiting = {}, 0

    def tables(self) -> dict[str, pa.Table]:
        self.flush()
        return {table: pa.concat_tables(parts) for table, parts in self.batches.items()}


def _read(stream: BinaryIO, scope: Scope, found: Scanned, kept: _Rows) -> None:
    for number, event in in_scope(stream, scope, found.bad):
        if event is None:
            found.line_count = number
            continue
        try:
            rows = extract(event, number, roles())
        except UnusableEvent as error:
            found.bad.append(BadLine(number, str(error)))
            continue
        except Exception as error:
            # One odd line must not cost its hour. The message may quote the line, the kind of error does not.
            found.bad.append(BadLine(number, f"an event of an unknown shape ({type(error).__name__})"))
            continue
        if found.at is None:
            # A file whose name states no hour is filed under that of its first event.
            found.at = rows["events"][0]["created_at"].replace(minute=0, second=0, microsecond=0)
        for more in rows.values():
            for row in more:
                row["source"], row["archive_hour"] = SOURCE, found.at
        kept.add(rows)
        found.event_count += 1


def is_web(location: str) -> bool:
    """Whether a location is an address, not a path."""
    return location.startswith(("http://", "https://"))


@contextmanager
def _opened(hour: Hour, fetch: Fetch, found: Scanned) -> Iterator[BinaryIO]:
    if is_web(hour.location):
        with download.opened(hour.location, fetch, hour.known) as raw:
            found.size_bytes, found.etag = raw.size, raw.etag
            with igzip.IGzipFile(fileobj=io.BufferedReader(raw, download.BUFFER), mode="rb") as stream:
                yield stream  # type: ignore[misc]
            if found.size_bytes is None:
                found.size_bytes = raw.position
        return
    path = Path(hour.location)
    found.size_bytes = path.stat().st_size
    if not found.size_bytes:
        raise EOFError("the file is empty")
    with igzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        yield stream


def _reason(error: Exception) -> str:
    if isinstance(error, Broken | Refused | EOFError):
        return str(error) or "it breaks off"
    if isinstance(error, igzip.BadGzipFile):
        return f"no gzip file: {error}"
    if isinstance(error, isal_zlib.error):
        return f"damaged gzip data: {error}"
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'unreadable'}"[:200]
