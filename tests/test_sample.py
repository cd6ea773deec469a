"""The sample is the same for a seed, and looks like the archive's own files."""

import gzip
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import orjson
import pytest

from ingest.affiliations import importing
from sample import affiliations, generator

UNTIL = date(2025, 6, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generator.write_hours(folder, days=28, until=UNTIL, events=9000)
    return folder


@pytest.fixture(scope="module")
def events(folder: Path) -> list[dict]:
    files = sorted(folder.glob("*.json.gz"), key=lambda path: tuple(map(int, path.name.split(".")[0].split("-"))))
    return [orjson.loads(line) for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        generator.write_hours(tmp_path / name, seed=seed, days=3, until=UNTIL)
    contents = [[path.read_bytes() for path in sorted((tmp_path / name).glob("*.gz"))] for name in ("a", "b", "c")]
    assert contents[0] == contents[1] != contents[2]


def test_a_file_for_every_hour_and_a_mark(folder: Path) -> None:
    assert len(list(folder.glob("*.json.gz"))) == 28 * 24
    assert (folder / generator.MARK).exists()


def test_ids_rise_and_times_fit_their_files(folder: Path, events: list[dict]) -> None:
    ids = [int(event["id"]) for event in events]
    assert ids == sorted(set(ids))
    times = [event["created_at"] for event in events]
    assert times == sorted(times)
    for path in list(folder.glob("*.json.gz"))[:50]:
        hour = datetime(*map(int, path.name.split(".")[0].split("-")))
        for line in gzip.decompress(path.read_bytes()).splitlines():
            assert orjson.loads(line)["created_at"].startswith(f"{hour:%Y-%m-%dT%H}")


def test_about_as_many_events_as_asked(events: list[dict]) -> None:
    assert 0.7 * 9000 < len(events) < 1.3 * 9000


def test_everything_occurs(events: list[dict]) -> None:
    types = Counter(event["type"] for event in events)
    assert {
        "PushEvent",
        "PullRequestEvent",
        "PullRequestReviewEvent",
        "PullRequestReviewCommentEvent",
        "IssuesEvent",
    } <= set(types)
    assert {"IssueCommentEvent", "WatchEvent", "ForkEvent", "CreateEvent", "ReleaseEvent"} <= set(types)
    logins = {event["actor"]["login"] for event in events}
    assert {"dependabot[bot]", "codecov[bot]"} <= logins
    bodies = {event["payload"]["comment"]["body"] for event in events if event["type"] == "IssueCommentEvent"}
    assert "/lgtm\n/approve" in bodies


def test_snapshots_agree_with_their_time(events: list[dict]) -> None:
    pulls = [event["payload"]["pull_request"] for event in events if event["type"] == "PullRequestEvent"]
    assert any(pull["merged"] for pull in pulls)
    for pull in pulls:
        assert (pull["state"] == "closed") == (pull["closed_at"] is not None)
        assert pull["merged_at"] is None or pull["merged_at"] >= pull["created_at"]


def test_weekdays_are_busier(events: list[dict]) -> None:
    days = Counter(
        datetime.fromisoformat(event["created_at"]).weekday() for event in events if event["type"] == "PullRequestEvent"
    )
    assert min(days[day] for day in range(5)) > max(days[5], days[6])


def test_about_two_thirds_of_the_people_have_affiliations(tmp_path: Path, events: list[dict]) -> None:
    """The same file for a seed; nothing in it that an import does not understand; who acts stands in it."""
    first, again = tmp_path / "users.json", tmp_path / "again.json"
    for path in (first, again):
        affiliations.write(path, days=28, until=UNTIL, events=9000)
    assert first.read_bytes() == again.read_bytes()
    found = importing.read([str(first)])
    assert not found.problems
    known = {entry.login for entry in found.entries}
    acting = {event["actor"]["login"] for event in events if event["actor"]["login"].endswith("-sample")}
    assert 0.6 < len(acting & known) / len(acting) < 0.7
    assert known - acting
    addresses = [address for entry in found.entries for address in entry.addresses]
    assert all(address.endswith((".example", "@users.noreply.github.com")) for address in addresses)
    companies = {one.company for entry in found.entries for one in entry.intervals}
    assert {"Independent", "(Robots)", "Gravel and Thyme", "Mossy Anvil", "Northwind Labs Inc."} <= companies
    assert any(len(entry.intervals) > 1 for entry in found.entries)
