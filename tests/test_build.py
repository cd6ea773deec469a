"""Builds on top of builds, of unfinished days, after crashes: the same file as one undisturbed build would publish."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import archive, landing, scopes
from sample import generator
from settings import ROOT, DuckstatsError, Settings
from tests.conftest import built
from warehouse import night, publish, store

FIRST, LAST = datetime(2025, 12, 20), datetime(2026, 1, 1)
PUBLISH = "import settings; from warehouse import publish; publish.publish(settings.load())"
BY_HOUR = "SELECT date_trunc('hour', created_at) AS at_hour, count(*) AS events FROM {} GROUP BY ALL ORDER BY ALL"
Tables = dict[str, list[tuple]]


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve days of sample data."""
    folder = tmp_path_factory.mktemp("hours")
    generator.write_hours(folder, days=12, until=LAST.date())
    return folder


def ingest(settings: Settings, folder: Path, since: datetime, until: datetime) -> None:
    scope = scopes.scope(settings.config_dir, None, None)
    archive.ingest_archive(settings, since, until, str(folder), scope, workers=1, progress=False)


@pytest.fixture(scope="module")
def at_once(hours: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All twelve days, built at once."""
    settings = Settings(tmp_path_factory.mktemp("once"), ROOT / "config")
    ingest(settings, hours, FIRST, LAST)
    return built(settings)


def tables(settings: Settings) -> Tables:
    """Every published row, but for what says when it was ingested."""
    with duckdb.connect(str(settings.current_link / publish.FILE), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema <> 'main'"
        ).fetchall()
        unstable = "COLUMNS(c -> c NOT IN ('finished_at', 'scanned_at', 'source'))"
        return {name: connection.execute(f"SELECT {unstable} FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


@pytest.fixture(scope="module")
def nights(hours: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The same days, built as a whole without the last ones and an hour in between, and then by a night's build."""
    settings = Settings(tmp_path_factory.mktemp("nights"), ROOT / "config")
    late = LAST - timedelta(days=5, hours=-3)
    ingest(settings, hours, FIRST, late)
    ingest(settings, hours, late + timedelta(hours=1), LAST - timedelta(days=2, hours=7))
    built(settings)
    # The rest of the last day, the days since, and an hour in the middle that was missing.
    ingest(settings, hours, late, LAST)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(night, "LARGEST_SHARE", 1)  # five of twelve days
        yield built(settings)


def test_night_after_night_is_the_same_as_at_once(nights: Settings, at_once: Settings) -> None:
    assert night.is_built(nights)
    expected = tables(at_once)
    assert len(expected["core.events"]) > 1000
    assert tables(nights) == expected


BEFORE = {
    "somebody's kind": "UPDATE before.people SET kind = 'agent'",
    "employers": "INSERT INTO before.affiliations (person_id, starts_on, ends_on, company) "
    "SELECT person_id, DATE '1900-01-01', DATE '2100-01-01', 'another' FROM before.people",
    "who has a login": "UPDATE before.logins SET person_id = 1 WHERE login NOT IN (SELECT login FROM touched.logins)",
    "a repository's project": "UPDATE before.repos SET project = 'another'",
    "a repository's name": "UPDATE before.repo_names SET repo_id = 1",
}


@pytest.mark.parametrize("change", BEFORE)
def test_a_night_that_changes_what_lies_before_it_is_none(nights: Settings, change: str) -> None:
    assert night.holds(nights)
    extract = night.folder(nights) / night.EXTRACT
    kept = extract.read_bytes()
    with duckdb.connect(str(extract)) as connection:
        assert connection.execute(BEFORE[change]).fetchone() != (0,)
    assert not night.holds(nights)
    extract.write_bytes(kept)


def test_another_configuration_makes_a_whole_build(nights: Settings) -> None:
    days = [LAST.date() - timedelta(days=1)]
    answers = []
    added, removed = "INSERT INTO raw.bot_rules VALUES ('bot', 'me')", "DELETE FROM raw.bot_rules WHERE pattern = 'me'"
    for change in (added, removed):
        with landing.opened(nights.landing_file) as file:
            file.connection.execute(change)
        answers.append(night.extract(nights, days))
    assert answers == [False, True]


def test_an_unfinished_day_is_built(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    generator.write_hours(tmp_path / "hours", days=3, until=today + timedelta(days=1))
    settings = Settings(tmp_path / "data", ROOT / "config")
    now = datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    for ends_at in (now - timedelta(hours=2), now):
        ingest(settings, tmp_path / "hours", now - timedelta(hours=40), ends_at)
        built(settings)
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            landed = connection.execute(BY_HOUR.format("raw.events")).fetchall()
        published = store.current(settings).query(BY_HOUR.format("core.events")).to_pylist()
        assert [(row["at_hour"], row["events"]) for row in published] == landed


def test_killed_while_publishing_the_last_build_stays(at_once: Settings) -> None:
    expected, chance, kills = tables(at_once), random.Random(3), 0
    environment = os.environ | {
        "DUCKSTATS_DATA_DIR": str(at_once.data_dir),
        "DUCKSTATS_CONFIG_DIR": str(at_once.config_dir),
    }
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", PUBLISH], cwd=ROOT, env=environment)
        time.sleep(chance.uniform(0.2, 1.2))
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
        assert tables(at_once) == expected
    assert kills >= 1
    publish.publish(at_once)
    assert tables(at_once) == expected
    assert not list(at_once.builds_dir.glob("*.part"))
    assert len(list(at_once.builds_dir.iterdir())) <= publish.KEPT_BUILDS


def test_killed_while_building_it_can_be_repeated(
    hours: Path, at_once: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path, ROOT / "config")
    ingest(settings, hours, FIRST, LAST)
    environment = os.environ | {"DUCKSTATS_DATA_DIR": str(tmp_path), "DUCKSTATS_CONFIG_DIR": str(settings.config_dir)}
    for seconds in (2.5, 4.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "duckstats", "build"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    # Helpers of a killed build die a moment after it, and hold its lock until then.
    monkeypatch.setenv("DUCKSTATS_LOCK_WAIT_SECONDS", "60")
    built(settings)
    assert tables(settings) == tables(at_once)


def test_nothing_to_build_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DuckstatsError, match="ingest archive"):
        built(Settings(tmp_path, ROOT / "config"))
