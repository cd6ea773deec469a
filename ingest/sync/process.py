"""One step in a process of its own: what it prints goes on, and its end, however it ends, becomes a result."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from ingest import child
from ingest.github import tokens

PATIENCE = 30  # seconds between asking a step to end and ending it
MISUSE = 2


@dataclass(frozen=True)
class Result:
    """How a step ended. `outcome` is complete, partial (it took what it could get) or failed; `figures` are counts."""

    outcome: str
    message: str
    figures: dict[str, Any] = field(default_factory=dict)
    is_misuse: bool = False


def run(
    command: Sequence[str], environment: dict[str, str], lock: int, limit: float, say: Callable[[str], None]
) -> Result:
    """Run a command under the caller's lock, at most `limit` seconds; it ends when the caller dies.

    Raises KeyboardInterrupt after passing it on.
    """
    try:
        return _run(command, environment, lock, limit, say)
    except OSError as error:  # no memory, no process, no temporary file
        return Result("failed", f"it could not be started ({error.strerror})")


def _run(
    command: Sequence[str], environment: dict[str, str], lock: int, limit: float, say: Callable[[str], None]
) -> Result:
    life, alive = os.pipe()
    try:
        with tempfile.TemporaryFile() as report:
            ties = child.Ties(lock, life, report.fileno())
            process = subprocess.Popen(
                command,
                env=environment | {child.VARIABLE: str(ties)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(ties.lock, ties.life, ties.report),
                process_group=0,
                text=True,
                errors="replace",
            )
            last, is_overdue = _wait(process, limit, say)
            if is_overdue:
                return Result("failed", f"it took longer than {limit / 3600:g} h and was ended")
            report.seek(0)
            return _result(process.returncode, _told(report), last)
    finally:
        os.close(alive)
        os.close(life)


def duckstats(words: Sequence[str]) -> list[str]:
    """A command line of this duckstats."""
    return [sys.executable, "-m", "duckstats", *words]


def _wait(process: "subprocess.Popen[str]", limit: float, say: Callable[[str], None]) -> tuple[str, bool]:
    """Wait for the end of the process and of all it started; returns its last line, and whether it was ended for its
    time was up."""
    last, is_overdue = [""], False
    assert process.stdout
    reader = threading.Thread(target=_pass_on, args=(process.stdout, say, last), daemon=True)
    reader.start()
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        is_overdue = True
        _stop(process)
    except KeyboardInterrupt:
        _stop(process)
        raise
    finally:
        # What it started, git or workers, must not go on beside the next step.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        reader.join(PATIENCE)
    return last[0], is_overdue


def _pass_on(stream: IO[str], say: Callable[[str], None], last: list[str]) -> None:
    for line in stream:
        # Whatever a step prints, a traceback too, goes into a log.
        if text := tokens.hidden(line.rstrip()):
            say(text)
            last[0] = text


def _stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _told(report: IO[bytes]) -> dict[str, Any]:
    try:
        return json.loads(report.read() or b"{}")
    except ValueError:
        return {}


def _result(code: int, told: dict[str, Any], last: str) -> Result:
    text, figures = tokens.hidden(told.get("text") or ""), told.get("figures", {})
    if code == 0:
        return Result("complete", text or last, figures)
    if text and code > 0:
        return Result("partial", text, figures)
    if code < 0:
        hint = " (out of memory?)" if -code == signal.SIGKILL else ""
        return Result("failed", f"killed by signal {-code}{hint}")
    return Result(
        "failed", tokens.hidden(told.get("error") or "") or last or f"it ended with {code}", is_misuse=code == MISUSE
    )
