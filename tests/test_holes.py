"""What GH Archive is known to get wrong: each is handled, and to be seen in core.coverage."""

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import archive, holes, scopes
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import event
from tests.conftest import built
from tests.test_catch_up import name

FULL, SINCE = 1200, datetime(2015, 1, 1)


def hour(at: datetime, count: int, first: int, repo: str = "a/x") -> bytes:
    """An hour of `count` events outside and two inside the scope."""
    stamp = f"{at:%Y-%m-%dT%H}:00:00Z"
    lines = [event(first + n, stamp, (100 + n, "out/side")) for n in range(count)]
    return b"".join([*lines, event(first + count, stamp, (7, repo)), event(first + count + 1, stamp, (7, repo))])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two days of January 2015 with every fault of the archive, and a day of October 2025."""
    root = tmp_path_factory.mktemp("holes")
    folder, config = root / "hours", root / "config"
    folder.mkdir()
    (config / "projects").mkdir(parents=True)
    for key in "ab":
        (config / "projects" / f"{key}.yaml").write_text(f"name: {key}\norganizations: [{key}]\n")
    files = {SINCE + timedelta(hours=h): hour(SINCE + timedelta(hours=h), FULL, 10_000 * h) for h in range(48)}
    one_event = SINCE + timedelta(hours=4)
    files[one_event] = event(5, "2015-01-01T04:00:00Z", (7, "a/x"))
    del files[SINCE + timedelta(hours=9)]
    twice = SINCE + timedelta(hours=20)
    files[twice] += files[twice]  # every event twice in its hour
    late = event(10_000 * 30 + FULL, "2015-01-02T06:00:00Z", (7, "a/x"))
    files[SINCE + timedelta(hours=31)] += late  # one of hour 30 again in its neighbour
    # The ids of October 2025 are those of 2015 again; two sequences of them overlap.
    october = datetime(2025, 10, 9)
    for h in range(3):
        at = october + timedelta(hours=h)
        files[at] = hour(at, 5, 10_000 * h) + event(
            10_000 * h + 5, f"{at:%Y-%m-%dT%H}:00:00Z", (7, "a/x"), type="ForkEvent"
        )
    for at, body in files.items():
        (folder / name(at)).write_bytes(gzip.compress(body))
    settings = Settings(root / "data", config)
    only_a = scopes.scope(config, ["a"])
    archive.ingest_archive(settings, SINCE, SINCE + timedelta(hours=24), str(folder), only_a, 1, False)
    whole = scopes.scope(config)
    archive.ingest_archive(
        settings, SINCE + timedelta(hours=24), SINCE + timedelta(hours=48), str(folder), whole, 1, False
    )
    archive.ingest_archive(settings, october, october + timedelta(hours=3), str(folder), whole, 1, False)
    return built(settings)


def ask(world: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(world.current_link / "duckstats.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_thin_absent_and_unscanned_hours_are_in_coverage(world: Settings) -> None:
    found = ask(
        world,
        "SELECT project, day::VARCHAR, archive_count, expected_hours, missing_hours, unscanned_hours, thin_hours, verdict "
        "FROM core.coverage WHERE day IN ('2015-01-01', '2015-01-02', '2025-10-09') ORDER BY project, day",
    )
    assert found == [
        ("a", "2015-01-01", 22 * 2 + 1, 24, 1, 0, 1, "lower_bound"),
        ("a", "2015-01-02", 24 * 2, 24, 0, 0, 0, "complete"),
        ("a", "2025-10-09", 3 * 3, 3, 0, 0, 3, "lower_bound"),
        ("b", "2015-01-01", 0, 24, 1, 23, 0, "none"),
        ("b", "2015-01-02", 0, 24, 0, 0, 0, "complete"),
        ("b", "2025-10-09", 0, 3, 0, 0, 3, "lower_bound"),
    ]


def test_days_between_that_nobody_asked_for_are_none(world: Settings) -> None:
    assert ask(world, "SELECT DISTINCT verdict FROM core.coverage WHERE day BETWEEN '2016-01-01' AND '2025-01-01'") == [
        ("none",)
    ]


def test_repeated_events_count_once_and_are_to_be_seen(world: Settings) -> None:
    found = ask(
        world,
        "SELECT archive_hour, event_count, repeated_count FROM core.archive_hours WHERE repeated_count > 0 ORDER BY 1",
    )
    assert found == [(SINCE + timedelta(hours=20), 4, 2), (SINCE + timedelta(hours=31), 3, 1)]
    found = ask(world, "SELECT day::VARCHAR, repeated_count FROM core.coverage WHERE repeated_count > 0 ORDER BY 1")
    assert found == [("2015-01-01", 2), ("2015-01-02", 1)]


def test_ids_that_began_anew_hide_nothing(world: Settings) -> None:
    """The October events have the ids of 2015's, and a fork has the id of a star of the same second."""
    found = ask(
        world,
        "SELECT type, COUNT(*) FROM core.events WHERE day = '2025-10-09' AND project = 'a' GROUP BY ALL ORDER BY ALL",
    )
    assert found == [("ForkEvent", 3), ("WatchEvent", 6)]


def test_a_wrong_list_of_holes_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / holes.FILE).write_text('- {since: "2020-01-02T00", until: "2020-01-01T00", kind: thin, reason: x}\n')
    with pytest.raises(DuckstatsError, match="since before until"):
        holes.load(tmp_path)


def test_the_list_of_holes_can_be_read() -> None:
    found = holes.load(ROOT / "config")
    known = holes.known(found, datetime(2021, 10, 27, 5))
    assert known and known.kind == "absent"
    assert holes.known(found, datetime(2025, 10, 10)) is None  # thin hours are there
