"""The dashboards under load: visitors who click at random for a minute, each on a connection like a browser's.

`python -m benchmarks.visitors` starts a server of its own on the published file of DUCKSTATS_DATA_DIR, opens every page
twice alone (first and cached), then lets all visitors in, twice: as people go from page to page, and opening any page
with any filters. The address is the whole state.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
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
EVERY = ["day", "week", "month", "quarter"]


@dataclass(frozen=True)
class Visit:
    """One page that was opened: seconds until the last word of it, and the errors shown on it."""

    page: str
    query: str
    seconds: float
    errors: tuple[str, ...]


async def opened(address: str, page: str, **words: str) -> Visit:
    """Open a page by its address and read it to its end; who has to wait longer than PATIENCE gives up: an error."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = urlencode(words)
    started, errors = time.monotonic(), []
    protocols = [websockets.Subprotocol("streamlit")]
    async with websockets.connect(f"{address}/_stcore/stream", subprotocols=protocols, max_size=None) as socket:
        await socket.send(asked.SerializeToString())
        try:
            async with asyncio.timeout(PATIENCE):
                async for raw in socket:
                    said = ForwardMsg.FromString(raw)
                    errors += _errors(said)
                    if said.WhichOneof("type") == "script_finished":
                        break
        except TimeoutError:
            errors.append(f"not there after {PATIENCE:g} s")
    return Visit(page, asked.rerun_script.query_string, time.monotonic() - started, tuple(errors))


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
    """Every page alone, then ten visitors for a minute, twice."""
    data = settings.load()
    with serving(data) as (address, server):
        yield from asyncio.run(_measured(store.current(data), address.replace("http", "ws"), server))


async def _measured(chosen: store.Store, address: str, server: subprocess.Popen[bytes]) -> list[str]:
    pages = [path.stem.partition("_")[2] for path in sorted((ROOT / "dashboards" / "pages").glob("[0-9]*.py"))]
    projects = _projects(chosen)
    lines = await _alone(address, pages, projects[0])
    memory = Memory(server.pid)
    watching = asyncio.create_task(memory.watch())
    for way, walks in (("who click from page to page", True), ("who open any page with any filters", False)):
        rooms = await asyncio.gather(*(_clicks(address, number, pages, projects, walks) for number in range(VISITORS)))
        lines += _told(way, [visit for room in rooms for visit in room])
    watching.cancel()
    lines.append(f"memory of the server, largest: {memory.largest / 1e6:,.0f} MB")
    return lines


async def _alone(address: str, pages: list[str], project: str) -> list[str]:
    """How long one visitor waits for each page: of all projects and of one, each the first time and again."""
    lines = [f"{'page':<16}{'all':>9}{'again':>9}{project:>12}{'again':>9}   (ms)"]
    for page in pages:
        visits = [
            await opened(address, page, **words) for words in ({}, {}, {"project": project}, {"project": project})
        ]
        times = [f"{1000 * visit.seconds:,.0f}" for visit in visits]
        lines.append(f"{page:<16}{times[0]:>9}{times[1]:>9}{times[2]:>12}{times[3]:>9}")
        lines += [f"  {error}" for visit in visits for error in visit.errors]
        print(lines[-1], file=sys.stderr, flush=True)
    return lines


def _told(way: str, visits: list[Visit]) -> Iterator[str]:
    seconds = sorted(visit.seconds for visit in visits)
    at = [1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))] for share in (0.5, 0.95, 1)]
    times = "p50 {:,.0f} ms, p95 {:,.0f} ms, longest {:,.0f} ms".format(*at)
    yield f"{VISITORS} visitors {way}: {len(visits)} pages, {times}"
    for visit in sorted(visits, key=lambda visit: -visit.seconds)[:5]:
        yield f"  slowest: {visit.page}?{visit.query} {visit.seconds:.1f} s"
    wrong = [f"{visit.page}?{visit.query}: {error}" for visit in visits for error in visit.errors]
    yield f"errors shown: {len(wrong)}"
    yield from (f"  {line}" for line in wrong[:10])


async def _clicks(address: str, number: int, pages: list[str], projects: list[str], walks: bool) -> list[Visit]:
    dice, end, visits = random.Random(number), time.monotonic() + SECONDS, []
    page, words = pages[0], {}
    while time.monotonic() < end:
        visits.append(await opened(address, page, **words))
        await asyncio.sleep(dice.uniform(*THINKS))
        page, words = _click(dice, page, words, pages, projects) if walks else _anywhere(dice, pages, projects)
    return visits


def _click(
    dice: random.Random, page: str, words: dict[str, str], pages: list[str], projects: list[str]
) -> tuple[str, dict[str, str]]:
    """As people go: another page with the same filters, or one filter of this page changed."""
    if dice.random() < 0.5:
        return dice.choice(pages), words
    word, choices = dice.choice([("project", ["all", *projects]), ("range", PRESETS), ("every", EVERY)])
    return page, words | {word: dice.choice(choices)}


def _anywhere(dice: random.Random, pages: list[str], projects: list[str]) -> tuple[str, dict[str, str]]:
    """Any page with any filters: the hardest case, as hardly anything was asked before."""
    words = {"range": dice.choice(PRESETS)}
    if dice.random() < 0.7:
        words["project"] = dice.choice(projects)
    if dice.random() < 0.3:
        words["every"] = dice.choice(EVERY)
    return dice.choice(pages), words


def _projects(chosen: store.Store) -> list[str]:
    """The projects with most contributions."""
    rows = chosen.metric("projects_table", {}).to_pandas()
    return list(rows.sort_values("contributions", ascending=False).project[:BIG])


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores", *run(), sep="\n")
