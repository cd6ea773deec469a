"""`duckstats sync` as cron calls it, on a world of its own: killed, with a source that is down, and undisturbed."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ingest import archive
from ingest.sync import log
from settings import ROOT
from tests.night_world import Nights, raw, serving
from warehouse import store

pytestmark = pytest.mark.realdata


def kill_at(world: Nights, name: str, seconds: float) -> bool:
    """Start a run and kill it after some seconds; whether it was still at work."""
    environment = os.environ | world.environment
    process = subprocess.Popen(world.command(name), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    was_running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return was_running


def test_a_night_with_two_kills_and_a_source_that_is_down(shared_data: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    # Where an hour ends between the two runs, they look for different hours: then once more.
    for folder in (tmp_path / "first", tmp_path / "again"):
        now = archive.this_hour()
        with serving(folder, shared_data, (30, 31, 32), now) as world:
            world.night(0)
            world.night(1)
            down = {"DUCKSTATS_AFFILIATIONS_SOURCE": str(folder / "nowhere")}
            kills = sum(kill_at(world, "disturbed", chance.uniform(1, 6)) for _ in range(2))
            disturbed = world.sync("disturbed", **down)
            undisturbed = world.sync("undisturbed", "--skip", "build", "--skip", "publish", **down)
        if archive.this_hour() == now:
            break
    assert kills >= 1 and disturbed.returncode == 3, disturbed.stderr
    assert "affiliations failed: " in disturbed.stdout and "Traceback" not in disturbed.stderr
    assert undisturbed.returncode == 3
    settings = world.settings("disturbed")
    one, other = raw(settings), raw(world.settings("undisturbed"))
    assert {name for name in one if one[name] != other[name]} <= REGISTRY
    assert all(one[name] for name in ("events", "issues", "comments", "commits", "issue_events", "landscape"))
    runs = [row["outcome"] for row in log.read(settings).rows if row["step"] == "sync"]
    # A kill may come before the run is in the log.
    assert runs[0] == "partial" and set(runs[1:]) <= {"interrupted"} and len(runs) <= kills + 1
    newest = store.current(settings)
    assert newest.build.as_of == now
    maturity = newest.query("SELECT maturity FROM core.projects WHERE project = 'containerd'").to_pylist()
    assert maturity == [{"maturity": "graduated"}]  # as the landscape says; the file still says incubating
    logged = newest.query(
        "SELECT step, outcome FROM core.runs WHERE run = (SELECT MAX(run) FROM core.runs)"
    ).to_pylist()
    assert {"step": "affiliations", "outcome": "failed"} in logged


# What a build lands of the configuration; the undisturbed folder was not built.
REGISTRY = {
    "projects",
    "project_rules",
    "repo_group_rules",
    "archive_holes",
    "bot_rules",
    "agent_signatures",
    "company_names",
    "acquisitions",
}
