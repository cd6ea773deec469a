"""Hour files in GH Archive's format: two years of invented people at work on a dozen projects, the same for a seed."""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sample import rhythm, world
from sample.plan import WARM_UP, Plan
from sample.rhythm import DAY
from sample.stage import Stage
from sample.writer import MARK, Hours

__all__ = ["EVENTS_A_DAY", "LAST_DAY", "MARK", "SampleReport", "write_hours"]
EVENTS_A_DAY = 190
LAST_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class SampleReport:
    """What was written: hour files, events, seconds."""

    files: int
    events: int
    seconds: float


def write_hours(
    folder: Path, *, seed: int = 1, days: int = 730, until: date | None = None, events: int | None = None
) -> SampleReport:
    """Write one file for every hour of the `days` before `until`, with about `events` events, by default 190 a day.

    Payloads are full ones on every day, unlike GitHub's own since 2025-10-07: sample data shows what a complete source
    looks like, so that every metric has something to show up to the last day. What would happen after `until` is left
    out: some pull requests are still open. The number of events is met within 5 % from some thousands on.
    Raises DuckstatsError for a folder with hours that are no sample.
    """
    started = time.monotonic()
    end = rhythm.midnight(until or LAST_DAY)
    first = end - days * DAY
    wanted = events or EVENTS_A_DAY * days
    random = Random(seed)
    hours = Hours(folder, first)
    stage = Stage(world.make(random, days, wanted), random, first, days, hours.write)
    plan = Plan(stage, wanted)
    for day in range(-WARM_UP, days):
        plan.begin(day)
        stage.run(first + (day + 1) * DAY)
    hours.until(end)
    return SampleReport(hours.count, stage.events, time.monotonic() - started)
