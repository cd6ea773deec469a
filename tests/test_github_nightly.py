"""What a night costs: 250 projects with a usual day's changes, in requests to the fake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest.gharchive.scope import Scope
from ingest.github.client import Client
from ingest.github.ingest import ingest_github
from settings import ROOT, Settings
from tests.fake_github import FakeGitHub, serving

PROJECTS, REPOS = 250, 4
PULLS, ISSUES, COMMENTS = 400, 600, 3000


@pytest.fixture
def world() -> Iterator[FakeGitHub]:
    world = FakeGitHub()
    world.tokens["one"] = 5000
    for project in range(PROJECTS):
        for repo in range(REPOS):
            world.repo(f"project{project}/repo{repo}")
    with serving(world):
        yield world


def a_day(world: FakeGitHub, at: datetime) -> None:
    """Changes spread over the first repository of each project, half of them in ten busy ones, as in life."""
    repos = [world.repos[f"project{number}/repo0"] for number in range(PROJECTS)]
    users = [world.user(f"person{number}") for number in range(300)]

    def place(number: int) -> int:
        return number % 10 if number % 2 else number % PROJECTS

    when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    for number in range(1, PULLS + 1):
        repos[place(number)].add_pull(number, when, users[number % 300])
        repos[place(number)].add_review(number, number, when, users[number % 7])
    for number in range(PULLS + 1, PULLS + ISSUES + 1):
        repos[place(number)].add_issue(number, when, users[number % 300])
    for number in range(1, COMMENTS + 1):
        repo = repos[place(number)]
        repo.add_comment(number, next(iter(repo.issues), 1), when, users[number % 300])


def test_a_nightly_run_takes_less_than_2000_requests(world: FakeGitHub, tmp_path: Path) -> None:
    settings = Settings(tmp_path, ROOT / "config")
    now = datetime.now(UTC).replace(tzinfo=None)
    owners = [f"project{number}" for number in range(PROJECTS)]

    def run() -> int:
        before = sum(world.used.values())
        client = Client(["one"], world.address)
        everything = Scope("all", everything=True)
        assert ingest_github(settings, everything, owners, [], now - timedelta(days=30), client).exit_code == 0
        return sum(world.used.values()) - before

    first = run()
    a_day(world, now + timedelta(hours=1))
    nightly = run()
    print(f"\nnothing new: {first} requests; a day's changes: {nightly}")
    assert nightly < 2000
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        found = connection.execute(
            "SELECT (SELECT COUNT(*) FROM raw.pull_requests), (SELECT COUNT(*) FROM raw.issues), "
            "(SELECT COUNT(*) FROM raw.comments), (SELECT COUNT(*) FROM raw.reviews)"
        ).fetchone()
    assert found == (PULLS, PULLS + ISSUES, COMMENTS, PULLS)
