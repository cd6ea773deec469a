"""`duckstats sync` killed at twenty moments, on a disk that is full, and with a clock that was set back."""

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from settings import ROOT, Settings
from tests.night_world import FAKETIME, Nights, at_another_time, raw, serving

SHARED = ROOT.parent / "shared" / "data"
HOURS = (30, 33, 36)
KILLS = 20
# What says when it was written or published, in a published file.
WRITTEN = "c -> c NOT IN ('finished_at', 'scanned_at', 'seen_at', 'since', 'until', 'api_until', 'api_since')"


@dataclass(frozen=True)
class Table:
    """The rows of a published table, in order."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


Answers = dict[str, Table]


def run() -> Iterator[str]:
    """Figures as sentences."""
    if not SHARED.exists():
        yield f"skipped: {SHARED} is not there"
        return
    now = datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    with tempfile.TemporaryDirectory() as temporary, serving(Path(temporary), SHARED, HOURS, now) as world:
        world.night(0)
        world.night(1)
        started = time.perf_counter()
        _whole(world, "undisturbed")
        spent = time.perf_counter() - started
        yield f"an undisturbed sync takes {spent:.0f} s"
        yield from _kills(world, spent)
        yield from _full_disk(world)
        yield from _clock(world)


def _whole(world: Nights, name: str, **more: str) -> dict[str, Any]:
    done = world.sync(name, "--json", **more)
    report = json.loads(done.stdout or "{}")
    if done.returncode != 0:
        raise RuntimeError(f"sync of {name} ended with {done.returncode}: {done.stderr[-2000:]}")
    return report


def _kills(world: Nights, spent: float) -> Iterator[str]:
    chance, where, environment = random.Random(20), Counter[str](), os.environ | world.environment
    kills = 0
    while kills < KILLS:
        process = subprocess.Popen(
            world.command("killed"),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            process.wait(chance.uniform(0.5, spent))
            continue
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        kills += 1
        process.wait()
        where[_step_under_way(world.settings("killed"))] += 1
    report = _whole(world, "killed")
    steps = ", ".join(f"{count} in {step}" for step, count in where.most_common())
    yield f"killed with -9 at {kills} moments ({steps}); then run {report['run']} ended with {report['exit_code']}"
    one, other = raw(world.settings("killed")), raw(world.settings("undisturbed"))
    differ = [table for table in one if one[table] != other[table]]
    yield f"raw tables that differ from an undisturbed run's: {', '.join(differ) or 'none'} of {len(one)}"
    yield from compared(answers(world.settings("killed")), answers(world.settings("undisturbed")))


def compared(mine: Answers, theirs: Answers) -> Iterator[str]:
    """Which published tables differ, and in which columns if their rows pair up."""
    names = [name for name in mine if mine[name].rows != theirs[name].rows]
    yield f"published tables that differ: {', '.join(names) or 'none'} of {len(mine)}"
    for name in names:
        one, other = mine[name], theirs[name]
        pairs = list(zip(one.rows, other.rows, strict=False))
        columns = [
            column for at, column in enumerate(one.columns) if any(row[at] != partner[at] for row, partner in pairs)
        ]
        yield f"  {name}: {len(one.rows)} and {len(other.rows)} rows, which differ in {', '.join(columns)}"


def _step_under_way(settings: Settings) -> str:
    """The step that the killed run was in, once its process has gone."""
    for _ in range(100):
        try:
            with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
                rows = connection.execute(
                    "SELECT step FROM raw.runs WHERE outcome = 'running' ORDER BY step = 'sync' LIMIT 1"
                ).fetchall()
            return rows[0][0] if rows else "no step"
        except duckdb.Error:
            time.sleep(0.1)
    return "no step"


def answers(settings: Settings) -> Answers:
    """Every row of every published table but the log."""
    with duckdb.connect(str(settings.current_link / "duckstats.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('core', 'marts')"
        ).fetchall()
        found = {}
        for (name,) in names:
            if name != "core.runs":
                asked = connection.execute(f"SELECT COLUMNS({WRITTEN}) FROM {name} ORDER BY ALL")
                found[name] = Table([column[0] for column in asked.description or []], asked.fetchall())
        return found


def _full_disk(world: Nights) -> Iterator[str]:
    disk = world.folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2g", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield "full disk: skipped, as there is no right to mount a small one"
        return
    try:
        shutil.copytree(world.folder / "undisturbed", disk / "data", symlinks=True)
        shutil.rmtree(disk / "data" / "work")
        words = (
            "--skip",
            "landscape",
            "--skip",
            "archive",
            "--skip",
            "git",
            "--skip",
            "github",
            "--skip",
            "affiliations",
        )
        yield from _filled(disk, "build", lambda: world.sync("disk/data", *words))
        (disk / "filler").unlink(missing_ok=True)
        yield from _filled(disk, "publish", lambda: world.sync("disk/data", *words, "--skip", "build"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _filled(disk: Path, title: str, sync: Callable[[], subprocess.CompletedProcess[str]]) -> Iterator[str]:
    """What a run says on a full disk, and after some space was freed."""
    before = (disk / "data" / "current").resolve().name
    with (disk / "filler").open("wb") as filler:
        filler.truncate(0)
        os.posix_fallocate(filler.fileno(), 0, shutil.disk_usage(disk).free - 1_000_000)
    failed = sync()
    stays = (disk / "data" / "current").resolve().name == before
    leftovers = len(list((disk / "data" / "builds").glob("*.part")))
    (disk / "filler").unlink()
    mended = sync()
    yield (
        f"disk full in {title}: exit {failed.returncode}, the last build {'stays' if stays else 'IS GONE'}, "
        f"{leftovers} leftovers; with space again exit {mended.returncode}"
    )
    yield f"  {failed.stdout.strip()}"
    if "Traceback" in failed.stderr:
        yield f"  WITH A TRACEBACK: {failed.stderr[-500:]}"


def _clock(world: Nights) -> Iterator[str]:
    if not FAKETIME.exists():
        yield "clock set back: skipped, as libfaketime is not there"
        return
    # The first two hours are known; then the clock falls back by a day, and a new hour file replaces an old one.
    before = answers(world.settings("undisturbed"))
    name, body = next(iter(world.hours[1].items()))
    world.site.files[name] = next(iter(world.hours[0].values()))
    first = _whole(world, "undisturbed", **at_another_time("-2h"))
    changed = answers(world.settings("undisturbed"))["core.events"] != before["core.events"]
    world.site.files[name] = body
    second = _whole(world, "undisturbed", **at_another_time("-26h"), DUCKSTATS_LATE_HOURS="96")
    same = answers(world.settings("undisturbed"))["core.events"] == before["core.events"]
    current = world.settings("undisturbed").current_link.resolve().name
    yield (
        f"clock set back by 2 and by 26 hours: runs {first['run']} and {second['run']} ended with "
        f"{first['exit_code']} and {second['exit_code']}; a changed hour was built: {changed}, "
        f"changed back: {same}; {second['build_id']} is published: {current == second['build_id']}"
    )
