"""`duckstats projects` as its users see it."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from ingest.projects_cli import app
from settings import ROOT, DuckstatsError

RUNNER = CliRunner()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config folder with one project, as the environment's."""
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "good.yaml").write_text("name: Good\norganizations: [good]\n", encoding="utf-8")
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checkout's own config folder."""
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(ROOT / "config"))


@pytest.mark.usefixtures("checkout")
def test_check_of_the_checkout() -> None:
    """All is well, and it says of how much."""
    result = RUNNER.invoke(app, ["check"])
    assert (result.exit_code, result.output) == (0, "255 projects, no problem\n")


def test_check_lists_every_problem(config: Path) -> None:
    """Each on a line, and exit code 1."""
    (config / "projects" / "bad.yaml").write_text("orgs: [a]\nmaturity: old\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["check"])
    assert result.exit_code == 1
    assert "bad.yaml line 1: name is missing" in result.output
    assert "bad.yaml line 1: unknown key 'orgs'" in result.output
    assert "bad.yaml line 2: maturity 'old' is none of" in result.output
    assert "1 project, 3 problems" in result.output


@pytest.mark.usefixtures("checkout")
def test_list() -> None:
    """One line a project under a line of titles; --maturity leaves some out."""
    lines = RUNNER.invoke(app, ["list"]).output.splitlines()
    assert len(lines) == 256
    assert lines[0].split() == ["key", "name", "maturity", "accepted", "organizations"]
    assert any(line.startswith("kubernetes ") and "2016-03-10" in line for line in lines)
    assert len(RUNNER.invoke(app, ["list", "--maturity", "archived"]).output.splitlines()) == 29
    assert RUNNER.invoke(app, ["list", "--maturity", "ancient"]).exit_code == 2


@pytest.mark.usefixtures("checkout")
def test_list_as_json() -> None:
    """Everything that the files say."""
    found = {entry["key"]: entry for entry in json.loads(RUNNER.invoke(app, ["list", "--json"]).output)}
    assert found["spire"]["patterns"] == ["spiffe/spire.*"]
    assert found["helm"]["graduated"] == "2020-05-01"


def test_add(config: Path) -> None:
    """The file that a person would have written; the registry is sound with it."""
    options = ["--name", "New: one", "--org", "new", "--org", "new-2", "--repo", "other/one"]
    result = RUNNER.invoke(app, ["add", "new", *options, "--maturity", "sandbox", "--accepted", "2024-05-06"])
    path = config / "projects" / "new.yaml"
    assert result.output.strip() == str(path)
    assert path.read_text(encoding="utf-8") == (
        "name: 'New: one'\nmaturity: sandbox\naccepted: 2024-05-06\n"
        "organizations: [new, new-2]\nrepositories: [other/one]\n"
    )
    assert RUNNER.invoke(app, ["check"]).output == "2 projects, no problem\n"


REFUSED = {
    "existing": (["good", "--name", "G", "--org", "g"], "good.yaml exists already"),
    "key": (["New_one", "--name", "N", "--org", "n"], "'New_one' cannot be a project's key"),
    "way out": (["../new", "--name", "N", "--org", "n"], "'../new' cannot be a project's key"),
    "claimed": (["new", "--name", "N", "--org", "GOOD"], "organization 'good' is claimed by"),
    "date": (["new", "--name", "N", "--org", "n", "--accepted", "2024-13-01"], "'2024-13-01' is no date"),
    "nothing": (["new", "--name", "N"], "nothing belongs to this project"),
    "repository": (["new", "--name", "N", "--repo", "n"], "'n' is no repository; write owner/name"),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_add_leaves_nothing_behind(config: Path, arguments: list[str], sentence: str) -> None:
    """A file that would break the registry is not written."""
    before = {path: path.read_bytes() for path in config.rglob("*") if path.is_file()}
    result = RUNNER.invoke(app, ["add", *arguments])
    assert isinstance(result.exception, DuckstatsError)
    assert sentence in str(result.exception)
    assert {path: path.read_bytes() for path in config.rglob("*") if path.is_file()} == before


def test_add_to_a_broken_registry(config: Path) -> None:
    """The whole registry is checked first."""
    (config / "projects" / "bad.yaml").write_text("name: [", encoding="utf-8")
    result = RUNNER.invoke(app, ["add", "new", "--name", "N", "--org", "n"])
    assert "bad.yaml" in str(result.exception)
    assert not (config / "projects" / "new.yaml").exists()


def test_files_are_as_add_writes_them() -> None:
    """Keys in one order throughout, so that files are alike."""
    from ingest.registry_render import ORDER

    for path in (ROOT / "config" / "projects").glob("*.yaml"):
        keys = list(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert keys == [key for key in ORDER if key in keys], path.name
