"""One run: steps one after the other under one lock, each tried again, none stopping the others but build publish."""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import duckdb

from ingest import landing, lock
from ingest.progress import duration
from ingest.sync import process
from ingest.sync.log import WHOLE, Log
from ingest.sync.process import Result
from ingest.sync.steps import Step
from ingest.sync.stopping import shielded
from settings import DuckstatsError, Settings

PUBLISHED, UNPUBLISHED, LACKING, BUSY, STOPPED = 0, 1, 3, 4, 130  # exit codes; 2 is misuse
LONGEST_WAIT = 3600.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Done:
    """A step that ended, or that did not run. `outcome` is complete, partial, failed or skipped; counts are of raw rows
    added and of days changed, None where the landing file could not be asked."""

    step: str
    outcome: str
    message: str
    seconds: float = 0.0
    tries: int = 0
    row_count: int | None = None
    day_count: int | None = None
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What a run did. `as_of` is how far the published data reach; None when nothing is published. A run that is
    `busy` has not begun, as another one writes."""

    run: int
    started_at: datetime
    seconds: float
    steps: list[Done]
    build_id: str | None
    as_of: datetime | None
    is_stale: bool
    is_busy: bool = False

    @property
    def exit_code(self) -> int:
        """0 all taken and published; 1 nothing published; 3 published, but a source failed or the data are stale; 4
        another one writes."""
        if self.is_busy:
            return BUSY
        if any(done.outcome == "failed" for done in self.steps if done.step in ("build", "publish")):
            return UNPUBLISHED
        lacking = any(done.outcome in ("failed", "partial") for done in self.steps)
        return LACKING if lacking or self.is_stale else PUBLISHED

    @property
    def outcome(self) -> str:
        """The exit code in a word."""
        return {PUBLISHED: "complete", UNPUBLISHED: "failed", LACKING: "partial", BUSY: "busy"}[self.exit_code]

    def __str__(self) -> str:
        ran = [done for done in self.steps if done.outcome != "skipped"]
        rows = sum(done.row_count or 0 for done in ran)
        if self.is_busy:
            parts = [f"sync: not begun: {ran[0].message}"]
        else:
            parts = [f"sync {self.run}: {self.outcome} in {duration(self.seconds)}", f"{rows:+,} raw rows"]
            parts += [f"{done.step} {done.outcome}: {done.message}" for done in ran if done.outcome != "complete"]
        if self.build_id is None:
            parts.append("nothing is published")
        else:
            until = f", data until {self.as_of:%Y-%m-%d %H:%M} UTC" if self.as_of else ""
            parts.append(f"published {self.build_id}{until}{', which is stale' if self.is_stale else ''}")
        return "; ".join(parts)

    def to_json(self) -> str:
        """One JSON object; times are ISO 8601 in UTC. `text` is the summary, where chat services look for it."""
        told = {"text": str(self), "exit_code": self.exit_code, "outcome": self.outcome} | asdict(self)
        return json.dumps(told, default=str, indent=2) + "\n"


def run(settings: Settings, plan: Sequence[Step], say: Say) -> Report:
    """Do the steps of a plan. Raises lock.Busy when another duckstats writes, DuckstatsError for a folder that cannot
    be written; whatever a step does wrong is in the report."""
    started, started_at = time.monotonic(), landing.now()
    with lock.held(settings.data_dir):
        log = Log(settings, say)
        whole = log.begin(WHOLE)
        steps: list[Done] = []
        try:
            for step in plan:
                steps.append(_step(settings, _allowed(step, steps), log, say))
            with shielded():
                build_id, as_of, is_stale = _published(settings, plan)
        except KeyboardInterrupt:
            log.end(whole, {"seconds": time.monotonic() - started, "outcome": "interrupted", "message": "stopped"})
            raise
        report = Report(log.run, started_at, time.monotonic() - started, steps, build_id, as_of, is_stale)
        said = {"seconds": report.seconds, "outcome": report.outcome, "message": str(report)}
        log.end(whole, said | {"exit_code": report.exit_code})
    return report


def _allowed(step: Step, before: list[Done]) -> Step:
    """Only what passed its tests and audits is published."""
    if step.name == "publish" and any(done.step == "build" and done.outcome == "failed" for done in before):
        return replace(step, skipped="the build failed")
    return step


def _step(settings: Settings, step: Step, log: Log, say: Say) -> Done:
    if step.skipped:
        say(f"sync: {step.name} is skipped: {step.skipped}")
        return Done(step.name, "skipped", step.skipped)
    entry, started = log.begin(step.name), time.monotonic()
    result, tries = _tried(settings, step, say)
    spent = time.monotonic() - started
    # A step's lines begin with what it works for; here that is said already.
    message = result.message.removeprefix(f"{step.name}: ").removeprefix("build: ").removesuffix(".")
    said = {"seconds": spent, "tries": tries, "outcome": result.outcome, "message": message}
    row = log.end(entry, said)
    changed = {name: row[name] for name in ("row_count", "day_count")}
    return Done(step.name, figures=result.figures, **said, **changed)


def _tried(settings: Settings, step: Step, say: Say) -> tuple[Result, int]:
    """The step's result and how often it was tried: again while it fails wholly and that may help."""
    from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_random_exponential

    def attempt() -> Result:
        environment = os.environ | {
            "DUCKSTATS_DATA_DIR": str(settings.data_dir),
            "DUCKSTATS_CONFIG_DIR": str(settings.config_dir),
        }
        limit = settings.sync_step_hours * 3600
        held = lock.descriptor(settings.data_dir)
        return process.run(process.duckstats(step.words), environment, held, limit, say)

    retrying = Retrying(
        stop=stop_after_attempt(settings.sync_tries if step.is_worth_repeating else 1),
        wait=wait_random_exponential(settings.sync_wait_seconds, LONGEST_WAIT, min=settings.sync_wait_seconds / 2),
        retry=retry_if_result(lambda result: result.outcome == "failed" and not result.is_misuse),
        before_sleep=lambda state: say(f"sync: {step.name} failed and is tried again in {_pause(state):.0f} s"),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    result = retrying(attempt)
    return result, retrying.statistics["attempt_number"]


def _pause(state: Any) -> float:
    return state.next_action.sleep if state.next_action else 0.0


def _published(settings: Settings, plan: Sequence[Step]) -> tuple[str | None, datetime | None, bool]:
    """Id of the build that readers see, how far its data reach, and whether that is too long ago."""
    file = settings.current_link / "duckstats.duckdb"
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute("SELECT build_id, as_of, built_at FROM builds").fetchone()
    except (duckdb.Error, OSError):
        return None, None, True
    if row is None:
        return None, None, True
    build_id, as_of, built_at = row
    has_hours = any(step.name == "archive" and not step.skipped for step in plan)
    newest = as_of if has_hours and as_of else built_at
    return build_id, as_of, landing.now() - newest > timedelta(hours=settings.stale_hours)


def unreachable(settings: Settings, plan: Sequence[Step], error: DuckstatsError) -> Report:
    """The report of a run that did not begin: nothing was done, and the data may be stale nevertheless."""
    build_id, as_of, is_stale = _published(settings, plan)
    steps = [Done(WHOLE, "failed", str(error).removesuffix("."))]
    return Report(0, landing.now(), 0.0, steps, build_id, as_of, is_stale, is_busy=True)
