"""The API under load: many clients at once, a publish in the middle, every answer compared with that of its build.

`python -m benchmarks.load` starts a server of its own on a copy of the published file of DUCKSTATS_DATA_DIR.
"""

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import httpx

import settings
from settings import ROOT, Settings
from warehouse import publish

CLIENTS = 50
SECONDS = 60.0


@dataclass(frozen=True)
class Question:
    """One request: an address, or the body of a DevStats call."""

    path: str
    body: str = ""

    def ask(self, client: httpx.AsyncClient, who: str) -> "asyncio.Future[httpx.Response]":
        """Send it as one of several clients behind a proxy."""
        headers = {"X-Forwarded-For": who}
        if self.body:
            return client.post(self.path, content=self.body, headers=headers)
        return client.get(self.path, headers=headers)


QUESTIONS = [
    Question("/healthz"),
    Question("/api/v2/metrics/activity?every=week&project=kubernetes"),
    Question("/api/v2/metrics/activity.csv?every=day"),
    Question("/api/v2/metrics/contributors?every=month"),
    Question("/api/v2/metrics/contributions?every=month&project=prometheus"),
    Question("/api/v2/metrics/company_activity?every=quarter&limit=20"),
    Question("/api/v2/metrics/companies_table?project=kubernetes&limit=10"),
    Question("/api/v2/metrics/developers_table?limit=100&offset=100"),
    Question("/api/v2/metrics/pr_time_to_merge.csv?every=month"),
    Question("/api/v2/metrics/key_figures?project=kubernetes"),
    Question("/api/v2/metrics/project_statistics?project=envoy"),
    Question("/api/v2/projects?limit=20"),
    Question("/api/v2/projects/kubernetes"),
    Question("/badge/kubernetes/commits.svg"),
    Question("/badge/kubernetes/contributors.svg"),
    Question("/panel/contributors.svg?project=kubernetes"),
    Question("/api/v1", '{"api":"SiteStats","payload":{"project":"all"}}'),
    Question("/api/v1", '{"api":"Health","payload":{"project":"kubernetes"}}'),
    Question(
        "/api/v1",
        '{"api":"DevActCnt","payload":{"project":"kubernetes","range":"Last year","metric":"Contributions",'
        '"repository_group":"All","country":"All","github_id":""}}',
    ),
    Question("/api/v1", '{"api":"CumulativeCounts","payload":{"project":"all","metric":"contributors"}}'),
]


@dataclass
class Report:
    """What happened; times in seconds."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    builds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    broken: int = 0

    def percentile(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def lines(self, took: float) -> Iterator[str]:
        """For people."""
        yield f"{len(self.seconds):,} answers in {took:.0f} s: {len(self.seconds) / took:,.0f} a second"
        yield "p50 {:.0f} ms, p95 {:.0f} ms, p99 {:.0f} ms, longest {:.0f} ms".format(
            *(1000 * self.percentile(share) for share in (0.5, 0.95, 0.99, 1))
        )
        yield "statuses " + ", ".join(f"{status}: {number:,}" for status, number in sorted(self.statuses.items()))
        yield "answers of the " + ", of the ".join(
            f"{build} build: {number:,}" for build, number in self.builds.items()
        )
        yield f"answers that are neither build's, or of the first after the publish: {len(self.wrong)}"
        yield f"connections that broke: {self.broken}"


Expected = dict[Question, dict[bytes, str]]


async def storm(
    client: httpx.AsyncClient, expected: Expected, clients: int, seconds: float, act: Callable[[], None]
) -> Report:
    """Clients that ask at random without a pause; `act` is done in the middle. Answers are compared byte by byte."""
    report, end, published = Report(), time.monotonic() + seconds, float("inf")

    async def one(number: int) -> None:
        dice = random.Random(number)
        while time.monotonic() < end:
            question, started = dice.choice(list(expected)), time.monotonic()
            try:
                response = await question.ask(client, f"203.0.113.{number}")
            except httpx.TransportError:
                report.broken += 1
                continue
            report.seconds.append(time.monotonic() - started)
            report.statuses[response.status_code] += 1
            if response.status_code != 200:
                await asyncio.sleep(float(response.headers.get("Retry-After", "0.1")))
                continue
            build = expected[question].get(response.content, "neither")
            # Who asks after the publish must not be answered by the build before.
            if build == "neither" or (build == "first" and started > published):
                report.wrong.append(f"{question.path} {build}")
            report.builds[build] += 1

    async def middle() -> None:
        nonlocal published
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(act)
        published = time.monotonic()

    await asyncio.gather(middle(), *(one(number) for number in range(clients)))
    return report


async def told(client: httpx.AsyncClient, name: str, expected: Expected) -> None:
    """Remember what the build that is published now answers; what both builds answer alike is of either."""
    for question in QUESTIONS:
        response = await question.ask(client, "203.0.113.250")
        response.raise_for_status()
        known = expected.setdefault(question, {})
        known[response.content] = "either" if response.content in known else name


def second_build(settings: Settings) -> Path:
    """Another build beside the published one, with a third of the events gone; not yet published."""
    first = settings.current_link.resolve()
    folder = first.with_name("99991231T000000-second")
    shutil.copytree(first, folder)
    with duckdb.connect(str(folder / publish.FILE)) as file:
        file.execute("DELETE FROM core.events WHERE event_id % 3 = 0")
        file.execute("UPDATE builds SET build_id = ?", [folder.name])
    return folder


def run() -> Iterator[str]:
    """Fifty clients for a minute against a server of its own."""
    source = settings.load().current_link.resolve()
    with tempfile.TemporaryDirectory() as folder:
        data = Settings(Path(folder), ROOT / "config")
        shutil.copytree(source, data.builds_dir / source.name)
        publish.flip(data.current_link, data.builds_dir / source.name)
        with serving(data) as (address, _server):
            yield from asyncio.run(_measured(data, address))


async def _measured(data: Settings, address: str) -> list[str]:
    first, second, expected = data.current_link.resolve(), second_build(data), {}
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        for name, build in (("second", second), ("first", first)):
            publish.flip(data.current_link, build)
            await told(client, name, expected)
        started = time.monotonic()
        report = await storm(client, expected, CLIENTS, SECONDS, lambda: publish.flip(data.current_link, second))
    return list(report.lines(time.monotonic() - started))


@contextmanager
def serving(data: Settings) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server of dashboards and API on a free port: its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DUCKSTATS_DATA_DIR": str(data.data_dir), "DUCKSTATS_PROXIES": "1"}
    command = [sys.executable, "-m", "duckstats", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(300):
            time.sleep(0.2)
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                continue
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    print(*run(), sep="\n")
