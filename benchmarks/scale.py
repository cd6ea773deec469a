"""Whole builds and nights of generated worlds: seconds, processor seconds, memory, bytes per event.

DUCKSTATS_WORLD names the size (small, kubernetes, cncf; kubernetes by default: cncf takes some twenty minutes).
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from settings import ROOT, Settings

SLOWEST = 12


def run() -> list[str]:
    """Figures as sentences; each step in a process of its own, so that each has its own peak of memory."""
    size = os.environ.get("DUCKSTATS_WORLD", "kubernetes")
    with tempfile.TemporaryDirectory() as temporary:
        lines = [f"world {size}"]
        for step in (generated, built, added):
            with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as pool:
                lines += pool.submit(step, Path(temporary), size).result()
    return lines


def generated(folder: Path, size: str) -> list[str]:
    """Write the raw tables."""
    from benchmarks import world

    return [f"generated in {_timed(lambda: world.generate(_settings(folder), world.SIZES[size]))}"]


def built(folder: Path, _: str) -> list[str]:
    """Build and publish everything."""
    from warehouse import store

    seconds: dict[str, float] = {}
    lines = _build(_settings(folder), seconds)
    size = (_settings(folder).current_link / "duckstats.duckdb").stat().st_size
    count = "SELECT count(*) AS events FROM core.events"
    events = store.current(_settings(folder)).query(count).to_pylist()[0]["events"]
    slowest = sorted(seconds.items(), key=lambda item: -item[1])[:SLOWEST]
    return [
        *(f"whole {line}" for line in lines),
        "slowest models, audits included: " + ", ".join(f"{model} {took:.1f} s" for model, took in slowest),
        f"published: {events:,} events in {size / 1e6:,.0f} MB, {size / events:.0f} bytes an event (bound 150)",
    ]


def added(folder: Path, _: str) -> list[str]:
    """Land the next day; build and publish what it touched."""
    from benchmarks import world
    from warehouse import night

    world.add_night(_settings(folder))
    lines = _build(_settings(folder), {})
    kind = "one day more" if night.is_built(_settings(folder)) else "one day more (built as a whole)"
    return [f"{kind}: {line}" for line in lines]


def _build(settings: Settings, seconds: dict[str, float]) -> list[str]:
    from warehouse import build, publish

    models = _timed(lambda: build.build_models(settings, seconds=seconds))
    published = _timed(lambda: publish.publish(settings))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [f"models {models}", f"publishing {published}, peak memory {memory:,.0f} MB (bound 8,000)"]


def _settings(folder: Path) -> Settings:
    return Settings(folder, ROOT / "config")


def _timed(work: Callable[[], object]) -> str:
    started, used = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - started:.1f} s ({time.process_time() - used:.1f} s of processor)"
