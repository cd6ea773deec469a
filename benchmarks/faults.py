"""`duckstats sync` killed at twenty moments of two nights, beside another one, without its published file, on a disk
that is full, and with a clock that was set back."""

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
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import httpx

from ingest import archive
from settings import ROOT, Settings
from tests.chromium import served
from tests.night_world import FAKETIME, Nights, clock_set_to, raw, serving

SHARED = ROOT.parent / "shared" / "data"
HOURS = (30, 33, 36)
KILLS = (8, 12)  # by night
# What says when it was written or published, in a published file.
WRITTEN = (
    "c -> c NOT IN ('finished_at', 'scanned_at', 'seen_at', 'last_seen_at', 'since', 'until', 'api_until', 'api_since')"
)


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
    if not FAKETIME.exists():
        yield "skipped: nights want a clock that can be set: apt-get install libfaketime"
        return
    now = archive.this_hour()
    chance = random.Random(20)
    with tempfile.TemporaryDirectory() as temporary, serving(Path(temporary), SHARED, HOURS, now) as world:
        for number, kills in enumerate(KILLS):
            world.night(number)
            started = time.perf_counter()
            _whole(world, number, "undisturbed")
            spent = time.perf_counter() - started
            yield f"night {number + 1}: an undisturbed sync takes {spent:.0f} s"
            yield from _kills(world, number, kills, spent, chance)
        yield f"killed and undisturbed: {unlike(raw(world.settings('killed')), raw(world.settings('undisturbed')))}"
        yield from compared(answers(world.settings("killed")), answers(world.settings("undisturbed")))
        yield from _two_at_once(world)
        yield from _deleted(world)
        yield from _full_disk(world)
        yield from _clock(world)


def _whole(world: Nights, number: int, name: str, **more: str) -> dict[str, Any]:
    done = world.sync(name, "--json", **(world.by_the_clock_of(number) | more))
    report = json.loads(done.stdout or "{}")
    if done.returncode != 0:
        raise RuntimeError(f"sync of {name} ended with {done.returncode}: {done.stderr[-2000:]}")
    return report


def _started(world: Nights, number: int, name: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | world.environment | world.by_the_clock_of(number)
    nothing = subprocess.DEVNULL
    return subprocess.Popen(world.command(name), cwd=ROOT, env=environment, stdout=nothing, stderr=nothing)


def _kills(world: Nights, number: int, kills: int, spent: float, chance: random.Random) -> Iterator[str]:
    """Kill this night's run so many times, then let it end."""
    where, done = Counter[str](), 0
    while done < kills:
        process = _started(world, number, "killed")
        try:
            process.wait(chance.uniform(0.5, spent))
            continue
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        done += 1
        process.wait()
        where[_step_under_way(world.settings("killed"))] += 1
    report = _whole(world, number, "killed")
    steps = ", ".join(f"{count} in {step}" for step, count in where.most_common())
    yield f"killed with -9 at {done} moments ({steps}); then run {report['run']} ended with {report['exit_code']}"


def unlike(mine: dict[str, set[tuple[Any, ...]]], theirs: dict[str, set[tuple[Any, ...]]]) -> str:
    """Which raw tables differ, with the number of rows that only one of both has."""
    differ = [
        f"{table} (+{len(mine[table] - theirs[table])}, -{len(theirs[table] - mine[table])})"
        for table in mine
        if mine[table] != theirs[table]
    ]
    return f"raw tables that differ: {', '.join(differ) or 'none'} of {len(mine)}"


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


def _two_at_once(world: Nights) -> Iterator[str]:
    first = _started(world, 1, "undisturbed")
    time.sleep(3)
    second = world.sync("undisturbed", **world.by_the_clock_of(1))
    first.wait()
    yield f"two at once: the first ended with {first.returncode}, the second with {second.returncode}"
    yield f"  {(second.stdout + second.stderr).strip()}"


def _deleted(world: Nights) -> Iterator[str]:
    """The published file vanishes under a server that people look at."""
    settings = world.settings("undisturbed")
    with served(settings.data_dir, DUCKSTATS_CONFIG_DIR=str(settings.config_dir)) as address:
        asked = ("/healthz", "/api/v2/metrics/activity?every=day", "/badge/kubernetes/commits.svg")
        yield f"the published file is there: {_statuses(address, asked)}"
        shutil.rmtree(settings.builds_dir)
        yield f"it is deleted under a running server: {_statuses(address, asked)}"
        time.sleep(5)
        yield f"five seconds later: {_statuses(address, asked)}"
        yield f"the next sync ends with {_whole(world, 1, 'undisturbed')['exit_code']}"
        time.sleep(5)
        yield f"after it: {_statuses(address, asked)}"


def _statuses(address: str, asked: tuple[str, ...]) -> str:
    answers = [httpx.get(f"{address}{path}", timeout=30) for path in asked]
    said = sorted({answer.text.strip()[:200] for answer in answers if answer.status_code >= 500})
    statuses = ", ".join(f"{path} {answer.status_code}" for path, answer in zip(asked, answers, strict=True))
    return statuses + (f"; it says: {'; '.join(said)}" if said else "")


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
        skipped = ["landscape", "archive", "git", "github", "affiliations"]
        yield from _filled(disk, "build", lambda: _without(world, *skipped))
        yield from _filled(disk, "publish", lambda: _without(world, *skipped, "build"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _without(world: Nights, *steps: str) -> "subprocess.CompletedProcess[str]":
    words = [word for step in steps for word in ("--skip", step)]
    return world.sync("disk/data", *words, **world.by_the_clock_of(1))


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
    """The first hours are known; then the clock falls back, and a new hour file replaces an old one."""
    before = answers(world.settings("undisturbed"))
    name, body = next(iter(world.hours[1].items()))
    world.site.files[name] = next(iter(world.hours[0].values()))
    evening = world.evenings[1]
    first = _whole(world, 1, "undisturbed", **clock_set_to(evening - timedelta(hours=2)))
    changed = answers(world.settings("undisturbed"))["core.events"] != before["core.events"]
    world.site.files[name] = body
    second = _whole(world, 1, "undisturbed", **clock_set_to(evening - timedelta(hours=26)), DUCKSTATS_LATE_HOURS="96")
    same = answers(world.settings("undisturbed"))["core.events"] == before["core.events"]
    current = world.settings("undisturbed").current_link.resolve().name
    yield (
        f"clock set back by 2 and by 26 hours: runs {first['run']} and {second['run']} ended with "
        f"{first['exit_code']} and {second['exit_code']}; a changed hour was built: {changed}, "
        f"changed back: {same}; {second['build_id']} is published: {current == second['build_id']}"
    )
