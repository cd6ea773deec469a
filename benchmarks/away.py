"""A source that is away for a night: the next night brings what was missed, and the same is published as if nothing had
been. Each source in turn: the archive's mirror, GitHub's API, git."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.faults import HOURS, SHARED, answers, compared, unlike
from benchmarks.nights import CUT_OFF
from ingest import archive
from tests.night_world import FAKETIME, raw, serving

AWAY = {"archive": "DUCKSTATS_ARCHIVE_URL", "github": "DUCKSTATS_GITHUB_URL", "git": "DUCKSTATS_GIT_URL"}
ALL = "undisturbed"


def run() -> Iterator[str]:
    """Figures as sentences."""
    if not SHARED.exists():
        yield f"skipped: {SHARED} is not there"
        return
    if not FAKETIME.exists():
        yield "skipped: nights want a clock that can be set: apt-get install libfaketime"
        return
    now = archive.this_hour()
    with tempfile.TemporaryDirectory() as temporary, serving(Path(temporary), SHARED, HOURS, now) as world:
        world.night(0)
        # What is built on the first night is built anew on the second, so it is left out.
        for name in (ALL, *AWAY):
            cut = {AWAY[name]: CUT_OFF[AWAY[name]]} if name in AWAY else {}
            done = world.sync(name, "--json", "--skip", "build", "--skip", "publish", **cut, **world.by_the_clock_of(0))
            yield from _told(f"night 1, {name} {'away' if cut else ''}", done, name)
        world.night(1)
        for name in (ALL, *AWAY):
            yield from _told(f"night 2, {name}", world.sync(name, "--json", **world.by_the_clock_of(1)), name)
        expected, published = raw(world.settings(ALL)), answers(world.settings(ALL))
        for name in AWAY:
            found = raw(world.settings(name))
            yield f"{name} away for a night: {unlike(found, expected)}"
            yield from compared(answers(world.settings(name)), published)


def _told(title: str, done: "subprocess.CompletedProcess[str]", name: str) -> Iterator[str]:
    if not done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    report: dict[str, Any] = json.loads(done.stdout)
    yield f"{title}: exit {report['exit_code']}"
    for step in report["steps"]:
        if step["outcome"] in ("failed", "partial") or step["step"] == name:
            yield f"  {step['step']} {step['outcome']}: {step['row_count'] or 0:+,} rows; {step['message']}"
