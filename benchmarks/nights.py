"""`duckstats sync` night after night: an archive mirror, a GitHub and git on loopback, then a night without network."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ingest import archive
from settings import ROOT
from tests.night_world import FAKETIME, Nights, clock_set_to, serving

SHARED = ROOT.parent / "shared" / "data"
FIRST, SECOND = 48, 24  # hours of the nights
NOWHERE = "http://127.0.0.1:9"
CUT_OFF = {
    "DUCKSTATS_ARCHIVE_URL": NOWHERE,
    "DUCKSTATS_LANDSCAPE_SOURCE": f"{NOWHERE}/landscape.yml",
    "DUCKSTATS_AFFILIATIONS_SOURCE": NOWHERE,
    "DUCKSTATS_GIT_URL": NOWHERE,
    "DUCKSTATS_GITHUB_URL": NOWHERE,
}


def run() -> Iterator[str]:
    """Figures and reports as sentences."""
    if not SHARED.exists():
        yield f"skipped: {SHARED} is not there"
        return
    if not FAKETIME.exists():
        yield "skipped: nights want a clock that can be set: apt-get install libfaketime"
        return
    now = archive.this_hour()
    with tempfile.TemporaryDirectory() as temporary:
        nights = (0, FIRST, FIRST + SECOND)
        with serving(Path(temporary), SHARED, nights, now + timedelta(hours=SECOND)) as world:
            for number in (0, 1):
                world.night(number)
                yield from _told(f"night {number + 1}", *_sync(world, world.by_the_clock_of(number)))
        after = clock_set_to(now + timedelta(hours=2 * SECOND, minutes=10))
        report, seconds = _sync(world, after | CUT_OFF)
        yield from _told("night 3, without network", report, seconds)
        yield f"  its summary line: {report['text']}"
        yield from (f"  {line}" for line in _days(world, now + timedelta(hours=SECOND), after))


def _sync(world: Nights, more: dict[str, str]) -> tuple[dict[str, Any], float]:
    started = time.perf_counter()
    done = world.sync("data", "--json", **more)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout), time.perf_counter() - started


def _told(title: str, report: dict[str, Any], seconds: float) -> Iterator[str]:
    rows = sum(step["row_count"] or 0 for step in report["steps"])
    days = max(step["day_count"] or 0 for step in report["steps"])
    stale = ", stale" if report["is_stale"] else ""
    yield (
        f"{title}: exit {report['exit_code']} after {seconds / 60:.1f} min; {rows:+,} raw rows, at most {days:,} days "
        f"touched by a step; data until {report['as_of']}{stale}"
    )
    for step in report["steps"]:
        changed = f"{step['row_count'] or 0:+,} rows, {step['day_count'] or 0:,} days"
        tries = f", {step['tries']} tries" if step["tries"] > 1 else ""
        spent = f"{step['outcome']:<8}  {step['seconds']:6.1f} s"
        yield f"  {step['step']:<12}  {spent}  {changed}{tries}: {step['message']}"


def _days(world: Nights, until: datetime, more: dict[str, str]) -> list[str]:
    """What the published file says of the last days, the one without network among them."""
    since = f"{until - timedelta(days=2):%Y-%m-%d}"
    words = ["metrics", "activity", "--project", "kubernetes", "--since", since, "--every", "day", "--format", "csv"]
    environment = os.environ | world.environment | more
    command = world.command("data", *words, "--until", f"{until + timedelta(days=1):%Y-%m-%d}")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines() + done.stderr.splitlines()
