"""How long every metric takes on the published file of the data folder, one year by week, and against DevStats.

`DUCKSTATS_DATA_DIR=... python -m benchmarks metrics` asks each metric of the catalogue with its own defaults: for the
largest project, and for all projects.
"""

import statistics
import time
from dataclasses import dataclass
from datetime import timedelta

import settings
from settings import DuckstatsError
from warehouse import catalog
from warehouse.store import Store

RUNS = 5  # after one that is not counted
ALL = "all"
BOUNDS = {"the largest project": 0.3, "all projects": 1.0}  # seconds, 95 of 100 runs
# Seconds that SQL of DevStats needs for the year 2024 of 1.2 million kubernetes events, indexed, on two cores.
DEVSTATS = {
    "project_developer_stats": 50.0,
    "contributors": 29.0,
    "bus_factor": 21.0,
    "project_company_stats": 19.0,
    "project_stats": 14.0,
    "company_activity": 9.0,
    "company_contribution_counts": 8.0,
    "time_metrics": 6.0,
    "num_stats": 3.5,
    "first_non_author_activity": 2.9,
    "new_contributors": 1.6,
    "prs_age": 1.2,
}
TIMES_FASTER = 50


@dataclass(frozen=True)
class Timing:
    """Seconds of the runs of one metric, those of the processors in the median run, and rows of the answer."""

    metric: str
    median: float
    p95: float
    processors: float
    rows: int


def run() -> list[str]:
    """Three tables as lines."""
    from warehouse import store

    try:
        current = store.current(settings.load())
    except DuckstatsError as error:
        return [f"skipped: {error}"]
    project, events = largest(current)
    since, until = year(current)
    asked = {"since": since, "until": until, "every": "week"}
    of_project = timings(current, {**asked, "project": project})
    of_all = timings(current, {**asked, "project": ALL})
    every_event = current.query("SELECT count(*) FROM core.events").column(0)[0].as_py()
    return [
        f"{since} to {until} by week, {RUNS} warm runs each",
        *table(f"{project}, {events:,} events", of_project, BOUNDS["the largest project"]),
        *table(f"all projects, {every_event:,} events", of_all, BOUNDS["all projects"]),
        *against_devstats(of_project),
    ]


def largest(current: Store) -> tuple[str, int]:
    """The project with most events, and their number."""
    found = current.query("SELECT project, count(*) FROM core.events GROUP BY project ORDER BY 2 DESC, 1 LIMIT 1")
    return found.column(0)[0].as_py(), found.column(1)[0].as_py()


def year(current: Store) -> tuple[str, str]:
    """2024 where the build has it, else the year before its end, as dates."""
    starts_at, ends_at = current.build.starts_at, current.build.as_of
    if not starts_at or not ends_at or (starts_at.year < 2024 and ends_at.year > 2024):
        return "2024-01-01", "2025-01-01"
    return str((ends_at - timedelta(days=365)).date()), str(ends_at.date())


def timings(current: Store, asked: dict[str, str]) -> list[Timing]:
    """Every metric of the catalogue, the slowest first."""
    return sorted((timed(current, name, asked) for name in catalog.metrics()), key=lambda found: -found.p95)


def timed(current: Store, name: str, asked: dict[str, str]) -> Timing:
    """One metric, asked with those of the words that it takes."""
    taken = {key.removeprefix("for_") for key in catalog.metric(name).parameters}
    arguments = {key: value for key, value in asked.items() if key in taken}
    rows = current.metric(name, arguments).num_rows
    seconds, processors = [], []
    for _ in range(RUNS):
        started, worked = time.perf_counter(), time.process_time()
        current.metric(name, arguments)
        seconds.append(time.perf_counter() - started)
        processors.append(time.process_time() - worked)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return Timing(name, statistics.median(seconds), p95, statistics.median(processors), rows)


def table(title: str, found: list[Timing], bound: float) -> list[str]:
    """One line a metric: milliseconds and rows; those over the bound are marked."""
    slow = sum(timing.p95 > bound for timing in found)
    return [
        f"{title}: {slow} of {len(found)} metrics take longer than {bound * 1000:.0f} ms",
        f"  {'metric':40} {'median ms':>10} {'p95 ms':>8} {'cpu ms':>8} {'rows':>9}",
        *(
            f"{'!' if timing.p95 > bound else ' '} {timing.metric:40} {timing.median * 1000:10.0f} "
            f"{timing.p95 * 1000:8.0f} {timing.processors * 1000:8.0f} {timing.rows:9,}"
            for timing in found
        ),
    ]


def against_devstats(found: list[Timing]) -> list[str]:
    """One line an SQL file of DevStats: its seconds against the slowest of the metrics that answer for it."""
    lines = [f"  {'DevStats':28} {'seconds':>8}  {'ours, the slowest':40} {'p95 ms':>8} {'times faster':>13}"]
    for file, seconds in DEVSTATS.items():
        ours = [timing for timing in found if file in catalog.metric(timing.metric).header.devstats]
        if not ours:
            lines.append(f"! {file:28} {seconds:8.1f}  none yet")
            continue
        slowest = max(ours, key=lambda timing: timing.p95)
        faster = seconds / slowest.p95
        mark = " " if faster >= TIMES_FASTER else "!"
        lines.append(f"{mark} {file:28} {seconds:8.1f}  {slowest.metric:40} {slowest.p95 * 1000:8.0f} {faster:13,.0f}")
    return lines
