"""A command that `duckstats sync` started: it works under sync's lock, ends when sync ends, and tells what came out."""

import json
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "DUCKSTATS_CHILD"


@dataclass(frozen=True)
class Ties:
    """File descriptors inherited from sync: its lock, a pipe that is open while it lives, a file for the report."""

    lock: int
    life: int
    report: int

    def __str__(self) -> str:
        return f"{self.lock} {self.life} {self.report}"


_ties: Ties | None = None


def begin() -> None:
    """Take up what sync handed over; without it nothing happens. Called once, before any other work."""
    global _ties
    words = os.environ.pop(VARIABLE, "").split()
    if not words:
        return
    _ties = Ties(*map(int, words))
    for descriptor in (_ties.lock, _ties.life, _ties.report):
        os.set_inheritable(descriptor, False)
    threading.Thread(target=_end_with_parent, args=(_ties.life,), daemon=True).start()


def works_under(lock_file: Path) -> bool:
    """Whether the lock of this file is held for this process by the sync that started it."""
    if _ties is None or not lock_file.exists():
        return False
    return os.path.samestat(os.fstat(_ties.lock), lock_file.stat())


def tell(**said: Any) -> None:
    """Hand a report over to sync: `text`, a sentence, `figures`, numbers by name, or `error`."""
    if _ties is not None:
        os.truncate(_ties.report, 0)
        os.pwrite(_ties.report, json.dumps(said, default=str).encode(), 0)


def tell_report(report: Any) -> None:
    """The same for a report of an ingest, a dataclass whose text is its sentence."""
    figures = {name: value for name, value in vars(report).items() if isinstance(value, int | float)}
    tell(text=str(report), figures=figures)


def _end_with_parent(life: int) -> None:
    # Nothing is ever written to the pipe: reading returns when its other end is closed, however sync died. Its steps
    # lead process groups, so that git and workers end with them.
    os.read(life, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)
