"""One writer a data folder: a lock that its holder's death frees, and that says who holds it."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import settings as house
from ingest import child
from settings import DuckstatsError, without_password

NAME = "writer.lock"
PAUSE = 0.2
# Descriptors of the locks that this process holds, so that a build that lands the registry takes its own lock twice.
_held: dict[Path, int] = {}


class Busy(DuckstatsError):
    """Another process writes to the data folder; the sentence names it."""


@dataclass(frozen=True)
class Holder:
    """The process that writes."""

    pid: int
    started_at: str
    command: str


@contextmanager
def held(data_dir: Path, wait_seconds: float | None = None) -> Iterator[None]:
    """Be the one writer of this data folder; within one process, and those of a sync, it may be taken again.

    The system frees the lock when its holder dies, so a dead one's needs no cleaning up. Raises DuckstatsError, which
    names the holder, when another still writes after the wait (setting lock_wait_seconds).
    """
    path = (data_dir / NAME).resolve()
    if path in _held or child.works_under(path):
        yield
        return
    limit = house.load().lock_wait_seconds if wait_seconds is None else wait_seconds
    with _opened(path) as file:
        _take(file, path, limit)
        _held[path] = file.fileno()
        try:
            yield
        finally:
            del _held[path]
            file.truncate(0)


def descriptor(data_dir: Path) -> int:
    """The descriptor of a lock that this process holds, for processes that it starts to work under."""
    return _held[(data_dir / NAME).resolve()]


def holder(data_dir: Path) -> Holder | None:
    """Who writes to this data folder now; None when nobody does."""
    try:
        with (data_dir / NAME).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read(file)
    except OSError:
        return None
    return None


def _opened(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")
    except OSError as error:
        raise DuckstatsError(
            f"{path.parent} cannot be written ({error.strerror}): choose another --data-dir."
        ) from None


def _take(file: IO[str], path: Path, limit: float) -> None:
    deadline = time.monotonic() + limit
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy(_sentence(_read(file), path.parent)) from None
            time.sleep(min(PAUSE, max(0.01, deadline - time.monotonic())))
            continue
        break
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    words = [without_password(word) for word in sys.argv[1:7]]
    command = " ".join([Path(sys.argv[0]).name, *words])
    file.seek(0)
    file.truncate(0)
    try:
        file.write(json.dumps(asdict(Holder(os.getpid(), started, command))))
        file.flush()
    except OSError:  # a full disk: the lock holds without a name on it
        pass


def _read(file: IO[str]) -> Holder | None:
    try:
        file.seek(0)
        return Holder(**json.load(file))
    except (OSError, ValueError, TypeError):
        return None


def _sentence(found: Holder | None, data_dir: Path) -> str:
    who = f"pid {found.pid}, started {found.started_at}: {found.command}" if found else "it has not said which yet"
    return (
        f"Another duckstats writes to {data_dir} ({who}): try again when it has finished, or let this one wait with "
        "DUCKSTATS_LOCK_WAIT_SECONDS=3600."
    )
