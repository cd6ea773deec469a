"""A GitHub token in the environment shows in nothing that a command prints."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from duckstats import app

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # pragma: allowlist secret


@pytest.mark.parametrize(
    "command", [["settings"], ["status"], ["status", "--json"], ["doctor"], ["schema"], ["sql", "-"]]
)
def test_token_is_not_printed(command: list[str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKENS", TOKEN)
    done = CliRunner().invoke(app, command, input="FROM nothing")
    assert done.output or done.exception
    assert TOKEN not in f"{done.stdout}{done.stderr}{done.exception!r}"
