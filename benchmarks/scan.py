"""Scanning a full-size hour against only decompressing it, in one process; two workers; memory of a worker."""

import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from isal import igzip

from benchmarks.hours import full_hour
from ingest import scopes
from ingest.gharchive.hours import Hour, scan_hours
from ingest.gharchive.scan import BLOCK, Scope
from settings import ROOT

NOTHING = Scope.from_rules([("x", "organization", "nobody-at-all")], "nothing")
REGISTRY = scopes.scope(ROOT / "config")
SOME = Scope.from_rules([("x", "organization", "kubernetes")], "kubernetes")


def run() -> list[str]:
    """Figures as sentences."""
    with tempfile.TemporaryDirectory() as temporary:
        paths = [Path(temporary) / f"2024-01-01-{n}.json.gz" for n in range(2)]
        size = full_hour(paths[0])
        paths[1].write_bytes(paths[0].read_bytes())
        plain, nothing, registry, some = _least(
            lambda: decompress(paths[0]), *(partial(scan, paths[0], scope) for scope in (NOTHING, REGISTRY, SOME))
        )
        with ProcessPoolExecutor(2, mp_context=get_context("forkserver")) as pool:
            list(pool.map(warm, range(4)))
            one = min(_timed(together, pool, paths[:1]) for _ in range(3))
            two = min(_timed(together, pool, paths) for _ in range(3))
        memory = [_memory(paths[0], count) for count in (1, 10)]
    return [
        f"hour of {size / 1e6:.0f} MB: decompressed in {plain:.2f} s",
        f"scanned without a match: {nothing:.2f} s, {nothing / plain:.2f} times decompression (bound 1.5)",
        f"scanned with the registry's rules: {registry:.2f} s, {registry / plain:.2f} times decompression",
        f"scanned with 1 % in scope: {some:.2f} s, {some / plain:.2f} times decompression",
        f"two workers, two hours: {two:.2f} s, {two / one:.2f} times one hour (bound 1.15)",
        f"worker's peak memory: {memory[0]:.0f} MB after one hour, {memory[1]:.0f} MB after ten (bound 200)",
    ]


def decompress(path: Path) -> None:
    """The least that any reader must do."""
    with igzip.open(path, "rb") as stream:
        while stream.read(BLOCK):
            pass


def scan(path: Path, scope: Scope) -> None:
    """What a worker does with one hour."""
    scan_hours([Hour(None, str(path))], scope)


def warm(_: int) -> None:
    """Lets a worker start and import."""
    time.sleep(0.2)


def together(pool: ProcessPoolExecutor, paths: list[Path]) -> None:
    """Hours at once, one a worker."""
    list(pool.map(scan, paths, [NOTHING] * len(paths)))


def peak(path: Path, count: int) -> float:
    """Peak memory in MB of this process after reading the hour so many times."""
    for _ in range(count):
        scan(path, SOME)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _memory(path: Path, count: int) -> float:
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as pool:
        return pool.submit(peak, path, count).result()


def _least(*functions: Callable[[], None]) -> list[float]:
    """The least processor time of each, taken in turns, so that what else runs on the machine weighs on all alike."""
    rounds = []
    for _ in range(5):
        spent = []
        for function in functions:
            started = time.process_time()
            function()
            spent.append(time.process_time() - started)
        rounds.append(spent)
    return [min(column) for column in zip(*rounds, strict=True)]


def _timed(function, *arguments) -> float:
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started
