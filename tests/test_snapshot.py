"""Snapshots: the same answers, byte for byte, whatever becomes of builds and metrics; never overwritten."""

import hashlib
import os
import re
import stat
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from duckstats import app
from settings import DuckstatsError, Settings
from warehouse import catalog, formats, snapshot, store

ASKED = ["metrics", "pr_authors", "--project", "kubernetes", "--since", "2026-01-10", "--format", "csv"]


@pytest.fixture(scope="module")
def kept(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with the published build and a snapshot `first` of it."""
    settings = Settings(tmp_path_factory.mktemp("kept"), published.config_dir)
    settings.current_link.symlink_to(published.current_link.resolve(), target_is_directory=True)
    snapshot.take(settings, "first")
    return settings


def run(settings: Settings, *arguments: str) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(app, ["--data-dir", str(settings.data_dir), *arguments])
    return result.exit_code, result.stdout_bytes, str(result.exception or "")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DUCKSTATS_DATA_DIR", "DUCKSTATS_FLAGS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


def test_manifest_says_what_it_is(kept: Settings, published: Settings) -> None:
    (manifest,) = snapshot.listed(kept)
    build = store.current(published).build
    assert (manifest.name, manifest.build_id, manifest.scope_text) == ("first", build.build_id, build.scope_text)
    assert set(manifest.metrics) == set(manifest.answers) == set(catalog.metrics())
    statement = catalog.metric("activity").macro()
    assert manifest.metrics["activity"] == hashlib.sha256(statement.encode()).hexdigest()
    assert manifest.rows["core.events"] == store.current(published).query("FROM core.events").num_rows
    assert {"duckstats", "duckdb"} <= set(manifest.versions)


def test_answers_are_those_of_the_build(kept: Settings, published: Settings) -> None:
    current = store.current(published)
    (manifest,) = snapshot.listed(kept)
    differing = [
        name
        for name, expected in manifest.answers.items()
        if hashlib.sha256(formats.to_csv(current.metric(name, {}))).hexdigest() != expected
    ]
    assert not differing


def test_same_bytes_without_build_and_with_other_metrics(
    kept: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, before, _ = run(kept, *ASKED)
    assert code == 0 and before.count(b"\n") > 3
    (tmp_path / "snapshots").symlink_to(kept.snapshots_dir, target_is_directory=True)
    alone = Settings(tmp_path, kept.config_dir)
    assert run(alone, *ASKED)[0] != 0
    # Metrics and parameters of another time: none of the names is known, whatever the files say.
    monkeypatch.setattr(catalog, "metrics", dict)
    monkeypatch.setattr(catalog, "shared_parameters", dict)
    monkeypatch.setattr(catalog, "FUNCTIONS_DIR", tmp_path)
    code, after, _ = run(alone, *ASKED, "--snapshot", "first")
    assert (code, after) == (0, before)
    assert "no parameter 'colour'" in run(alone, *ASKED, "--snapshot", "first", "--colour", "red")[2]
    assert "has no metric 'nothing'" in run(alone, "metrics", "nothing", "--snapshot", "first")[2]


def test_never_overwritten_and_read_only(kept: Settings) -> None:
    for name, reason in (("first", "never overwritten"), ("../up", "is no name"), ("", "is no name")):
        with pytest.raises(DuckstatsError, match=reason):
            snapshot.take(kept, name)
    files = [path for path in (kept.snapshots_dir / "first").rglob("*") if path.is_file()]
    assert not [path for path in files if path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)]
    assert [path.name for path in kept.snapshots_dir.iterdir()] == ["first"]


def test_nothing_else_can_be_read_or_changed(kept: Settings) -> None:
    opened = snapshot.opened(kept, "first")
    for statement in ("FROM read_text('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/x'", "SET threads = 4"):
        with pytest.raises(duckdb.Error):
            opened.query(statement)


def test_check_finds_what_was_changed(kept: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_answer", lambda _snapshot, metric: "other" if metric == "activity" else "same")
    found = snapshot.check(kept, "first")
    assert "activity answers otherwise than when the snapshot was taken." in found
    monkeypatch.undo()
    file = kept.snapshots_dir / "first" / "tables" / "core.projects.parquet"
    old = file.read_bytes()
    file.chmod(stat.S_IRWXU)
    duckdb.execute(f"COPY (FROM '{file}' LIMIT 1) TO '{tmp_path / 'fewer'}' (FORMAT parquet)")
    file.write_bytes((tmp_path / "fewer").read_bytes())
    try:
        assert snapshot.check(kept, "first") == ["tables/core.projects.parquet was changed."]
        assert run(kept, "snapshot", "first", "--check")[0] == 1
    finally:
        file.write_bytes(old)
        file.chmod(stat.S_IRUSR)


def test_list_warns_of_people_hidden_since_and_remove_removes(kept: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse import publish

    assert b"SHOWS people" not in run(kept, "snapshot", "--list")[1]
    monkeypatch.setattr(publish, "hidden_at", lambda _settings: "99990101T000000")
    assert re.search(rb"first  taken .*SHOWS people who were hidden since", run(kept, "snapshot", "--list")[1])
    assert run(kept, "snapshot", "first", "--remove")[0] == 1  # nobody said yes
    assert run(kept, "snapshot", "first", "--remove", "--yes")[:2] == (0, b"Removed first.\n")
    assert run(kept, "snapshot")[1] == b"No snapshot is kept.\n"
