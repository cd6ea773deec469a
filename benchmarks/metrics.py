"""How long every metric takes on the published file of the data folder: one year by week and odd ranges, and DevStats.

`DUCKSTATS_DATA_DIR=... python -m benchmarks metrics` asks each metric of the catalogue with its own defaults: for the
largest project, and for all projects. On a busy machine seconds say how busy it is, so that seconds of all processors
together are judged instead.
"""

import os
import random
import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import settings
from settings import DuckstatsError
from warehouse import catalog
from warehouse.store import Store

RUNS = 5  # after one that is not counted
ODD_RANGES = 5  # one run each
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
    """One metric: seconds of its runs, and of all processors in them; the same over odd ranges; rows of the answer."""

    metric: str
    seconds: list[float]
    processors: list[float]
    odd_seconds: list[float]
    odd_processors: list[float]
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
    of_project = [timing for timing in timings(current, {**asked, "project": project}) if takes_project(timing.metric)]
    of_all = timings(current, {**asked, "project": ALL})
    every_event = current.query("SELECT count(*) FROM core.events").column(0)[0].as_py()
    return [
        f"{since} to {until} by week, {RUNS} warm runs each, and {ODD_RANGES} odd ranges; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors",
        *table(f"{project}, {events:,} events", of_project, BOUNDS["the largest project"]),
        *table(f"all projects, {every_event:,} events", of_all, BOUNDS["all projects"]),
        *against_devstats(of_project),
    ]


def takes_project(name: str) -> bool:
    """Whether a metric can be asked of one project; the others are questions about all of them."""
    return "for_project" in catalog.metric(name).parameters


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


def odd_ranges(current: Store) -> list[tuple[str, str]]:
    """Ranges of any length between the build's beginning and end, to the second; the same in every run."""
    starts_at, ends_at = current.build.starts_at, current.build.as_of
    if not starts_at or not ends_at:
        return []
    chance = random.Random(5)
    length = (ends_at - starts_at).total_seconds()
    pairs = (sorted(chance.uniform(0, length) for _ in range(2)) for _ in range(ODD_RANGES))
    return [(_moment(starts_at, since), _moment(starts_at, until)) for since, until in pairs]


def _moment(starts_at: datetime, seconds: float) -> str:
    return (starts_at + timedelta(seconds=int(seconds))).isoformat(" ")


def timings(current: Store, asked: dict[str, str]) -> list[Timing]:
    """Every metric of the catalogue, the slowest first."""
    found = (timed(current, name, asked) for name in catalog.metrics())
    return sorted(found, key=lambda timing: -p95(timing.processors))


def timed(current: Store, name: str, asked: dict[str, str]) -> Timing:
    """One metric, asked with those of the words that it takes."""
    taken = {key.removeprefix("for_") for key in catalog.metric(name).parameters}
    arguments = {key: value for key, value in asked.items() if key in taken}
    rows = current.metric(name, arguments).num_rows
    runs = [once(current, name, arguments) for _ in range(RUNS)]
    # By month: thousands of weeks are no question that anybody asks.
    odd = [
        once(current, name, {**arguments, **{key: value for key, value in words.items() if key in taken}})
        for words in ({"since": since, "until": until, "every": "month"} for since, until in odd_ranges(current))
    ]
    return Timing(
        name,
        [seconds for seconds, _ in runs],
        [processors for _, processors in runs],
        [seconds for seconds, _ in odd],
        [processors for _, processors in odd],
        rows,
    )


def once(current: Store, name: str, arguments: dict[str, str]) -> tuple[float, float]:
    """Seconds of one run, and those of all processors."""
    started, worked = time.perf_counter(), time.process_time()
    current.metric(name, arguments)
    return time.perf_counter() - started, time.process_time() - worked


def p95(seconds: list[float]) -> float:
    """What 95 of 100 runs do not exceed."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def mark(timing: Timing, bound: float) -> str:
    """`!` over the bound, blank within. On a busy machine: `!` if no idle one could be within, `?` if one might."""
    processors = os.cpu_count() or 1
    if os.getloadavg()[0] <= processors:
        return "!" if p95(timing.seconds) > bound else " "
    needed = p95(timing.processors)
    return "!" if needed > bound * processors else "?" if needed > bound else " "


def table(title: str, found: list[Timing], bound: float) -> list[str]:
    """One line a metric: milliseconds (median and p95, of the clock and of processors, p95 of odd ranges) and rows."""
    marks = [mark(timing, bound) for timing in found]
    heads = ("median", "p95", "cpu med", "cpu p95", "odd p95", "odd cpu")
    lines = [
        f"{title}: bound {bound * 1000:.0f} ms, {marks.count('!')} of {len(found)} over it, {marks.count('?')} open",
        f"  {'metric':32} {' '.join(f'{head:>8}' for head in heads)} {'rows':>9}",
    ]
    for sign, timing in zip(marks, found, strict=True):
        numbers = (
            *(statistics.median(timing.seconds), p95(timing.seconds)),
            *(statistics.median(timing.processors), p95(timing.processors)),
            *(p95(timing.odd_seconds), p95(timing.odd_processors)),
        )
        told = " ".join(f"{number * 1000:8.0f}" for number in numbers)
        lines.append(f"{sign} {timing.metric:32} {told} {timing.rows:9,}")
    return lines


def against_devstats(found: list[Timing]) -> list[str]:
    """One line an SQL file of DevStats and metric that answers for it: its seconds against medians of ours."""
    lines = [f"  {'DevStats':28} {'seconds':>7}  {'ours':32} {'ms':>6} {'faster':>7} {'cpu ms':>7} {'faster':>7}"]
    for file, theirs in DEVSTATS.items():
        ours = [timing for timing in found if file in catalog.metric(timing.metric).header.devstats]
        for timing in ours:
            seconds, processors = statistics.median(timing.seconds), statistics.median(timing.processors)
            sign = " " if theirs / min(seconds, processors) >= TIMES_FASTER else "!"
            lines.append(
                f"{sign} {file:28} {theirs:7.1f}  {timing.metric:32} {seconds * 1000:6.0f} {theirs / seconds:7,.0f} "
                f"{processors * 1000:7.0f} {theirs / processors:7,.0f}"
            )
    return lines
