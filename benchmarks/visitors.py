"""The dashboards under load: visitors who click at random for a minute, each on a connection like a browser's.

`python -m benchmarks.visitors` starts a server of its own on the published file of DUCKSTATS_DATA_DIR, opens every page
twice alone (first and cached), then lets all visitors in. A click is a change of the address, which is the whole state.
"""

import asyncio
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import settings
from benchmarks.load import serving
from dashboards.ranges import PRESETS
from settings import ROOT
from warehouse import store

VISITORS = 10
SECONDS = 60.0
PATIENCE = 60.0  # seconds that a page may take
THINKS = (0.5, 2.0)  # seconds between a page's end and the next click
BIG = 5  # projects that most visitors look at


@dataclass(frozen=True)
class Visit:
    """One page that was opened: seconds until the last word of it, and the errors shown on it."""

    page: str
    query: str
    seconds: float
    errors: tuple[str, ...]


@dataclass
class Visitor:
    """One browser: a connection on which pages are asked for one after the other."""

    socket: websockets.ClientConnection
    visits: list[Visit] = field(default_factory=list)

    async def open(self, page: str, **words: str) -> Visit:
        """Ask for a page and read it to its end. Raises TimeoutError after PATIENCE."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = urlencode(words)
        started, errors = time.monotonic(), []
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            async for raw in self.socket:
                said = ForwardMsg.FromString(raw)
                errors += _errors(said)
                if said.WhichOneof("type") == "script_finished":
                    break
        visit = Visit(page, asked.rerun_script.query_string, time.monotonic() - started, tuple(errors))
        self.visits.append(visit)
        return visit


@dataclass
class Memory:
    """What a process and its children hold, at the largest, in bytes."""

    pid: int
    largest: int = 0

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            process, held = psutil.Process(self.pid), 0
            for each in [process, *process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    held += each.memory_info().rss
            self.largest = max(self.largest, held)
            await asyncio.sleep(0.25)


def _errors(said: ForwardMsg) -> list[str]:
    element = said.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        return [element.exception.message]
    if kind == "alert" and element.alert.format == element.alert.ERROR:
        return [element.alert.body]
    return []


def run() -> Iterator[str]:
    """Every page alone, then ten visitors for a minute."""
    data = settings.load()
    with serving(data) as (address, server):
        yield from asyncio.run(_measured(store.current(data), address.replace("http", "ws"), server))


async def _measured(chosen: store.Store, address: str, server: subprocess.Popen[bytes]) -> list[str]:
    pages = [path.stem.partition("_")[2] for path in sorted((ROOT / "dashboards" / "pages").glob("[0-9]*.py"))]
    projects = _projects(chosen)
    lines = [f"{'page':<16}{'first':>9}{'cached':>9}, then both of {projects[0]} alone"]
    async with _connected(address) as socket:
        alone = Visitor(socket)
        for page in pages:
            largest = {"project": projects[0]}
            opened = [await alone.open(page, **words) for words in ({}, {}, largest, largest)]
            lines.append(f"{page:<16}" + "".join(f"{1000 * visit.seconds:>6.0f} ms" for visit in opened))
            lines += [f"  {error}" for visit in opened for error in visit.errors]
    memory = Memory(server.pid)
    watching = asyncio.create_task(memory.watch())
    rooms = await asyncio.gather(*(_clicks(address, number, pages, projects) for number in range(VISITORS)))
    watching.cancel()
    visits = [visit for room in rooms for visit in room]
    seconds = sorted(visit.seconds for visit in visits)
    at = [1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))] for share in (0.5, 0.95, 1)]
    times = "p50 {:.0f} ms, p95 {:.0f} ms, longest {:.0f} ms".format(*at)
    lines.append(f"{VISITORS} visitors: {len(visits)} pages, {times}")
    slow = sorted(visits, key=lambda visit: -visit.seconds)[:5]
    lines += [f"  slowest: {visit.page}?{visit.query} {visit.seconds:.1f} s" for visit in slow]
    wrong = [f"{visit.page}?{visit.query}: {error}" for visit in visits for error in visit.errors]
    lines.append(f"errors shown: {len(wrong)}")
    lines += [f"  {line}" for line in wrong[:10]]
    lines.append(f"memory of the server, largest: {memory.largest / 1e6:,.0f} MB")
    return lines


async def _clicks(address: str, number: int, pages: list[str], projects: list[str]) -> list[Visit]:
    dice, end = random.Random(number), time.monotonic() + SECONDS
    async with _connected(address) as socket:
        visitor = Visitor(socket)
        while time.monotonic() < end:
            words = {"range": dice.choice(PRESETS)}
            if dice.random() < 0.7:
                words["project"] = dice.choice(projects)
            if dice.random() < 0.3:
                words["every"] = dice.choice(["day", "week", "month", "quarter"])
            await visitor.open(dice.choice(pages), **words)
            await asyncio.sleep(dice.uniform(*THINKS))
    return visitor.visits


def _connected(address: str) -> websockets.connect:
    return websockets.connect(
        f"{address}/_stcore/stream", subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
    )


def _projects(chosen: store.Store) -> list[str]:
    """The projects with most contributions."""
    rows = chosen.metric("projects_table", {}).to_pandas()
    return list(rows.sort_values("contributions", ascending=False).project[:BIG])


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores", *run(), sep="\n")
