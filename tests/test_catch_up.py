"""Left alone for years: going on by itself, gaps, late and republished hours, backfill, repositories that move."""

import gzip
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import archive, gaps, landing, scopes
from ingest.gharchive.scan import Scope
from ingest.ledger import Ledger
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import Site, event, hour_files, serving

EVERYTHING = Scope("all", everything=True)
SINCE = datetime(2024, 3, 1)
NOW = datetime(2024, 3, 3, 0, 20)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", tmp_path / "config", retry_wait_seconds=0.001, timeout_seconds=0.5, retries=1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    (folder / "projects").mkdir(parents=True)
    (folder / "projects" / "a.yaml").write_text("name: A\norganizations: [a]\n")
    return folder


def name(at: datetime) -> str:
    return f"{at:%Y-%m-%d}-{at.hour}.json.gz"


def begin(where: Settings, url: str, scope: Scope = EVERYTHING) -> None:
    """Take the first hour, so that there is something to go on from."""
    archive.ingest_archive(where, SINCE, SINCE + timedelta(hours=1), url, scope, 1, False)


def go_on(where: Settings, url: str, now: datetime = NOW, scope: Scope = EVERYTHING) -> archive.ArchiveReport:
    return archive.catch_up(where, url, scope, 1, False, now)


def rows(where: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(where.landing_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_forty_eight_hours_with_holes_and_then_the_mirror_is_repaired(settings: Settings, config: Path) -> None:
    files = hour_files(48)
    missing = [SINCE + timedelta(hours=h) for h in (5, 6, 20)]
    late = SINCE + timedelta(hours=47)
    corrupt = [SINCE + timedelta(hours=h) for h in (10, 30)]
    broken = {n: body for n, body in files.items() if n not in {name(at) for at in [*missing, late]}}
    for at in corrupt:
        broken[name(at)] = b"<html>" + files[name(at)]
    with serving(Site(broken)) as site:
        begin(settings, site.url)
        first = go_on(settings, site.url)
        assert (first.complete, first.broken, first.absent, first.awaited, first.exit_code) == (41, 2, 0, 4, 1)
        before = gaps.read(settings, NOW)
        assert [(gap.hours, gap.status, gap.state) for gap in before.gaps] == [
            (2, "absent", "retried"),
            (1, "broken", "retried"),
            (1, "absent", "retried"),
            (1, "broken", "retried"),
            (1, "absent", "retried"),
        ]
        site.files = files
        site.asked.clear()
        again = go_on(settings, site.url)
        assert (again.complete, again.exit_code) == (6, 0)
        assert gaps.read(settings, NOW).gaps == []
        # Hours that were complete were asked whether they had changed, and not read.
        assert again.unchanged == 42 and sum(site.asked.values()) == 48
    assert rows(settings, "SELECT COUNT(*), COUNT(DISTINCT event_id) FROM raw.events") == [(48 * 40, 48 * 40)]


def test_a_missing_hour_is_asked_for_two_days_and_then_only_on_demand(
    settings: Settings, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = hour_files(24 * 4)
    hole = name(SINCE + timedelta(hours=3))

    def at(hours: float) -> None:
        monkeypatch.setattr(landing, "now", lambda: SINCE + timedelta(hours=hours))

    with serving(Site({n: body for n, body in files.items() if n != hole})) as site:
        at(1.5)
        begin(settings, site.url)
        asked = []
        for hours in (24, 71, 73, 80):
            at(hours)
            archive.catch_up(settings, site.url, EVERYTHING, 1, False)
            asked.append(site.asked[hole])
        assert asked == [1, 2, 2, 2]  # first missed at 24, a gap from 72 on
        found = gaps.read(settings)
        assert [(gap.since, gap.state) for gap in found.gaps] == [(SINCE + timedelta(hours=3), "gap")]
        assert found.exit_code == 1
        site.files = files
        assert archive.retry_gaps(settings, site.url, EVERYTHING, 1, False).complete == 1
    assert gaps.read(settings).gaps == []


def test_republished_hours_take_the_place_of_the_old_ones(settings: Settings, config: Path) -> None:
    files = hour_files(4)
    with serving(Site(files)) as site:
        begin(settings, site.url)
        go_on(settings, site.url, SINCE + timedelta(hours=4))
        files[name(SINCE + timedelta(hours=2))] = gzip.compress(event(7, "2024-03-01T02:00:00Z"))
        report = go_on(settings, site.url, SINCE + timedelta(hours=4, minutes=30))
    assert (report.complete, report.unchanged) == (1, 3)
    assert rows(settings, "SELECT COUNT(*) FROM raw.events WHERE archive_hour = '2024-03-01 02:00'") == [(1,)]


def test_hours_that_a_crash_left_out_are_taken_by_the_next_run(settings: Settings, config: Path) -> None:
    with serving(Site(hour_files(8))) as site:
        begin(settings, site.url)
        with landing.opened(settings.landing_file) as file:
            hours = [SINCE + timedelta(hours=h) for h in range(1, 8)]
            Ledger(file).expect(archive.hours_of_moments(site.url, hours), EVERYTHING)
        archive.ingest_archive(settings, hours[5], hours[6], site.url, EVERYTHING, 1, False)
        assert {gap.state for gap in gaps.read(settings, NOW).gaps} == {"pending"}
        assert go_on(settings, site.url, SINCE + timedelta(hours=8)).complete == 6


def test_known_holes_are_no_failure_and_not_tried_again(settings: Settings, config: Path) -> None:
    first = datetime(2018, 10, 21, 22)
    files = {name(first): gzip.compress(event(1, "2018-10-21T22:00:00Z"))}
    with serving(Site(files)) as site:
        report = archive.ingest_archive(settings, first, datetime(2018, 10, 22, 2), site.url, EVERYTHING, 1, False)
        assert (report.complete, report.holes, report.absent, report.exit_code) == (1, 3, 0, 0)
        found = gaps.read(settings)
        assert [(gap.hours, gap.state, gap.reason) for gap in found.gaps] == [(3, "known", "GitHub was down")]
        site.asked.clear()
        archive.retry_gaps(settings, site.url, EVERYTHING, 1, False)
        assert not site.asked and found.exit_code == 0


def test_catch_up_needs_a_beginning(settings: Settings, config: Path) -> None:
    with pytest.raises(DuckstatsError, match="say where to begin"):
        go_on(settings, "http://127.0.0.1:9")


def backfill_files() -> dict[str, bytes]:
    """Ten hours with an event of each of the organisations a, b and c."""
    files = {}
    for hour in range(10):
        lines = [
            event(10 * hour + n, f"2024-03-01T{hour:02}:00:00Z", (n, f"{owner}/x")) for n, owner in enumerate("abc", 1)
        ]
        files[name(SINCE + timedelta(hours=hour))] = gzip.compress(b"".join(lines))
    return files


def projects_add(config: Path, key: str) -> None:
    command = [sys.executable, "-m", "duckstats", "--config-dir", str(config), "projects", "add", key]
    subprocess.run([*command, "--name", key.upper(), "--org", key], cwd=ROOT, check=True, capture_output=True)


def test_backfill_reads_only_hours_that_lack_something(settings: Settings, config: Path) -> None:
    until = SINCE + timedelta(hours=10)
    with serving(Site(backfill_files())) as site:
        early = scopes.scope(config)
        archive.ingest_archive(settings, SINCE, SINCE + timedelta(hours=6), site.url, early, 1, False)
        projects_add(config, "b")
        projects_add(config, "c")
        grown = scopes.scope(config)
        archive.ingest_archive(settings, SINCE + timedelta(hours=6), until, site.url, grown, 1, False)
        assert (gaps.read(settings).lacking_hours, gaps.read(settings).gaps) == (6, [])
        site.asked.clear()
        report = archive.backfill(settings, site.url, grown, 1, False)
        # Both new projects in one pass, newest hour first, and not one hour more.
        assert list(site.asked.elements()) == [name(SINCE + timedelta(hours=h)) for h in reversed(range(6))]
        assert (report.complete, gaps.read(settings).lacking_hours) == (6, 0)
        assert archive.backfill(settings, site.url, grown, 1, False).complete == 0
    assert rows(settings, "SELECT repo_name, COUNT(*) FROM raw.events GROUP BY 1 ORDER BY 1") == [
        ("a/x", 10),
        ("b/x", 10),
        ("c/x", 10),
    ]


def test_another_scope_adds_to_an_hour_and_takes_nothing_from_it(settings: Settings, config: Path) -> None:
    with serving(Site(backfill_files())) as site:
        begin(settings, site.url, scopes.scope(config))
        begin(settings, site.url, scopes.scope(config, words="org:c"))
        assert rows(settings, "SELECT repo_name FROM raw.events ORDER BY 1") == [("a/x",), ("c/x",)]
        assert rows(settings, "SELECT scope_text FROM raw.archive_hours") == [("registry, org:c",)]
        site.asked.clear()
        begin(settings, site.url, scopes.scope(config))  # it has that already
        assert not site.asked


def test_removing_a_project_makes_nothing_to_scan(settings: Settings, config: Path) -> None:
    projects_add(config, "b")
    with serving(Site(backfill_files())) as site:
        begin(settings, site.url, scopes.scope(config))
        (config / "projects" / "b.yaml").unlink()
        assert archive.backfill(settings, site.url, scopes.scope(config), 1, False).complete == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_repository_that_moves_away_is_followed(workers: int, settings: Settings, config: Path) -> None:
    """By its id, once it was seen; a new one of the organisation is taken by its name."""
    names = ["a/x", "a/x", "elsewhere/y", "elsewhere/y", "elsewhere/y"]
    files = {}
    for hour, repo in enumerate(names):
        at = f"2024-03-01T{hour:02}:00:00Z"
        lines = [event(10 * hour, at, (77, repo)), event(10 * hour + 1, at, (78, "elsewhere/z"))]
        lines += [event(10 * hour + 2, at, (79, "a/new"))] if hour == 4 else []
        files[name(SINCE + timedelta(hours=hour))] = gzip.compress(b"".join(lines))
    scope = scopes.scope(config)
    with serving(Site(files)) as site:
        begin(settings, site.url, scope)
        archive.catch_up(settings, site.url, scope, workers, False, SINCE + timedelta(hours=5))
    assert rows(settings, "SELECT repo_name, COUNT(*) FROM raw.events GROUP BY 1 ORDER BY 1") == [
        ("a/new", 1),
        ("a/x", 2),
        ("elsewhere/y", 3),
    ]


def test_the_newest_name_of_a_followed_repository_is_reported(settings: Settings, config: Path) -> None:
    from ingest import moved

    lines = event(1, "2024-03-01T00:00:00Z", (77, "a/x")) + event(2, "2024-03-01T00:30:00Z", (77, "elsewhere/y"))
    lines = event(0, "2024-03-01T00:00:00Z", (77, "a/x")) + lines
    with serving(Site({name(SINCE): gzip.compress(event(1, "2024-03-01T00:00:00Z", (77, "a/x"))),
                       name(SINCE + timedelta(hours=1)): gzip.compress(lines)})) as site:  # fmt: skip
        begin(settings, site.url, scopes.scope(config))
        go_on(settings, site.url, SINCE + timedelta(hours=2), scopes.scope(config))
    found = moved.read(settings.landing_file, scopes.scope(config))
    assert [(one.repo_id, one.tracked_name, one.name) for one in found] == [(77, "a/x", "elsewhere/y")]
    command = [sys.executable, "-m", "duckstats", "--config-dir", str(config), "--data-dir", str(settings.data_dir)]
    said = subprocess.run([*command, "projects", "check"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "a/x is now elsewhere/y" in said.stdout


def test_the_commands_from_catch_up_to_backfill(config: Path, tmp_path: Path) -> None:
    """As somebody types them, over a mirror of the last ten hours."""
    now = archive.this_hour()
    hours = [now - timedelta(hours=10 - h) for h in range(10)]
    stamps = [f"{at:%Y-%m-%dT%H}:00:00Z" for at in hours]
    files = {
        name(at): gzip.compress(event(2 * n, stamp, (1, "a/x")) + event(2 * n + 1, stamp, (2, "b/x")))
        for n, (at, stamp) in enumerate(zip(hours, stamps, strict=True))
    }
    site = Site({file: body for n, (file, body) in enumerate(files.items()) if n not in (3, 9)})

    def said(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "duckstats", "--config-dir", str(config), "--data-dir", str(tmp_path / "d")]
        environment = os.environ | {"DUCKSTATS_ARCHIVE_URL": site.url}
        done = subprocess.run(
            [*command, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    with serving(site):
        code, text = said("ingest", "archive")
        assert code == 1 and "say where to begin" in text
        assert (
            said("ingest", "archive", "--since", f"{hours[0]:%Y-%m-%dT%H}", "--until", f"{hours[2]:%Y-%m-%dT%H}")[0]
            == 0
        )
        code, text = said("ingest", "archive")
        assert code == 0 and "6 hours with 6 events" in text and "2 not there yet" in text
        assert "Missing hours: 2" in said("status", "--gaps")[1]
        site.files = files
        assert "2 hours with 2 events" in said("ingest", "archive", "--retry-gaps")[1]
        projects_add(config, "b")
        assert "10 hours" in said("status", "--gaps")[1]
        site.served.clear()
        code, text = said("ingest", "archive", "--backfill")
        assert code == 0 and "10 hours with 20 events" in text and sum(site.served.values()) == 10
        assert said("status", "--gaps") == (0, "Missing hours: 0\n")
        for words in (["--backfill", "--force"], ["--force"], ["--retry-gaps", "--since", "2024-01-01T00"]):
            assert said("ingest", "archive", *words)[0] == 2
