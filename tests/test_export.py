"""The static export: stable paths, true checksums, one swap, nothing written twice, nothing half there."""

import hashlib
import json
import shutil
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from settings import DuckstatsError, Settings
from warehouse import export, formats, quality, store
from warehouse.export import Wanted

WANTED = Wanted(("kubernetes", "all"), ("contributors", "companies_table", "projects_table", "bursts"))


def test_tree_is_what_the_store_answers(published: Settings, tmp_path: Path) -> None:
    current = store.current(published)
    done = export.export(current, tmp_path / "public", WANTED)
    tree = tmp_path / "public"
    index = json.loads((tree / "index.json").read_text())
    assert index["build"]["build_id"] == current.build.build_id
    assert index["projects"] == ["kubernetes", "all"]
    on_disk = {path.relative_to(tree.resolve()).as_posix() for path in tree.resolve().rglob("*") if path.is_file()}
    assert on_disk == {*index["files"], "index.json", "SHA256SUMS"}
    assert "projects/kubernetes/projects_table/all.csv" not in on_disk
    assert {"projects/all/projects_table/all.csv", "projects/kubernetes/companies_table/all.parquet"} <= on_disk
    monthly = current.metric("contributors", {"project": "kubernetes", "every": "month"})
    folder = tree / "projects" / "kubernetes" / "contributors"
    assert (folder / "month.csv").read_bytes() == formats.to_csv(monthly)
    assert pq.read_table(folder / "month.parquet").equals(monthly)
    told = orjson.loads((folder / "month.json").read_bytes())
    assert told["rows"] == orjson.loads(formats.to_json(monthly))
    assert told["data_quality"]["verdict"] == quality.of(current, monthly, {"project": "kubernetes"}).verdict
    sums = dict(reversed(line.split("  ")) for line in (tree / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == on_disk - {"SHA256SUMS"}
    assert all(hashlib.sha256((tree / path).read_bytes()).hexdigest() == total for path, total in sums.items())
    assert (done.written, done.kept) == (len(index["files"]), 0)


def test_again_takes_over_what_is_there(published: Settings, tmp_path: Path) -> None:
    current = store.current(published)
    target = tmp_path / "public"
    export.export(current, target, WANTED)
    first = target.resolve()
    number = (target / "projects/all/contributors/year.csv").stat().st_ino
    more = Wanted(WANTED.projects, (*WANTED.metrics, "commits"))
    done = export.export(current, target, more)
    assert done.written == 2 * 2 * 3  # two projects, month and year, three formats
    assert done.kept == len(json.loads((target / "index.json").read_text())["files"]) - done.written
    assert (target / "projects/all/contributors/year.csv").stat().st_ino == number
    assert not first.exists()
    assert len(list(tmp_path.iterdir())) == 2  # the link and the tree
    (target / "projects/all/contributors/year.csv").unlink()
    assert export.export(current, target, more).written == 3


def test_failure_keeps_the_old_tree(published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    current = store.current(published)
    target = tmp_path / "public"
    export.export(current, target, WANTED)
    before = (target / "index.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_finish", full)
    with pytest.raises(DuckstatsError, match="what was there stays"):
        export.export(current, target, WANTED)
    assert (target / "index.json").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Wanted(("nothing",)), "no project 'nothing'"),
        (Wanted((), ("activitee",)), "did you mean activity"),
        (Wanted((), (), ("xml",)), "--format is one of"),
    ],
)
def test_wrong_filters_are_explained(wanted: Wanted, reason: str, published: Settings, tmp_path: Path) -> None:
    with pytest.raises(DuckstatsError, match=reason):
        export.export(store.current(published), tmp_path / "public", wanted)
    assert not list(tmp_path.iterdir())


def test_foreign_folder_is_left_alone(published: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(DuckstatsError, match="was not made by an export"):
        export.export(store.current(published), tmp_path, WANTED)
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()  # an empty folder may become the link
    export.export(store.current(published), tmp_path, Wanted(("all",), ("activity",), ("csv",)))
    assert (tmp_path / "projects/all/activity/month.csv").exists()
