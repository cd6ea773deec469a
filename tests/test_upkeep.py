"""Settings of three sources, doctor, backup and restore."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

import settings as house
from ingest import archive, backup, doctor, landing
from ingest.gharchive.scan import Scope
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import Site, hour_files, serving
from tests.test_archive import dump

EVERYTHING = Scope("all", everything=True)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """No DUCKSTATS_ variables but the config folder."""
    for name in [name for name in os.environ if name.startswith("DUCKSTATS_")]:
        monkeypatch.delenv(name)
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(tmp_path))
    yield monkeypatch
    for name in [name for name in os.environ if name.startswith("DUCKSTATS_")]:
        os.environ.pop(name)


@pytest.fixture
def filled(tmp_path: Path) -> Settings:
    """A data folder with three hours."""
    hours = tmp_path / "hours"
    hours.mkdir()
    for name, body in hour_files(3).items():
        (hours / name).write_bytes(body)
    found = Settings(tmp_path / "data", ROOT / "config", archive_url=str(hours))
    archive.ingest_archive(found, None, None, str(hours), EVERYTHING, 1, False)
    return found


def test_defaults_file_environment_and_flags_in_this_order(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (house.load().retries, house.load().late_hours) == (5, 48.0)
    (tmp_path / "settings.yaml").write_text("retries: 7\nlate_hours: 24\ncache_dir: cache\nworkers: 3\n")
    assert (house.load().retries, house.load().cache_dir) == (7, tmp_path / "cache")
    environment.setenv("DUCKSTATS_RETRIES", "8")
    environment.setenv("DUCKSTATS_LATE_HOURS", "")  # empty is not given
    house.use_flags({"workers": 4, "retries": None})
    found, origins = house.resolved()
    assert (found.retries, found.late_hours, found.workers, found.timeout_seconds) == (8, 24.0, 4, 60.0)
    assert [origins[name].split(" ")[0] for name in ("retries", "workers", "timeout_seconds", "config_dir")] == [
        "environment",
        "flag",
        "default",
        "environment",
    ]
    assert origins["late_hours"].endswith("settings.yaml")


@pytest.mark.parametrize(
    ("name", "value"), [("workers", "0"), ("workers", "many"), ("cache_gb", "-1"), ("timeout_seconds", "0")]
)
def test_a_wrong_value_names_its_place(name: str, value: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(f"DUCKSTATS_{name.upper()}", value)
    with pytest.raises(DuckstatsError, match=rf"{name} \(environment DUCKSTATS_{name.upper()}\)"):
        house.load()


def test_a_broken_settings_file_is_one_sentence(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("retries: [")
    with pytest.raises(DuckstatsError, match=r"settings.yaml cannot be read"):
        house.load()


def test_the_registry_leaves_settings_alone_but_finds_misspelt_ones(tmp_path: Path) -> None:
    from ingest import registry

    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "a.yaml").write_text("name: A\norganizations: [a]\n")
    (tmp_path / "settings.yaml").write_text("retries: 7\n")
    assert registry.inspect(tmp_path)[1] == []
    (tmp_path / "settings.yaml").write_text("retrys: 7\n")
    assert "unknown key 'retrys'" in str(registry.inspect(tmp_path)[1][0])


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "duckstats", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | environment)


def test_the_command_shows_values_and_origins_but_no_password(tmp_path: Path) -> None:
    done = run("--data-dir", str(tmp_path), "settings", "--json", DUCKSTATS_PROXY="http://me:secret@proxy:3128",
               DUCKSTATS_RETRYS="3")  # fmt: skip
    shown = json.loads(done.stdout)
    assert shown["proxy"] == {"value": "http://***@proxy:3128", "from": "environment DUCKSTATS_PROXY"}
    assert shown["data_dir"] == {"value": str(tmp_path), "from": "flag"}
    assert "secret" not in done.stdout + done.stderr
    assert "DUCKSTATS_RETRYS" in done.stderr


def test_a_backup_comes_back(filled: Settings, tmp_path: Path) -> None:
    before, copy = dump(filled), tmp_path / "far" / "copy.duckdb"
    total = backup.backup(filled, copy)
    assert subprocess.run(["sha256sum", "-c", f"{copy}.sha256"], cwd=copy.parent, check=False).returncode == 0
    assert total in Path(f"{copy}.sha256").read_text()
    with landing.opened(filled.landing_file) as file:
        file.connection.execute("DELETE FROM raw.events")
    filled.work_dir.mkdir()
    with pytest.raises(DuckstatsError, match="--replace"):
        backup.restore(filled, copy)
    aside = backup.restore(filled, copy, replace=True)
    assert dump(filled) == before
    assert aside and aside.exists() and not filled.work_dir.exists()
    other = Settings(tmp_path / "other", ROOT / "config")
    assert backup.restore(other, copy) is None
    assert dump(other) == before


@pytest.mark.parametrize("damage", ["flipped", "cut", "no sum", "foreign"])
def test_a_damaged_backup_changes_nothing(damage: str, filled: Settings, tmp_path: Path) -> None:
    before, copy = dump(filled), tmp_path / "copy.duckdb"
    backup.backup(filled, copy)
    body = bytearray(copy.read_bytes())
    if damage == "flipped":
        body[len(body) // 2] ^= 1
        copy.write_bytes(body)
    elif damage == "cut":
        copy.write_bytes(body[:-5])
    elif damage == "no sum":
        Path(f"{copy}.sha256").unlink()
    else:
        copy.write_text("hello")
        done = subprocess.run(["sha256sum", copy.name], cwd=tmp_path, capture_output=True, text=True, check=True)
        Path(f"{copy}.sha256").write_text(done.stdout)
    with pytest.raises(DuckstatsError):
        backup.restore(filled, copy, replace=True)
    assert dump(filled) == before
    assert not list(filled.data_dir.glob("*.part")) and not list(filled.data_dir.glob("landing-until*"))


def test_a_backup_without_space_leaves_the_old_one(filled: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.backup(filled, copy)
    old = copy.read_bytes()
    copy.with_name("copy.duckdb.part").mkdir()  # it cannot be written
    with pytest.raises((DuckstatsError, OSError)):
        backup.backup(filled, copy)
    assert copy.read_bytes() == old


def verdicts(found: list[doctor.Finding]) -> dict[str, str]:
    return {finding.subject: finding.verdict for finding in found}


def test_the_doctor_finds_nothing_wrong(filled: Settings, environment: pytest.MonkeyPatch) -> None:
    found = verdicts(list(doctor.examine(filled)))
    assert found == {
        "registry": "ok",
        "disk": "ok",
        "landing": "ok",
        "hours": "ok",
        "published": "note",
        "network": "ok",
        "token": "note",
    }


def test_the_doctor_names_what_is_wrong(filled: Settings, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    (config / "projects").mkdir(parents=True)
    (config / "projects" / "a.yaml").write_text("nome: A\n")
    body = filled.landing_file.read_bytes()
    filled.landing_file.write_bytes(body[: len(body) // 3] + bytes(len(body) // 3) + body[2 * len(body) // 3 :])
    (filled.clones_dir / "x.git" / "objects").mkdir(parents=True)
    (filled.clones_dir / "x.git" / "HEAD").write_text("nonsense")
    current = filled.builds_dir / "one"
    current.mkdir(parents=True)
    (current / "duckstats.duckdb").write_text("nonsense")
    filled.current_link.symlink_to(current)
    sick = Settings(filled.data_dir, config, archive_url="http://127.0.0.1:9", free_gb=1e9)
    found = list(doctor.examine(sick))
    assert {finding.subject for finding in found if finding.verdict == "problem"} >= {
        "registry",
        "disk",
        "landing",
        "published",
        "clones",
        "network",
    }
    assert all(finding.advice for finding in found if finding.verdict != "ok")


def test_the_doctor_compares_clocks_and_asks_for_an_hour(filled: Settings) -> None:
    hour = datetime.now(UTC) - timedelta(hours=5)
    with serving(Site({f"{hour:%Y-%m-%d}-{hour.hour}.json.gz": b"x"})) as site:
        asked = Settings(filled.data_dir, filled.config_dir, archive_url=site.url)
        found = verdicts(list(doctor._network(asked)))
    assert found == {"network": "ok", "clock": "ok"}
    assert verdicts(list(doctor._clock("Thu, 01 Jan 2015 00:00:00 GMT"))) == {"clock": "problem"}


def test_the_doctor_asks_github_about_the_token(filled: Settings, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GITHUB_TOKEN", "secret-token")
    with serving(Site({"rate_limit": b'{"resources": {"core": {"limit": 5000, "remaining": 4999}}}'})) as site:
        fine = list(doctor._token(filled, site.url))
    with serving(Site({}, lambda _name, _count: "403")) as site:
        refused = list(doctor._token(filled, site.url))
    assert [finding.verdict for finding in [*fine, *refused]] == ["ok", "problem"]
    assert "4,999 of 5,000" in fine[0].text
    assert "secret-token" not in "".join(map(str, [*fine, *refused]))


def test_the_command_exits_with_one_on_a_problem(tmp_path: Path) -> None:
    done = run("--data-dir", str(tmp_path), "doctor", "--offline", DUCKSTATS_FREE_GB="1000000000")
    assert done.returncode == 1 and "PROBLEM" in done.stdout and "Traceback" not in done.stderr
    assert run("--data-dir", str(tmp_path), "doctor", "--offline", DUCKSTATS_FREE_GB="0").returncode == 0


def test_a_file_of_an_earlier_version_gains_what_was_added_since(filled: Settings) -> None:
    with duckdb.connect(str(filled.landing_file)) as connection:
        connection.execute("ALTER TABLE raw.archive_hours DROP COLUMN first_failed_at")
        connection.execute("DROP TABLE raw.git_repos")
        hours = connection.execute("SELECT COUNT(*) FROM raw.archive_hours").fetchone()
    with landing.reading(filled.landing_file) as connection:
        assert connection.execute("SELECT COUNT(*), COUNT(first_failed_at) FROM raw.archive_hours").fetchone() == (
            *hours,
            0,
        )
        assert connection.execute("SELECT COUNT(*) FROM raw.git_repos").fetchone() == (0,)
