"""Secrets of the operator show in nothing that is printed, logged, posted or stored, whatever fails."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duckstats import app
from ingest.sync import process
from settings import ROOT

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # pragma: allowlist secret
PASSWORD = "passwordinaddress"  # pragma: allowlist secret
HOOK = "hooksecret"  # pragma: allowlist secret
SECRETS = (TOKEN, PASSWORD, HOOK)


@pytest.mark.parametrize(
    "command", [["settings"], ["status"], ["status", "--json"], ["doctor"], ["schema"], ["sql", "-"]]
)
def test_token_is_not_printed(command: list[str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKENS", TOKEN)
    done = CliRunner().invoke(app, command, input="FROM nothing")
    assert done.output or done.exception
    assert TOKEN not in f"{done.stdout}{done.stderr}{done.exception!r}"


class Refusing:
    """A server that refuses everything with one status; what the webhook is told it keeps."""

    def __init__(self, status: int) -> None:
        self.status, self.asked, self.posted, self.authorised, self.port = status, set[str](), b"", set[str](), 0


@contextmanager
def refusing(status: int) -> Iterator[Refusing]:
    """The server at work; with status 0 there is none."""
    told = Refusing(status)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.add(self.path)
            told.authorised.add(self.headers.get("Authorization") or "")
            told.posted += self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_port
    if not status:
        server.server_close()
        yield told
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [0, 401])
def test_a_night_on_which_everything_fails_keeps_secrets(status: int, tmp_path: Path) -> None:
    registry = tmp_path / "config" / "projects"
    registry.mkdir(parents=True)
    (registry / "helm.yaml").write_text("name: Helm\nmaturity: graduated\nrepositories: [helm/helm]\n")
    with refusing(status) as server:
        address = f"http://me:{PASSWORD}@127.0.0.1:{server.port}"
        given = {
            "GITHUB_TOKENS": TOKEN,
            "ARCHIVE_URL": address,
            "ARCHIVE_SINCE": f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%dT%H}",
            "LANDSCAPE_SOURCE": f"{address}/landscape.yml",
            "AFFILIATIONS_SOURCE": f"{address}/gitdm",
            "GIT_URL": address,
            "GITHUB_URL": f"http://127.0.0.1:{server.port}/github",
            "WEBHOOK_URL": f"http://127.0.0.1:{server.port}/{HOOK}",
            "SYNC_SOURCES": "landscape archive git github affiliations",
            "SYNC_TRIES": "1",
            "RETRIES": "0",
        }
        environment = os.environ | {f"DUCKSTATS_{name}": value for name, value in given.items() if value}
        folders = ["--data-dir", str(tmp_path / "data"), "--config-dir", str(tmp_path / "config")]

        def run(*words: str) -> str:
            command = [sys.executable, "-m", "duckstats", *folders, *words]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode in (1, 3), done.stderr
            return f"{done.stdout}\n{done.stderr}"

        said = run("sync", "--skip", "build", "--skip", "publish", "--json")
        said += run("status", "--runs", "--json")
    if status:
        assert any(TOKEN in line for line in server.authorised) and f"/{HOOK}" in server.asked and server.posted
    stored = b"".join(path.read_bytes() for path in sorted((tmp_path / "data").rglob("*")) if path.is_file())
    everywhere = said.encode() + server.posted + stored
    assert [secret for secret in SECRETS if secret.encode() in everywhere] == []
    assert "Traceback" not in said and said.count("failed") >= 5


def test_a_traceback_in_the_log_of_sync_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKENS", f"one {TOKEN}")
    said: list[str] = []
    bug = f"raise ValueError('token {TOKEN} none https://me:{PASSWORD}@example.org/x and https://a.org/b@c')"
    result = process.run(
        [sys.executable, "-c", bug], dict(os.environ), os.open(os.devnull, os.O_RDONLY), 60, said.append
    )
    told = "\n".join([*said, result.message])
    assert "Traceback" in told and result.outcome == "failed"
    assert not [secret for secret in SECRETS if secret in told]
    assert result.message == "ValueError: token *** none https://***@example.org/x and https://a.org/b@c"
