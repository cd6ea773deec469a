"""AI beside the authors of a real repository's commits: the tool, the trailer that says so, and the human with the credit."""

import subprocess
from pathlib import Path

import duckdb
import pytest

from ingest.gharchive.scope import Scope
from ingest.git.ingest import ingest_git
from settings import Settings
from tests.conftest import REGISTRY, built
from warehouse import publish


@pytest.mark.realdata
def test_assisted_commits_of_ttrpc(shared_data: Path, tmp_path: Path) -> None:
    source = tmp_path / "containerd" / "ttrpc"
    bundle = shared_data / "git" / "containerd-ttrpc.bundle"
    subprocess.run(["git", "clone", "--quiet", "--branch", "main", str(bundle), str(source)], check=True)
    named = ["log", "--format=%H|%an", "--regexp-ignore-case", "--grep=^Co-authored-by: Claude", "main"]
    printed = subprocess.run(["git", *named], cwd=source, capture_output=True, text=True, check=True).stdout.split("\n")
    settings = Settings(tmp_path / "data", REGISTRY)
    ingest_git(settings, Scope("none"), ["containerd/ttrpc"], str(tmp_path))
    built(settings)
    with duckdb.connect(str(settings.current_link / publish.FILE), read_only=True) as connection:
        found = connection.execute(
            "SELECT c.sha || '|' || p.name, c.agent, c.roles, c.person_kind FROM core.assisted_commits AS c "
            "JOIN core.people AS p USING (person_id) ORDER BY ALL"
        ).fetchall()
        assert found == [(line, "Claude", ["co_author"], "human") for line in sorted(filter(None, printed))]
        assert len(found) == 3
        machines = connection.execute(
            "SELECT DISTINCT name, kind FROM core.people WHERE kind <> 'human' AND person_id IN "
            "(SELECT person_id FROM core.commit_roles) ORDER BY ALL"
        ).fetchall()
        assert {("dependabot[bot]", "bot")} < set(machines)
        assert {kind for name, kind in machines if name.startswith("Claude")} == {"agent"}
