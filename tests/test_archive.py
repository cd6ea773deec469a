"""Bad input, repeating, crashing: after a clean run the raw tables are those of an undisturbed one."""

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import duckdb
import orjson
import pytest

from ingest import archive, landing
from ingest.gharchive.scan import Scope
from sample import generator
from settings import ROOT, DuckstatsError, Settings

EVERYTHING = Scope("all", everything=True)
SINCE, UNTIL = datetime(2025, 12, 22), datetime(2026, 1, 1)
UNCOMPARED = {"finished_at", "touched_at", "first_failed_at"}


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hours")
    generator.write_hours(folder, days=10, until=date(2026, 1, 1), events=4000)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", ROOT / "config", retry_wait_seconds=0.01)


def ingest(settings: Settings, source: Path, **more: object) -> archive.ArchiveReport:
    given = {"workers": 1, "progress": False} | more
    return archive.ingest_archive(settings, SINCE, UNTIL, str(source), EVERYTHING, **given)  # type: ignore[arg-type]


def dump(settings: Settings) -> dict[str, list[tuple]]:
    """Every raw table, ordered, without the times of writing."""
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        tables = {}
        for table, columns in landing.contract().items():
            chosen = ", ".join(f'"{column}"' for column in columns if column not in UNCOMPARED)
            tables[table] = connection.execute(f"SELECT {chosen} FROM raw.{table} ORDER BY ALL").fetchall()
    return tables


def hour_file(folder: Path, lines: list[bytes], at: str = "2025-12-24-5") -> Path:
    path = folder / f"{at}.json.gz"
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))
    return path


def event(**fields: object) -> bytes:
    usual = {
        "id": "5",
        "type": "WatchEvent",
        "actor": {"id": 1, "login": "ann"},
        "repo": {"id": 2, "name": "x/y"},
        "payload": {"action": "started"},
        "created_at": "2025-12-24T05:00:00Z",
    }
    return orjson.dumps(usual | fields)


def test_running_twice_changes_no_row(settings: Settings, hours: Path) -> None:
    ingest(settings, hours)
    before = dump(settings)
    again = ingest(settings, hours)
    assert (again.complete, again.skipped) == (0, 240)
    ingest(settings, hours, force=True)
    assert dump(settings) == before
    assert len(before["events"]) > 1000


def test_workers_write_the_same(settings: Settings, hours: Path, tmp_path: Path) -> None:
    other = Settings(tmp_path / "other", ROOT / "config")
    ingest(settings, hours, workers=1)
    ingest(other, hours, workers=2)
    assert dump(settings) == dump(other)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html>not found</html>", "no gzip file"),
        (gzip.compress(b"{}\n" * 5000, mtime=0)[:-30], ""),
        (gzip.compress(orjson.dumps({"a": list(range(9000))}) + b"\n", mtime=0)[:200] + b"\0" * 300, ""),
    ],
)
def test_a_broken_hour_is_recorded_and_repaired(
    content: bytes, reason: str, settings: Settings, hours: Path, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / generator.MARK).touch()
    for path in hours.glob("2025-12-24-*.json.gz"):
        (mirror / path.name).write_bytes(path.read_bytes())
    (mirror / "2025-12-24-5.json.gz").write_bytes(content)
    report = ingest(settings, mirror)
    assert (report.complete, report.broken, report.absent, report.exit_code) == (23, 1, 216, 1)
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        found = connection.execute("SELECT status, reason FROM raw.archive_hours WHERE status = 'broken'").fetchall()
    assert len(found) == 1 and reason in found[0][1]
    ingest(settings, hours)
    undisturbed = Settings(tmp_path / "undisturbed", ROOT / "config")
    ingest(undisturbed, hours)
    assert {t: r for t, r in dump(settings).items() if t != "dirty_days"} == {
        t: r for t, r in dump(undisturbed).items() if t != "dirty_days"
    }


def test_a_broken_rescan_leaves_the_good_rows(settings: Settings, hours: Path, tmp_path: Path) -> None:
    ingest(settings, hours)
    before = dump(settings)
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "2025-12-24-5.json.gz").write_bytes(b"broken")
    archive.ingest_archive(
        settings, datetime(2025, 12, 24, 5), datetime(2025, 12, 24, 6), str(mirror), EVERYTHING, 1, False, force=True
    )
    assert dump(settings) == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "no JSON"),
        (b"[1, 2]", "no JSON object"),
        (event(actor=None), "without actor"),
        (event(created_at="soon"), "without type or time"),
        (event(repo={"id": 3, "name": "nameless"}), "no owner/name"),
    ],
)
def test_a_bad_line_is_recorded_and_the_rest_goes_on(
    line: bytes, reason: str, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    hour_file(folder, [event(), line, event(id="6")])
    report = archive.ingest_archive(settings, None, None, str(folder), EVERYTHING, 1, False)
    assert (report.complete, report.events, report.bad_lines, report.exit_code) == (1, 2, 1, 1)
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        found = connection.execute("SELECT line, reason FROM raw.archive_bad_lines").fetchall()
    assert found[0][0] == 2 and reason in found[0][1]


def test_wrong_types_inside_a_payload_are_null(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "types"
    folder.mkdir()
    odd = {
        "issue": {"id": "7", "number": 3, "labels": "none", "user": 5, "title": ["x"], "created_at": 9},
        "comment": "no",
    }
    hour_file(folder, [event(type="IssueCommentEvent", payload=odd), event(id="7", payload=None), event(id=str(2**70))])
    assert archive.ingest_archive(settings, None, None, str(folder), EVERYTHING, 1, False).events == 3


def test_concatenated_members_are_one_hour(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "members"
    folder.mkdir()
    path = hour_file(folder, [event()])
    path.write_bytes(path.read_bytes() + gzip.compress(event(id="9") + b"\n"))
    assert archive.ingest_archive(settings, None, None, str(folder), EVERYTHING, 1, False).events == 2


def test_two_different_files_of_one_hour_do_not_mix(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "one.ndjson").write_bytes(event() + b"\n")
    (folder / "two.ndjson").write_bytes(event(id="9") + b"\n")
    report = archive.ingest_archive(settings, None, None, str(folder), EVERYTHING, 1, False)
    assert (report.complete, report.broken, report.exit_code) == (1, 1, 1)
    assert len(dump(settings)["events"]) == 1


def test_no_network_is_one_sentence(settings: Settings) -> None:
    with pytest.raises(DuckstatsError, match="make demo"):
        archive.ingest_archive(
            settings, SINCE, datetime(2025, 12, 22, 1), "http://127.0.0.1:9", EVERYTHING, 1, progress=False
        )


def test_absent_folder_and_reversed_range_are_one_sentence(settings: Settings, hours: Path) -> None:
    with pytest.raises(DuckstatsError, match="no folder or file"):
        archive.ingest_archive(settings, None, None, "/nowhere", EVERYTHING)
    with pytest.raises(DuckstatsError, match="must lie before"):
        archive.ingest_archive(settings, UNTIL, SINCE, str(hours), EVERYTHING)


def test_killed_at_any_moment_it_can_be_repeated(settings: Settings, hours: Path, tmp_path: Path) -> None:
    undisturbed = Settings(tmp_path / "undisturbed", ROOT / "config")
    ingest(undisturbed, hours)
    command = [sys.executable, "-m", "duckstats", "ingest", "archive", "--source", str(hours), "--scope", "all"]
    command += ["--since", "2025-12-22T00", "--until", "2026-01-01T00"]
    environment = os.environ | {"DUCKSTATS_DATA_DIR": str(settings.data_dir)}
    wait, kills = random.Random(7), 0
    for _ in range(6):
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(wait.uniform(0.5, 2.5))
        kills += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
    ingest(settings, hours)
    assert kills >= 1
    assert dump(settings) == dump(undisturbed)
