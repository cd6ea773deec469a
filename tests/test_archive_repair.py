"""Odd lines, dying workers, a server with faults: what goes wrong with one line or hour stays with it."""

import gzip
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from ingest import archive
from ingest.gharchive import hours as hour_files
from ingest.gharchive import pool
from ingest.gharchive.fetch import Fetch
from ingest.gharchive.hours import Group, Hour
from ingest.gharchive.scan import Scope
from settings import DuckstatsError, Settings

EVERYTHING = Scope("all", everything=True)
HOUR = datetime(2024, 3, 1, 5)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", tmp_path, retry_wait_seconds=0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hours"
    made.mkdir()
    return made


def event(number: int, **fields: Any) -> bytes:
    usual = {
        "id": str(number),
        "type": "WatchEvent",
        "actor": {"id": 1, "login": "ann"},
        "repo": {"id": 2, "name": "x/y"},
        "payload": {"action": "started"},
        "created_at": "2024-03-01T05:00:00Z",
    }
    return orjson.dumps(usual | fields) + b"\n"


def ingest(settings: Settings, source: Path | str, workers: int = 1, **more: Any) -> archive.ArchiveReport:
    between = (more.pop("since", None), more.pop("until", None))
    return archive.ingest_archive(settings, *between, str(source), EVERYTHING, workers, progress=False, **more)


def query(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_numbers_and_times_beyond_the_columns_are_null(settings: Settings, folder: Path) -> None:
    huge = {"push_id": 1, "size": 2**40, "distinct_size": 1e300, "commits": [{"sha": 5}, None, "x"]}
    issue = {"id": 1, "number": 2**33, "comments": -(2**31) - 1, "created_at": "0001-01-01T00:00:00+14:00"}
    lines = event(1, type="PushEvent", payload=huge) + event(2, type="IssuesEvent", payload={"issue": issue})
    (folder / "2024-03-01-5.json.gz").write_bytes(gzip.compress(lines + event(3)))
    report = ingest(settings, folder)
    assert (report.events, report.exit_code) == (3, 0)
    assert query(settings, "SELECT push_size, push_distinct_size FROM raw.events WHERE event_id = 1") == [(None, None)]
    assert query(settings, "SELECT number, comment_count, created_at FROM raw.issues") == [(None, None, None)]


def test_characters_no_database_takes(settings: Settings, folder: Path) -> None:
    half = event(1, type="CreateEvent", payload={"ref": "HERE"}).replace(b"HERE", b"a\\ud83db")
    bytes_ = event(2, type="CreateEvent", payload={"ref": "HERE"}).replace(b"HERE", b"a\xffb")
    nul = event(3, type="CreateEvent", payload={"ref": "a\0b"})
    (folder / "2024-03-01-5.json").write_bytes(half + bytes_ + nul)
    assert ingest(settings, folder).exit_code == 0
    assert query(settings, "SELECT ref FROM raw.events ORDER BY event_id") == [("a?b",), ("a\ufffdb",), ("ab",)]


@pytest.mark.parametrize("line", [b"{}\n", b'{"id": NaN}\n', b"null\n", b"[" * 5000 + b"\n", event(9)[:-30] + b"\n"])
def test_a_line_that_is_no_event(line: bytes, settings: Settings, folder: Path) -> None:
    (folder / "2024-03-01-5.json").write_bytes(event(1) + line + event(2)[:-1])
    report = ingest(settings, folder)
    assert (report.events, report.bad_lines, report.exit_code) == (2, 1, 1)
    assert query(settings, "SELECT line FROM raw.archive_bad_lines") == [(2,)]
    assert query(settings, "SELECT line_count, event_count, bad_line_count FROM raw.archive_hours") == [(3, 2, 1)]


def test_an_empty_file_is_broken(settings: Settings, folder: Path) -> None:
    (folder / "2024-03-01-5.json").touch()
    assert ingest(settings, folder).broken == 1


def test_an_hour_takes_the_place_of_a_sample_of_it_and_not_the_other_way_round(
    settings: Settings, folder: Path
) -> None:
    sample, hour = folder / "sample.ndjson", folder / "2024-03-01-5.json"
    sample.write_bytes(event(1))
    ingest(settings, sample)
    hour.write_bytes(event(1) + event(2))
    assert ingest(settings, hour).exit_code == 0
    assert query(settings, "SELECT event_id FROM raw.events ORDER BY ALL") == [(1,), (2,)]
    assert ingest(settings, sample).broken == 1
    assert query(settings, "SELECT COUNT(*) FROM raw.events") == [(2,)]


def dying(hours: list[Hour], scope: Scope, fetch: Fetch) -> Group:
    """Scans, and dies of one of the hours."""
    if any(hour.location.endswith("2024-03-01-7.json") for hour in hours):
        os._exit(9)
    return hour_files.scan_hours(hours, scope, fetch)


def test_a_dying_worker_costs_its_hour_only(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for hour in range(5, 9):
        (folder / f"2024-03-01-{hour}.json").write_bytes(event(hour))
    monkeypatch.setattr(pool, "scan_hours", dying)
    monkeypatch.setattr(hour_files, "GROUP_HOURS", 2)
    report = ingest(settings, folder, workers=2)
    assert (report.complete, report.broken, report.exit_code) == (3, 1, 1)
    assert "killed" in query(settings, "SELECT reason FROM raw.archive_hours WHERE status = 'broken'")[0][0]
    monkeypatch.undo()
    assert (ingest(settings, folder, workers=2).complete, len(query(settings, "FROM raw.events"))) == (1, 4)


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """Serves the folder; hour 6 breaks off in the middle, hour 7 is busy once, anything else is not there."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / self.path.rsplit("/", 1)[-1]
            asked.append(path.name)
            if path.name == "2024-03-01-7.json.gz" and asked.count(path.name) == 1:
                self.send_error(503)
            elif not path.exists():
                self.send_error(404)
            else:
                body = path.read_bytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"one"')
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if path.name == "2024-03-01-6.json.gz" else body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_with_faults(server: str, settings: Settings, folder: Path, workers: int) -> None:
    for hour in (5, 6, 7):
        content = b"".join(event(100 * hour + n, payload={"ref": os.urandom(99).hex()}) for n in range(99))
        (folder / f"2024-03-01-{hour}.json.gz").write_bytes(gzip.compress(content))
    report = ingest(settings, server, workers, since=HOUR, until=HOUR.replace(hour=9))
    assert (report.complete, report.broken, report.absent) == (2, 1, 1)
    found = query(settings, "SELECT archive_hour, status, etag FROM raw.archive_hours ORDER BY ALL")
    assert [(at.hour, status) for at, status, _ in found] == [
        (5, "complete"),
        (6, "broken"),
        (7, "complete"),
        (8, "absent"),
    ]
    assert found[0][2] == '"one"'
    assert query(settings, "SELECT COUNT(*) FROM raw.events") == [(198,)]


def test_without_network_the_rest_is_not_tried(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Hour] = []

    def unreachable(hours: list[Hour], *_: Any) -> Group:
        tried.extend(hours)
        return Group([hour_files.Scanned(hour, "unreached", "no connection", at=hour.at) for hour in hours], {})

    monkeypatch.setattr(pool, "scan_hours", unreachable)
    with pytest.raises(DuckstatsError, match="cannot be reached"):
        ingest(settings, "http://127.0.0.1:9", since=HOUR, until=HOUR.replace(month=5))
    assert len(tried) < 20
