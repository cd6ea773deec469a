"""Six full-size hours through a server on loopback against the same files from disk; processors, memory, DevStats.

The server is a process of its own that lets the kernel send the files (sendfile). Processor time is
of the workers and the writer; what decompressing alone takes is measured in the same run.
"""

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from benchmarks.hours import full_hour
from benchmarks.scan import decompress
from ingest import archive
from ingest.gharchive.scan import Scope
from settings import ROOT, Settings

HOURS = 6
SINCE = datetime(2024, 1, 1)
KEPT = Scope.from_rules([("x", "organization", "kubernetes")], "kubernetes")
NOTHING = Scope.from_rules([("x", "organization", "nobody-at-all")], "nothing")
ROUNDS = 3
DEVSTATS = "DevStats' importer on such a file and machine: 11.4 s and 1.26 GB with 853 events kept, 4.9 s without any"


def run() -> list[str]:
    """Figures as sentences."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "hours"
        folder.mkdir()
        moments = [SINCE + timedelta(hours=n) for n in range(HOURS)]
        with ProcessPoolExecutor(cores) as pool:
            size = sum(pool.map(partial(full_hour, folder), moments, range(HOURS))) / HOURS
            paths = sorted(folder.iterdir())
            plain = min(_timed(lambda: list(pool.map(decompress, paths))) for _ in range(ROUNDS))
        packed = sum(path.stat().st_size for path in paths) / HOURS
        with _served(folder) as url:
            rounds = [{name: _ingested(*case) for name, case in _cases(folder, url).items()} for _ in range(ROUNDS)]
    best = {name: min((one[name] for one in rounds), key=lambda run: run.wall) for name in rounds[0]}
    disk, network, more, nothing = (best[name] for name in ("disk", "network", "more", "nothing"))
    return [
        f"{HOURS} hours of {packed / 1e6:.0f} MB, {size / 1e6:.0f} MB of JSON, {network.events / HOURS:,.0f} kept",
        f"decompressed by {cores} processes: {plain:.1f} s, {plain / HOURS:.2f} s an hour",
        f"ingested from disk: {disk.wall:.1f} s, {disk.wall / HOURS:.2f} s an hour",
        f"ingested from the server: {network.wall:.1f} s, {network.wall / HOURS:.2f} s an hour (bound 1.2), "
        f"{network.wall / disk.wall:.2f} times disk (bound 1.25), {network.busy:.0%} of {cores} cores (bound 85 %)",
        f"processor time an hour: {disk.spent / HOURS:.2f} s from disk, {network.spent / HOURS:.2f} s from the server",
        f"with two downloads a core, as is usual on slower networks: {more.wall / HOURS:.2f} s an hour, "
        f"{more.spent / HOURS:.2f} s of processor",
        f"ingested from the server, nothing kept: {nothing.wall / HOURS:.2f} s an hour",
        f"largest worker: {max(one.memory for one in best.values()):.0f} MB (bound 200)",
        DEVSTATS,
    ]


def _cases(folder: Path, url: str) -> dict[str, tuple[str, Scope, int]]:
    return {
        "disk": (str(folder), KEPT, 1),
        "network": (url, KEPT, 1),
        "more": (url, KEPT, 2),
        "nothing": (url, NOTHING, 1),
    }


class _Run:
    """One ingest: seconds, events, share of all cores that were busy, processor seconds of the writer and its workers,
    peak memory of a worker in MB."""

    def __init__(self, wall: float, events: int, busy: float, spent: float, memory: float) -> None:
        self.wall, self.events, self.busy, self.spent, self.memory = wall, events, busy, spent, memory


def _ingested(source: str, scope: Scope, streams: int) -> _Run:
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary), ROOT / "config", downloads=streams * (os.cpu_count() or 1))
        with _watched() as watch:
            idle, own = psutil.cpu_times(), time.process_time()
            started = time.perf_counter()
            report = archive.ingest_archive(
                settings, SINCE, SINCE + timedelta(hours=HOURS), source, scope, progress=False
            )
            wall = time.perf_counter() - started
            after, own = psutil.cpu_times(), time.process_time() - own
    if report.complete != HOURS:
        raise RuntimeError(str(report))
    slack = (after.idle - idle.idle) + (after.iowait - idle.iowait)
    return _Run(
        wall, report.events, 1 - slack / wall / (os.cpu_count() or 1), own + sum(watch.spent.values()), watch.peak
    )


class _Watch:
    """What the workers use, looked at twenty times a second."""

    def __init__(self) -> None:
        self.peak, self.spent = 0.0, dict[int, float]()
        self.others = {child.pid for child in psutil.Process().children()}

    def look(self) -> None:
        """Take the figures of every worker alive."""
        for child in psutil.Process().children(recursive=True):
            try:
                if child.pid not in self.others:
                    times = child.cpu_times()
                    self.spent[child.pid] = times.user + times.system
                    self.peak = max(self.peak, child.memory_info().rss / 1e6)
            except psutil.Error:
                continue


@contextmanager
def _watched() -> Iterator[_Watch]:
    watch, over = _Watch(), threading.Event()

    def keep_looking() -> None:
        while not over.wait(0.05):
            watch.look()

    watcher = threading.Thread(target=keep_looking, daemon=True)
    watcher.start()
    try:
        yield watch
    finally:
        over.set()
        watcher.join()


class _Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def copyfile(self, source, outputfile) -> None:
        self.wfile.flush()
        self.connection.sendfile(source)

    def log_message(self, *_) -> None:
        pass


def _serve(folder: str, ready) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=folder))
    ready.send(server.server_port)
    server.serve_forever()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(str(folder), theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _timed(function) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started
