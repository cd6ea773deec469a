"""Builds on top of builds, of unfinished days, after crashes: the same file as one undisturbed build would publish."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import archive, scopes
from sample import generator
from settings import ROOT, DuckstatsError, Settings
from tests.conftest import built
from tests.published import tables
from warehouse import build, night, publish, store, tested

FIRST, LAST = datetime(2025, 12, 20), datetime(2026, 1, 1)
PUBLISH = "import settings; from warehouse import publish; publish.publish(settings.load())"
BY_HOUR = "SELECT date_trunc('hour', created_at) AS at_hour, count(*) AS events FROM {} GROUP BY ALL ORDER BY ALL"


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
def built_twice(hours: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All twelve days, built without the last ones and an hour in between, and then anew on top."""
    settings = Settings(tmp_path_factory.mktemp("twice"), ROOT / "config")
    late = LAST - timedelta(days=5, hours=-3)
    ingest(settings, hours, FIRST, late)
    ingest(settings, hours, late + timedelta(hours=1), LAST - timedelta(days=2, hours=7))
    built(settings)
    ingest(settings, hours, late, LAST)
    built(settings)
    assert not night.is_built(settings)  # five of twelve days
    return settings


def test_an_unfinished_day_is_built(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    generator.write_hours(tmp_path / "hours", days=3, until=today + timedelta(days=1))
    settings = Settings(tmp_path / "data", ROOT / "config")
    now = archive.this_hour()
    kept = build.PROJECT / ".cache" / "snapshot" / "of_another_data_folder"
    for ends_at in (now - timedelta(hours=2), now):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch()
        ingest(settings, tmp_path / "hours", now - timedelta(hours=40), ends_at)
        built(settings)
        assert not kept.exists()
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            landed = connection.execute(BY_HOUR.format("raw.events")).fetchall()
        published = store.current(settings).query(BY_HOUR.format("core.events")).to_pylist()
        assert [(row["at_hour"], row["events"]) for row in published] == landed


def test_killed_while_publishing_the_last_build_stays(built_twice: Settings) -> None:
    expected, chance, kills = tables(built_twice), random.Random(3), 0
    environment = os.environ | {
        "DUCKSTATS_DATA_DIR": str(built_twice.data_dir),
        "DUCKSTATS_CONFIG_DIR": str(built_twice.config_dir),
    }
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", PUBLISH], cwd=ROOT, env=environment)
        time.sleep(chance.uniform(0.2, 1.2))
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
        assert tables(built_twice) == expected
    assert kills >= 1
    publish.publish(built_twice)
    assert tables(built_twice) == expected
    assert not list(built_twice.builds_dir.glob("*.part"))
    assert len(list(built_twice.builds_dir.iterdir())) <= publish.KEPT_BUILDS


def test_killed_while_building_it_can_be_repeated(
    hours: Path, built_twice: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    assert tables(settings) == tables(built_twice)


def test_nothing_to_build_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DuckstatsError, match="ingest archive"):
        built(Settings(tmp_path, ROOT / "config"))


def test_unit_tests_run_again_where_the_code_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, project = tmp_path / "cache", tmp_path / "warehouse"
    monkeypatch.setattr(tested, "PROJECT", project)
    (project / "models").mkdir(parents=True)
    model = project / "models" / "a.sql"
    model.write_text("SELECT 1")
    assert not tested.is_tested(cache)
    tested.passed(cache)
    assert tested.is_tested(cache)
    (project / "metric.sql").write_text("SELECT 1")  # no model
    assert tested.is_tested(cache)
    model.write_text("SELECT 2")
    assert not tested.is_tested(cache)
