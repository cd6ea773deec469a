"""Archive, API and git together: each thing counts once, whoever tells it, and what one lost the others bring."""

import gzip
import json
import random
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from ingest import archive, scopes
from ingest.gharchive.scope import Scope
from ingest.github.client import Client
from ingest.github.ingest import ingest_github
from settings import Settings
from tests.archive_world import events, fill
from tests.conftest import REGISTRY, built
from tests.fake_github import FakeGitHub, serving
from warehouse import store

SINCE, UNTIL = datetime(2017, 7, 24), datetime(2017, 7, 27)
TYPES = ("IssuesEvent", "PullRequestEvent", "IssueCommentEvent", "PullRequestReviewCommentEvent")
BY_TYPE = "SELECT type, COUNT(*) FROM core.events WHERE is_contribution GROUP BY type"


def hours_of(shared_data: Path) -> Path:
    return shared_data / "gharchive" / "kubernetes-2017-07"


def take(settings: Settings, world: FakeGitHub) -> Settings:
    """What the API has beside what has landed, built."""
    everything = Scope("all", everything=True)
    owners = sorted({name.partition("/")[0] for name in world.repos})
    report = ingest_github(settings, everything, owners, [], SINCE, Client(["one"], world.address))
    assert report.exit_code == 0
    return built(settings)


def query(settings: Settings, sql: str) -> list[tuple]:
    return [tuple(row.values()) for row in store.current(settings).query(sql).to_pylist()]


@pytest.fixture(scope="module")
def world(shared_data: Path) -> FakeGitHub:
    world = FakeGitHub()
    world.tokens["one"] = 5000
    fill(world, hours_of(shared_data))
    return world


@pytest.fixture(scope="module")
def both(kubernetes_landed: Settings, world: FakeGitHub, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The 72 hours, then the same items offered by the API."""
    settings = Settings(tmp_path_factory.mktemp("both"), REGISTRY)
    shutil.copy(kubernetes_landed.landing_file, settings.landing_file)
    with serving(world):
        return take(settings, world)


def openings_that_the_archive_lost(folder: Path) -> Counter[str]:
    """Items that the hours show and that were made within them, though no event says so."""
    items, opened = {}, set()
    for event in events(folder):
        payload = event["payload"]
        for key in ("issue", "pull_request"):
            if item := payload.get(key):
                name = "PullRequestEvent" if key == "pull_request" or item.get("pull_request") else "IssuesEvent"
                items[event["repo"]["name"], item["number"]] = (name, item["created_at"])
                if payload.get("action") == "opened":
                    opened.add((event["repo"]["name"], item["number"]))
    return Counter(kind for key, (kind, at) in items.items() if at >= "2017-07-24" and key not in opened)


@pytest.mark.realdata
def test_the_same_items_from_the_api_are_not_one_contribution_more(
    both: Settings, kubernetes: Settings, shared_data: Path
) -> None:
    alone, together = dict(query(kubernetes, BY_TYPE)), dict(query(both, BY_TYPE))
    lost = openings_that_the_archive_lost(hours_of(shared_data))
    assert sum(lost.values()) == 3
    assert together == dict(Counter(alone) + lost)
    sources = dict(query(both, "SELECT sources::VARCHAR, COUNT(*) FROM core.events WHERE is_contribution GROUP BY 1"))
    assert sources["[github]"] == 3
    assert sources["[gharchive, github]"] > 7000


@pytest.mark.realdata
def test_the_same_items_are_the_same_rows(both: Settings, kubernetes: Settings) -> None:
    for table, key in (
        ("comments", "kind, comment_id"),
        ("issues", "repo_id, number"),
        ("pull_requests", "repo_id, number"),
    ):
        columns = f"SELECT {key}, project, person_id, created_at FROM core.{table} ORDER BY {key}"
        # Pull requests that only an issue showed are whole now; none is new and none is twice.
        assert query(both, columns) == query(kubernetes, columns), table
    assert query(
        both, "SELECT COUNT(*) FROM core.comments WHERE sources <> ['gharchive', 'github'] AND kind <> 'commit'"
    ) == [(0,)]


@pytest.mark.realdata
def test_what_the_archive_lost_comes_from_the_api(
    both: Settings, world: FakeGitHub, shared_data: Path, tmp_path: Path
) -> None:
    dice, removed = random.Random(3), Counter()
    hours = tmp_path / "hours"
    hours.mkdir()
    for path in hours_of(shared_data).glob("*.json.gz"):
        with (
            gzip.open(path, "rt", encoding="utf-8") as lines,
            gzip.open(hours / path.name, "wt", 1, encoding="utf-8") as kept,
        ):
            for line in lines:
                event = json.loads(line)
                if event["type"] in TYPES and dice.random() < 0.3:
                    removed[event["type"]] += 1
                else:
                    kept.write(line)
    settings, scope = Settings(tmp_path / "data", REGISTRY), scopes.scope(REGISTRY, ["kubernetes"], None)
    archive.ingest_archive(settings, SINCE, UNTIL, str(hours), scope, workers=1, progress=False)
    with serving(world):
        poorer = take(settings, world)
    assert query(poorer, f"{BY_TYPE} ORDER BY ALL") == query(both, f"{BY_TYPE} ORDER BY ALL")
    refilled = query(poorer, "SELECT COUNT(*) FROM core.events WHERE sources = ['github'] AND is_contribution")
    assert refilled == [(sum(removed.values()) + 3,)]
    people = "SELECT type, number, person_id FROM core.events WHERE is_contribution ORDER BY ALL"
    assert query(poorer, people) == query(both, people)
