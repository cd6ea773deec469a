"""Everything that `duckstats sync` asks, on loopback: recorded kubernetes hours moved to these days, the GitHub that they
show, the history of a real repository, a landscape and a file of affiliations. Nights add what is new."""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from ingest import landing
from settings import ROOT, Settings
from tests import archive_world
from tests.archive_server import Site
from tests.archive_server import serving as serving_hours
from tests.fake_github import FakeGitHub
from tests.fake_github import serving as serving_github

TOKEN = "one"
RECORDED = datetime(2017, 7, 24)
HOUR = timedelta(hours=1)
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")  # Debian's package libfaketime
PROJECTS = {
    "kubernetes": "name: Kubernetes\nmaturity: graduated\nmain_repository: kubernetes/kubernetes\n"
    "release_tags: '^v'\norganizations: [kubernetes]\n",
    "containerd": "name: containerd\nmaturity: incubating\nrepositories: [containerd/ttrpc]\n",
}
LANDSCAPE = """
landscape:
  - category:
    name: Orchestration
    subcategories:
      - subcategory:
        name: Scheduling
        items:
          - {{item: null, name: Kubernetes, project: graduated, repo_url: https://github.com/kubernetes/kubernetes,
             extra: {{accepted: '2016-03-10', graduated: '2018-03-06'}}}}
          - {{item: null, name: containerd, project: {maturity}, repo_url: https://github.com/containerd/containerd,
             extra: {{accepted: '2017-03-29', {maturity}: '2019-02-28'}}}}
"""


@dataclass
class Nights:
    """The world. `hours` are files by night, `evenings` when the last of them ends; `environment` is what sync needs
    to find all of it.
    """

    folder: Path
    shared: Path
    hours: list[dict[str, bytes]]
    history: list[str]
    evenings: list[datetime]
    site: Site = field(default_factory=lambda: Site({}))
    github: FakeGitHub = field(default_factory=FakeGitHub)
    environment: dict[str, str] = field(default_factory=dict)
    told: set[tuple[str, int | str]] = field(default_factory=set)

    @property
    def origin(self) -> Path:
        """The bare repository that is cloned."""
        return self.folder / "git" / "containerd" / "ttrpc"

    def night(self, number: int) -> None:
        """Add what was new by the evening of night 0 or 1."""
        files = self.hours[number]
        self.site.files |= files
        archive_world.fill(self.github, self._written(number), told=self.told)
        if number + 1 < len(self.hours):
            # GitHub knows what happened while this night's run is under way; the archive has only whole hours.
            until = self.evenings[number] + timedelta(minutes=20)
            archive_world.fill(self.github, self._written(number + 1), until, self.told)
        self._git("update-ref", "refs/heads/main", self.history[number])
        maturity = ("incubating", "graduated")[number]
        (self.folder / "landscape.yml").write_text(LANDSCAPE.format(maturity=maturity))

    def settings(self, name: str) -> Settings:
        """Settings of a data folder of that name."""
        return Settings(self.folder / name, self.folder / "config")

    def command(self, name: str, *words: str) -> list[str]:
        """`duckstats sync` on that data folder."""
        return [sys.executable, "-m", "duckstats", "--data-dir", str(self.folder / name), *(words or ("sync",))]

    def sync(self, name: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            self.command(name, "sync", *words),
            cwd=ROOT,
            env=os.environ | self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def by_the_clock_of(self, number: int) -> dict[str, str]:
        """Environment of a process that starts ten minutes after the evening of that night, whenever it is started:
        all that runs in one simulated night has the same clock. Only where libfaketime is there.
        """
        return clock_set_to(self.evenings[number] + timedelta(minutes=10))

    def _written(self, number: int) -> Path:
        """A folder of that night's hours."""
        folder = self.folder / f"night{number}"
        folder.mkdir(exist_ok=True)
        for name, body in self.hours[number].items():
            (folder / name).write_bytes(body)
        return folder

    def _git(self, *words: str) -> str:
        return _git("--git-dir", str(self.origin), *words)


# What says when something was written or asked for, and marks that hold only until the next answer.
WRITTEN = {
    "seen_at",
    "finished_at",
    "touched_at",
    "first_failed_at",
    "complete_at",
    "listed_since",
    "listed_until",
    "page",
}
UNCOMPARED = {"runs", "api_runs", "api_etags", "dirty_days"}


def raw(settings: Settings) -> dict[str, set[tuple[Any, ...]]]:
    """The distinct rows of every raw table: what the API tells twice, because a run was cut short, is there twice."""
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        tables = {}
        for table, columns in landing.contract().items():
            if table not in UNCOMPARED:
                chosen = ", ".join(f'"{column}"::VARCHAR' for column in columns if column not in WRITTEN)
                tables[table] = set(connection.execute(f"SELECT {chosen} FROM raw.{table}").fetchall())
    return tables


def clock_set_to(moment: datetime) -> dict[str, str]:
    """Environment of a process, started now, whose clock says `moment` (UTC) and runs; only with libfaketime."""
    off = moment - datetime.now(UTC).replace(tzinfo=None)
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"{off.total_seconds():+.0f}"}


@contextmanager
def serving(folder: Path, shared: Path, hours: tuple[int, int, int], ends_at: datetime) -> Iterator[Nights]:
    """A world in this folder, before the first night. Of the recorded hours it has those from the first number up to
    the second on the first night, and up to the third on the second; the last one ends at `ends_at`."""
    origin = folder / "git" / "containerd" / "ttrpc"
    _git("clone", "--quiet", "--mirror", str(shared / "git" / "containerd-ttrpc.bundle"), str(origin))
    _git("--git-dir", str(origin), "symbolic-ref", "HEAD", "refs/heads/main")
    newest = _git("--git-dir", str(origin), "rev-parse", "main")
    earlier = _git("--git-dir", str(origin), "rev-parse", "main~30")
    (folder / "config" / "projects").mkdir(parents=True)
    for key, text in PROJECTS.items():
        (folder / "config" / "projects" / f"{key}.yaml").write_text(text)
    first = ends_at - (hours[2] - hours[0]) * HOUR
    moved = _moved(shared / "gharchive" / "kubernetes-2017-07", hours[0], first)
    parts = [dict(islice(moved, hours[1] - hours[0])), dict(islice(moved, hours[2] - hours[1]))]
    evenings = [ends_at - (hours[2] - hours[1]) * HOUR, ends_at]
    world = Nights(folder, shared, parts, [earlier, newest], evenings)
    world.github.tokens[TOKEN] = 5000
    with serving_hours(world.site), serving_github(world.github) as api:
        world.environment = {
            "DUCKSTATS_CONFIG_DIR": str(folder / "config"),
            "DUCKSTATS_ARCHIVE_URL": world.site.url,
            "DUCKSTATS_ARCHIVE_SINCE": f"{first:%Y-%m-%dT%H}",
            "DUCKSTATS_LANDSCAPE_SOURCE": str(folder / "landscape.yml"),
            "DUCKSTATS_AFFILIATIONS_SOURCE": str(shared / "affiliations" / "github_users.json"),
            "DUCKSTATS_GIT_URL": str(folder / "git"),
            "DUCKSTATS_GITHUB_URL": api,
            "DUCKSTATS_GITHUB_TOKENS": TOKEN,
            "DUCKSTATS_SYNC_SOURCES": "landscape archive git github affiliations",
            "DUCKSTATS_SYNC_WAIT_SECONDS": "0.1",
            "DUCKSTATS_RETRIES": "1",
            "DUCKSTATS_RETRY_WAIT_SECONDS": "0.05",
            "DUCKSTATS_STALE_HOURS": "26",
            "DUCKSTATS_WORKERS": "1",
            "DUCKSTATS_DOWNLOADS": "2",
        }
        yield world


def _moved(folder: Path, number: int, begin: datetime) -> Iterator[tuple[str, bytes]]:
    """Recorded hours from this number on as if the first of them was `begin`, names and all times inside."""
    off = begin - (RECORDED + number * HOUR)
    times = {f"{at:%Y-%m-%dT%H}": f"{at + off:%Y-%m-%dT%H}" for at in (RECORDED + n * HOUR for n in range(72))}
    pattern = re.compile("|".join(times).encode())
    for at in (RECORDED + n * HOUR for n in range(number, 72)):
        text = gzip.decompress((folder / f"{at:%Y-%m-%d}-{at.hour}.json.gz").read_bytes())
        body = pattern.sub(lambda hit: times[hit[0].decode()].encode(), text)
        yield f"{at + off:%Y-%m-%d}-{(at + off).hour}.json.gz", gzip.compress(body, 1, mtime=0)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()
