"""Everything a network, a server or an end of the process can do: a clean run afterwards leaves no trace of it."""

import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from ingest import archive
from ingest.gharchive import download
from ingest.gharchive.cache import Cache, Version
from ingest.gharchive.scan import Scope
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import FAULTS, Site, event, hour_files, serving
from tests.test_archive import dump

EVERYTHING = Scope("all", everything=True)
SINCE = datetime(2024, 3, 1)
HOURS = 60
FAST = {"timeout_seconds": 0.3, "retry_wait_seconds": 0.001, "retries": 3}


def settings(folder: Path, **more: object) -> Settings:
    return Settings(folder, ROOT / "tests" / "registry", **(FAST | more))  # type: ignore[arg-type]


def ingest(where: Settings, url: str, hours: int = HOURS, workers: int = 1, **more: object) -> archive.ArchiveReport:
    until = SINCE + timedelta(hours=hours)
    return archive.ingest_archive(where, SINCE, until, url, EVERYTHING, workers, False, **more)  # type: ignore[arg-type]


def raw(where: Settings) -> dict[str, list[tuple]]:
    """The raw tables without the addresses, which differ by port."""
    tables = dump(where)
    hours = [tuple(str(value).rsplit("/", 1)[-1] for value in row) for row in tables["archive_hours"]]
    return tables | {"archive_hours": hours}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return hour_files(HOURS)


@pytest.mark.parametrize("workers", [1, 3])
def test_after_hundreds_of_faults_the_tables_are_those_of_an_undisturbed_run(
    workers: int, files: dict[str, bytes], tmp_path: Path
) -> None:
    chance, wrong = random.Random(workers), Counter[str]()

    def fault(name: str, _count: int) -> str | None:
        if wrong[name] >= 6:
            return None
        wrong[name] += 1
        return chance.choice(FAULTS)

    disturbed, undisturbed = settings(tmp_path / "disturbed"), settings(tmp_path / "undisturbed")
    with serving(Site(files, fault)) as site:
        for _ in range(12):
            try:
                if ingest(disturbed, site.url, workers=workers).exit_code == 0:
                    break
            except DuckstatsError:
                continue
        assert sum(site.faults.values()) >= 200
        assert set(site.faults) == set(FAULTS)
        site.fault = lambda _name, _count: None
        assert ingest(disturbed, site.url).exit_code == 0
        ingest(undisturbed, site.url)
    assert raw(disturbed) == raw(undisturbed)
    assert len(raw(undisturbed)["events"]) == HOURS * 40


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ("403", "broken", "the server answers 403"),
        ("404", "absent", "no such hour"),
        ("loop", "broken", "TooManyRedirects"),
        ("corrupt", "broken", ""),
        ("empty", "broken", "the file is empty"),
        ("html", "broken", "no gzip file"),
        ("short length", "broken", ""),
        ("long length", "broken", ""),
        ("drip", "broken", "too slow"),
    ],
)
def test_a_fault_that_stays_is_named(
    fault: str, status: str, reason: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    def always(name: str, _count: int) -> str | None:
        return fault if name == "2024-03-01-1.json.gz" else None

    where = settings(tmp_path, retries=1)
    with serving(Site(files, always)) as site:
        report = ingest(where, site.url, hours=2)
    assert (report.complete, report.exit_code, getattr(report, status)) == (1, 1, 1)
    row = next(row for row in dump(where)["archive_hours"] if "01-1.json" in row[3])
    assert row[4] == status and reason in row[5]


@pytest.mark.parametrize("fault", ["429", "500", "503 after", "reset"])
def test_a_server_that_is_away_leaves_no_trace_of_its_hours(
    fault: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    where = settings(tmp_path, retries=1)
    with serving(Site(files, lambda name, _count: fault if name != "2024-03-01-0.json.gz" else None)) as site:
        with pytest.raises(DuckstatsError, match="no longer answers; 1 hours were taken"):
            ingest(where, site.url)
        assert len(site.asked) < 20
    assert len(dump(where)["archive_hours"]) == 1


def test_it_waits_as_long_as_the_server_asks(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    monkeypatch.setattr(download, "_retry_after", lambda text: 77.0 if text else None)
    with serving(Site(files, lambda _name, count: "429 after" if count == 1 else None)) as site:
        assert ingest(settings(tmp_path), site.url, hours=1).complete == 1
    assert slept == [77.0]


def test_pauses_grow_and_differ(files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    with serving(Site(files, lambda _name, count: "500" if count < 6 else None)) as site:
        ingest(settings(tmp_path, retries=5, retry_wait_seconds=1.0), site.url, hours=1)
    assert len(slept) == 5
    assert all(0.5 * 2**n <= pause <= 1.5 * 2**n for n, pause in enumerate(slept))


def test_a_broken_transfer_is_resumed_not_repeated(files: dict[str, bytes], tmp_path: Path) -> None:
    with serving(Site(files, lambda _name, count: "cut" if count <= 3 else None)) as site:
        assert ingest(settings(tmp_path), site.url, hours=1).complete == 1
        assert site.ranges >= 1


def test_connections_are_used_again(files: dict[str, bytes], tmp_path: Path) -> None:
    download._session.cache_clear()
    with serving(Site(files)) as site:
        assert ingest(settings(tmp_path), site.url).complete == HOURS
        assert site.connections <= 2


def test_files_of_unknown_length_are_resumed_too(files: dict[str, bytes], tmp_path: Path) -> None:
    site = Site(files, lambda _name, count: "cut" if count == 1 else None, is_chunked=True)
    with serving(site):
        report = ingest(settings(tmp_path), site.url, hours=6)
        assert (report.complete, report.events, site.ranges) == (6, 240, 6)
        assert ingest(settings(tmp_path), site.url, hours=6, recheck=True).unchanged == 6


def test_a_real_hour_through_many_cuts(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "gharchive" / "2015"
    at, name = datetime(2015, 1, 1, 1), "2015-01-01-1.json.gz"
    cuts = random.Random(5)
    through, direct = settings(tmp_path / "through", retries=6), settings(tmp_path / "direct")
    with serving(
        Site({name: (folder / name).read_bytes()}, lambda _name, count: "cut" if count < 20 else None)
    ) as site:
        random.seed(cuts.random())
        for _ in range(5):
            archive.ingest_archive(through, at, at + timedelta(hours=1), site.url, EVERYTHING, 1, False)
        assert site.ranges > 3
    archive.ingest_archive(direct, at, at + timedelta(hours=1), str(folder), EVERYTHING, 1, False)
    one, other = dump(through), dump(direct)
    assert {table: rows for table, rows in one.items() if table != "archive_hours"} == {
        table: rows for table, rows in other.items() if table != "archive_hours"
    }
    assert len(one["events"]) == 7427


def test_a_proxy_is_asked_for_everything(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    download._session.cache_clear()
    with serving(Site(files)) as site:
        where = settings(tmp_path, proxy=site.url)
        assert ingest(where, "http://archive.invalid", hours=2).complete == 2
        assert sum(site.served.values()) == 2


def test_a_server_that_dies_and_comes_back(files: dict[str, bytes], tmp_path: Path) -> None:
    where, site = settings(tmp_path, retries=8, retry_wait_seconds=0.05), Site(files, delay=0.01)
    reports = []
    with serving(site):
        port = int(site.url.rsplit(":", 1)[1])
        running = threading.Thread(target=lambda: reports.append(ingest(where, f"http://127.0.0.1:{port}")))
        running.start()
        time.sleep(0.2)
    time.sleep(0.3)
    with serving(site, port):
        running.join()
    assert reports[0].complete == HOURS


def test_a_file_that_changes_while_it_is_read_is_read_anew(files: dict[str, bytes], tmp_path: Path) -> None:
    name = "2024-03-01-0.json.gz"
    site = Site({name: files[name]})

    def replaced(_name: str, count: int) -> str | None:
        if count == 2:
            site.files[name] = gzip.compress(event(7, "2024-03-01T00:00:00Z"))
        return "cut" if count == 1 else None

    site.fault = replaced
    with serving(site):
        assert ingest(settings(tmp_path), site.url, hours=1).events == 1


def test_a_file_without_tags_is_checked_by_its_length(files: dict[str, bytes], tmp_path: Path) -> None:
    where = settings(tmp_path)
    with serving(Site(dict(files), lambda _name, count: "cut" if count == 1 else None, with_etag=False)) as site:
        assert ingest(where, site.url, hours=3).complete == 3
        assert ingest(where, site.url, hours=3, recheck=True).unchanged == 3
        site.files["2024-03-01-1.json.gz"] = gzip.compress(event(7, "2024-03-01T01:00:00Z"))
        again = ingest(where, site.url, hours=3, recheck=True)
    assert (again.unchanged, again.complete, again.events) == (2, 1, 1)


def test_the_cache_serves_again_and_keeps_to_its_size(files: dict[str, bytes], tmp_path: Path) -> None:
    size = sum(map(len, list(files.values())[:20]))
    where = settings(tmp_path / "data", cache_dir=tmp_path / "cache", cache_gb=size / 1e9)
    with serving(Site(dict(files))) as site:
        ingest(where, site.url, hours=20)
        assert ingest(where, site.url, hours=20, force=True).complete == 20
        assert sum(site.served.values()) == 20
        site.files["2024-03-01-1.json.gz"] = gzip.compress(event(7, "2024-03-01T01:00:00Z"))
        ingest(where, site.url, hours=20, force=True)
        assert site.served["2024-03-01-1.json.gz"] == 2
        url = site.url
    assert ingest(where, url, hours=20, force=True).complete == 20  # without the server
    small = Cache(tmp_path / "cache", size // 2)
    small.shrink()
    kept = list((tmp_path / "cache").rglob("*.gz"))
    assert 0 < len(kept) < 20 and sum(path.stat().st_size for path in kept) <= size // 2
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_what_is_broken_is_not_cached(files: dict[str, bytes], tmp_path: Path) -> None:
    where = settings(tmp_path / "data", cache_dir=tmp_path / "cache")
    with serving(Site(files, lambda _name, _count: "corrupt")) as site:
        assert ingest(where, site.url, hours=1).broken == 1
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_mirrors_password_is_used_and_nowhere_kept(
    files: dict[str, bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    where = settings(tmp_path)
    with serving(Site(files, lambda name, _count: "loop" if "01-1." in name else None)) as site:
        url = site.url.replace("http://", "http://me:secret@")
        assert ingest(where, url, hours=2).complete == 1
        assert ingest(where, url, hours=1).skipped == 1
    with pytest.raises(DuckstatsError) as away:
        ingest(settings(tmp_path / "other"), "http://me:secret@127.0.0.1:9", hours=1)  # pragma: allowlist secret
    assert "secret" not in f"{dump(where)}{away.value}{capfd.readouterr()}"


def test_versions() -> None:
    assert Version('"a"', 5).is_same(Version('"a"', 5))
    assert not Version('"a"', 5).is_same(Version('"a"', 6))
    assert not Version('"a"', 5).is_same(Version('"b"', 5))
    assert Version('"a"', 5).is_same(Version('"a"', None))
    assert Version(None, 5).is_same(Version('"b"', 5))
    assert not Version(None, None).is_same(Version(None, None))


def test_killed_at_thirty_moments_it_can_be_repeated(tmp_path: Path) -> None:
    """Only the process itself is killed: its workers must end by themselves."""
    hours, chance = 240, random.Random(11)
    disturbed, undisturbed = settings(tmp_path / "disturbed"), settings(tmp_path / "undisturbed")
    until = SINCE + timedelta(hours=hours)
    command = [sys.executable, "-m", "duckstats", "--data-dir", str(disturbed.data_dir), "ingest", "archive"]
    command += ["--scope", "all", "--since", f"{SINCE:%Y-%m-%dT%H}", "--until", f"{until:%Y-%m-%dT%H}"]
    with serving(Site(hour_files(hours, events=5), delay=0.05)) as site:
        environment = os.environ | {"DUCKSTATS_ARCHIVE_URL": site.url, "DUCKSTATS_DOWNLOADS": "2"}
        kills, workers = 0, []
        while kills < 30:
            more = ["--force"] if kills % 3 == 2 else []
            process = subprocess.Popen(command + more, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.3, 1.8))
            workers += psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
        site.delay = 0
        assert ingest(disturbed, site.url, hours).exit_code == 0
        ingest(undisturbed, site.url, hours)
    assert raw(disturbed) == raw(undisturbed)
    gone, alive = psutil.wait_procs(workers, timeout=20)
    # A kill may come before the first worker is there.
    assert len(gone) >= 5 and not alive
