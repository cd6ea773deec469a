"""The bookkeeping of archive hours: what is known of each, and writing what a scan found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest import landing
from ingest.gharchive.cache import Version
from ingest.gharchive.hours import SOURCE, Group, Hour, Scanned, hour_of_name, is_web
from ingest.gharchive.scope import Scope
from settings import without_password

UNKNOWN_HOUR = datetime(1970, 1, 1)  # of a broken file whose name states no hour
HOUR = timedelta(hours=1)
# Outcomes that leave a trace; an hour that was not reached, or has not changed, leaves everything as it was.
NOTED = ("complete", "absent", "broken")
# Tables whose rows belong to one hour file and are replaced with it.
HOUR_TABLES = [
    name for name, columns in landing.contract().items() if "archive_hour" in columns and name != "archive_hours"
]


@dataclass(frozen=True)
class Known:
    """The bookkeeping row of an hour. `status` is complete, absent, broken, or pending: asked for, not yet tried."""

    at: datetime
    location: str
    status: str
    version: Version
    scope: str
    scope_text: str
    first_failed_at: datetime | None
    is_sample: bool

    def is_gap(self, late_hours: float, now: datetime) -> bool:
        """Whether it has failed for so long that it is no longer asked for by itself."""
        if self.status not in ("absent", "broken") or self.first_failed_at is None:
            return False
        return now - max(self.first_failed_at, self.at + HOUR) >= timedelta(hours=late_hours)


class Ledger:
    """The bookkeeping, read once and kept in step with what is written."""

    def __init__(self, file: landing.Landing) -> None:
        self.file = file
        self.by_location: dict[str, Known] = {}
        self.by_hour: dict[datetime, Known] = {}
        self.scopes = _scopes(file)
        self.followed: set[bytes] = set()
        self._covers: dict[tuple[str, str], bool] = {}
        self._joined: dict[tuple[str, str], Scope] = {}
        for row in file.connection.execute(
            "SELECT archive_hour, location, status, etag, size_bytes, scope, scope_text, first_failed_at, is_sample "
            "FROM raw.archive_hours"
        ).fetchall():
            at, location, status, etag, size, *rest = row
            self._remember(Known(at, location, status, Version(etag, size), *rest))

    def _remember(self, known: Known) -> None:
        self.by_location[known.location] = known
        if known.at != UNKNOWN_HOUR:
            self.by_hour[known.at] = known

    def complete(self, at: datetime | None) -> Known | None:
        """The row of an hour that was taken whole."""
        known = self.by_hour.get(at) if at else None
        return known if known and known.status == "complete" else None

    def rows(self, *statuses: str) -> list[Known]:
        """Hours of these outcomes in order, without samples."""
        chosen = [known for known in self.by_hour.values() if known.status in statuses and not known.is_sample]
        return sorted(chosen, key=lambda known: known.at)

    def has(self, hour: Hour, scope: Scope) -> bool:
        """Whether this file was taken whole, with all that the scope asks for, and has not changed its size since.

        A server's file is the same hour wherever it is mirrored.
        """
        known = self.by_location.get(identity(hour))
        if known is None and is_web(hour.location):
            known = self.complete(hour.at)
            known = known if known and is_web(known.location) else None
        if not known or known.status != "complete" or not self.covers(known, scope):
            return False
        local = Path(hour.location)
        return is_web(hour.location) or (local.exists() and local.stat().st_size == known.version.size)

    def covers(self, known: Known, scope: Scope) -> bool:
        """Whether the hour was scanned with all that the scope asks for."""
        key = (known.scope, scope.fingerprint)
        if key not in self._covers:
            used = self.scopes.get(known.scope)
            self._covers[key] = key[0] == key[1] or (used is not None and used.covers(scope))
        return self._covers[key]

    def scope_for(self, hour: Hour, scope: Scope) -> Scope:
        """What to scan an hour with: what is asked for and what it holds already, so that nothing is lost."""
        known = self.complete(hour.at)
        used = self.scopes.get(known.scope) if known else None
        if used is None:
            return scope
        key = (used.fingerprint, scope.fingerprint)
        if key not in self._joined:
            self._joined[key] = scope.joined(used)
        return self._joined[key]

    def follow(self, scope: Scope) -> None:
        """Start to follow the repositories that were seen under a name in scope."""
        if scope.everything:
            return
        seen = self.file.connection.execute(
            "SELECT DISTINCT repo_id, repo_name FROM raw.events WHERE repo_id IS NOT NULL AND repo_name IS NOT NULL"
        ).fetchall()
        contains = scope.memoised()
        self.followed |= {str(repo_id).encode() for repo_id, name in seen if contains(name.encode())}

    def expect(self, hours: Iterable[Hour], scope: Scope) -> None:
        """Note hours that are about to be asked for, so that those a crash leaves out are asked for again."""
        rows = [
            _row(Scanned(hour, "pending", at=hour.at), scope, False, None)
            for hour in hours
            if hour.at and hour.at not in self.by_hour
        ]
        with self.file.transaction():
            self._note_scope(scope)
            self.file.append("archive_hours", landing.arrow_table("archive_hours", rows))
        self._keep(rows, scope)

    def write(self, group: Group, scope: Scope, is_sample: bool) -> None:
        """Write a group in one transaction: of each of its hours all rows and the bookkeeping, or nothing."""
        self._refuse_other_files(group)
        noted = [scanned for scanned in group.hours if scanned.status in NOTED]
        with self.file.transaction():
            days = self._forget([scanned.at for scanned in noted if scanned.status == "complete" and scanned.at])
            for table, rows in group.tables.items():
                self.file.append(table, rows)
                days |= set(pc.unique(rows.column("day")).to_pylist())
            self._note_scope(scope)
            rows = self._note(noted, scope, is_sample)
            self.file.mark_dirty(SOURCE, days - {None})
        self._keep(rows, scope)
        if "events" in group.tables and not scope.everything:
            ids = pc.unique(group.tables["events"].column("repo_id")).to_pylist()
            self.followed |= {str(repo_id).encode() for repo_id in ids if repo_id is not None}

    def _keep(self, rows: list[dict[str, Any]], scope: Scope) -> None:
        for row in rows:
            self._remember(_known(row))
        self.scopes.setdefault(scope.fingerprint, scope)

    def _refuse_other_files(self, group: Group) -> None:
        for scanned in group.hours:
            other = self._other_file(scanned)
            if scanned.status == "complete" and other:
                scanned.status, scanned.reason = "broken", f"its hour was already taken from {other}"
                at = pa.scalar(scanned.at, pa.timestamp("us"))
                for table, rows in group.tables.items():
                    group.tables[table] = rows.filter(pc.field("archive_hour") != at)

    def _other_file(self, scanned: Scanned) -> str | None:
        """The different file that this hour was taken from, if any; a mirror of the same hour is no different file."""
        known = self.complete(scanned.at)
        if known is None or known.location.rsplit("/", 1)[-1] == Path(scanned.hour.location).name:
            return None
        if hour_of_name(Path(scanned.hour.location).name) and not hour_of_name(known.location.rsplit("/", 1)[-1]):
            return None  # the hour itself takes the place of a sample of it
        return known.location

    def _forget(self, moments: list[datetime]) -> set[date]:
        """Delete what earlier scans of these hours left; the days of those rows are dirty too."""
        known = [moment for moment in moments if self.complete(moment)]
        days: set[date] = set()
        for table in HOUR_TABLES if known else []:
            if "day" in landing.contract()[table]:
                where = f"SELECT DISTINCT day FROM raw.{table} WHERE archive_hour IN (SELECT UNNEST(?))"
                days |= {day for (day,) in self.file.connection.execute(where, [known]).fetchall()}
            self.file.connection.execute(f"DELETE FROM raw.{table} WHERE archive_hour IN (SELECT UNNEST(?))", [known])
        return days

    def _note(self, hours: list[Scanned], scope: Scope, is_sample: bool) -> list[dict[str, Any]]:
        """Write the hours' bookkeeping. A failed scan does not overwrite the row of an earlier good one."""
        new = [scanned for scanned in hours if scanned.status == "complete" or not self.complete(scanned.at)]
        rows = [_row(scanned, scope, is_sample, self._known_of(scanned)) for scanned in new]
        names = [identity(scanned.hour) for scanned in new]
        moments = [scanned.at for scanned in new if scanned.at]
        if any(name in self.by_location for name in names) or any(moment in self.by_hour for moment in moments):
            condition = "location IN (SELECT UNNEST(?)) OR archive_hour IN (SELECT UNNEST(?))"
            self.file.connection.execute(f"DELETE FROM raw.archive_hours WHERE {condition}", [names, moments])
            self.file.connection.execute(
                "DELETE FROM raw.archive_bad_lines WHERE archive_hour IN (SELECT UNNEST(?))", [moments]
            )
        self.file.append("archive_hours", landing.arrow_table("archive_hours", rows))
        bad = [
            {"archive_hour": scanned.at or UNKNOWN_HOUR, "line": line.line, "reason": line.reason}
            for scanned in new
            for line in scanned.bad
        ]
        self.file.append("archive_bad_lines", landing.arrow_table("archive_bad_lines", bad))
        return rows

    def _known_of(self, scanned: Scanned) -> Known | None:
        return (self.by_hour.get(scanned.at) if scanned.at else None) or self.by_location.get(identity(scanned.hour))

    def _note_scope(self, scope: Scope) -> None:
        if scope.fingerprint in self.scopes:
            return
        rows = [{"scope": scope.fingerprint, "kind": kind, "value": value} for kind, value in scope.rows()]
        self.file.connection.execute("DELETE FROM raw.scope_rules WHERE scope = ?", [scope.fingerprint])
        self.file.append("scope_rules", landing.arrow_table("scope_rules", rows))


def _scopes(file: landing.Landing) -> dict[str, Scope]:
    """Every scope that an hour was scanned with, by fingerprint."""
    known = "SELECT scope, ANY_VALUE(scope_text) FROM raw.archive_hours GROUP BY scope"
    texts = dict(file.connection.execute(known).fetchall())
    rows: dict[str, list[tuple[str, str]]] = {}
    for scope, kind, value in file.connection.execute("SELECT scope, kind, value FROM raw.scope_rules").fetchall():
        rows.setdefault(scope, []).append((kind, value))
    return {scope: Scope.from_rows(content, texts.get(scope, scope)) for scope, content in rows.items()}


def identity(hour: Hour) -> str:
    """What the bookkeeping calls a file: its address, or its name, so that a folder may move."""
    return without_password(hour.location) if is_web(hour.location) else Path(hour.location).name


def _row(scanned: Scanned, scope: Scope, is_sample: bool, before: Known | None) -> dict[str, Any]:
    at = scanned.at or UNKNOWN_HOUR
    failed_before = before.first_failed_at if before and before.status != "complete" else None
    return {
        "source": SOURCE,
        "archive_hour": at,
        "day": at.date(),
        "location": identity(scanned.hour),
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
        "first_failed_at": (failed_before or landing.now()) if scanned.status in ("absent", "broken") else None,
        "finished_at": landing.now(),
    }


def _known(row: dict[str, Any]) -> Known:
    return Known(
        row["archive_hour"],
        row["location"],
        row["status"],
        Version(row["etag"], row["size_bytes"]),
        row["scope"],
        row["scope_text"],
        row["first_failed_at"],
        row["is_sample"],
    )
