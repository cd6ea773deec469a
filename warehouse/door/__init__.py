"""The SQL door: statements of strangers on the published file, each in a process of its own.

Command line and dashboards both come through here. A statement reads, or is refused; it has a time limit, a memory
limit and a row limit; cancelling it ends its process. Whatever it does, readers of the server do not wait for it.
"""

import io
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from settings import ROOT, DuckstatsError, Settings
from warehouse.store import SAFE

# What the worker's own interrupt and end take, before it is ended from here.
PATIENCE_SECONDS = 5
INTERRUPTED = "interrupted"


class DoorError(DuckstatsError):
    """A statement that was refused, is wrong, or went over a limit."""


@dataclass(frozen=True)
class Limits:
    """Of one statement. `max_bytes` is the size of its answer."""

    seconds: float = 30
    memory_bytes: int = 1_000_000_000
    max_rows: int = 10_000
    max_bytes: int = 200_000_000
    threads: int = 1

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """What the settings say; of the cores, half are left to others."""
        threads = max(1, (os.cpu_count() or 1) // 2)
        memory = int(settings.sql_memory_gb * 1e9)
        return cls(settings.sql_timeout_seconds, memory, settings.sql_max_rows, threads=threads)


@dataclass(frozen=True)
class Answer:
    """Rows of a statement; `is_cut` when there were more than the limits let through."""

    table: pa.Table
    seconds: float
    is_cut: bool


class Running:
    """One statement on its way. Whoever starts it ends it, by `answer` or by `cancel`."""

    def __init__(self, file: Path, sql: str, limits: Limits) -> None:
        self.limits = limits
        asked = {"file": str(file), "sql": sql, "config": SAFE, "asker": os.getpid(), **vars(limits)}
        self._request = json.dumps(asked).encode()
        self._said = b""
        self._is_overdue = False
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-m", "warehouse.door.worker"],
            cwd=ROOT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},  # a token that is not there cannot be read
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for whoever asked
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def process_id(self) -> int:
        """Of the statement's process."""
        return self._process.pid

    def is_done(self, wait_seconds: float = 0) -> bool:
        """Whether the answer is there, or will be within this time."""
        self._listener.join(wait_seconds)
        return not self._listener.is_alive()

    def cancel(self) -> None:
        """End the statement's process, if it still runs."""
        self._process.kill()
        self._listener.join()

    def answer(self) -> Answer:
        """Wait for the rows. Raises DoorError, in one sentence, for whatever else there is to say."""
        self._listener.join()
        head, _, body = self._said.partition(b"\n")
        if not head:
            raise DoorError(self._end())
        told = json.loads(head)
        if "refused" in told:
            raise DoorError(told["refused"])
        if "error" in told:
            raise DoorError(self._explained(told["error"]))
        return Answer(pa.ipc.open_stream(io.BytesIO(body)).read_all(), told["seconds"], told["is_cut"])

    def _listen(self) -> None:
        try:
            self._said, _ = self._process.communicate(self._request, self.limits.seconds + PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._is_overdue = True
            self._process.kill()
            self._process.communicate()

    def _explained(self, error: str) -> str:
        if error == INTERRUPTED:
            return self._too_long()
        if "Out of Memory" in error or error == "Out of memory":
            return self._too_big()
        return f"SQL: {error}"

    def _end(self) -> str:
        """Why the worker ended without a word."""
        code = self._process.returncode
        if self._is_overdue or code in (-24, 1):  # the watch from here, SIGXCPU, or the worker's own watch
            return self._too_long()
        if code == -9:
            return "The statement was cancelled, or needed more than it may have."
        return f"The statement ended its process ({code}): it needs more memory than it may have, or is malformed."

    def _too_long(self) -> str:
        return f"The statement took longer than {self.limits.seconds:g} s: narrow it down, or raise the time limit."

    def _too_big(self) -> str:
        gigabytes = self.limits.memory_bytes / 1e9
        return f"The statement needs more than {gigabytes:g} GB of memory: narrow it down, or raise the memory limit."


def start(file: Path, sql: str, limits: Limits) -> Running:
    """Begin a statement on a published file."""
    return Running(file, sql, limits)


def ask(file: Path, sql: str, limits: Limits) -> Answer:
    """Run a statement and wait for it; Ctrl-C ends it. Raises DoorError."""
    running = start(file, sql, limits)
    try:
        return running.answer()
    finally:
        running.cancel()


@cache
def places(at_once: int) -> threading.BoundedSemaphore:
    """Places for statements of one server: more at once would leave nothing to its other readers."""
    return threading.BoundedSemaphore(at_once)
