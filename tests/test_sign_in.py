"""Private deployments: who gets a page or an answer, and who does not."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from typer.testing import CliRunner

import duckstats
from dashboards import api, sign_in

SECRET = "only-for-tests-" + "x" * 20  # pragma: allowlist secret
KEY = "key-of-a-program-" + "y" * 20
FILE = f"""
people = ["ann@example.org", "@example.com"]
keys = ["{KEY}"]

[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "{SECRET}"  # pragma: allowlist secret
client_id = "duckstats"
client_secret = "shared"  # pragma: allowlist secret
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""
ANN = {"is_logged_in": True, "email": "Ann@example.org"}
GUARDED = ("/api/v2/status", "/api/v2/metrics/contributors.csv", "/badge/all/commits.svg", "/panel/activity.svg?project=all", "/metrics", "/media/x.csv")  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The setting, and the file it names."""
    path = tmp_path / "sign_in.toml"
    path.write_text(FILE)
    monkeypatch.setenv("DUCKSTATS_SIGN_IN_FILE", str(path))
    return path


def client(**options: Any) -> TestClient:
    return TestClient(Starlette(routes=api.ROUTES, middleware=[Middleware(sign_in.SignIn)]), **options)


def cookie(user: dict[str, Any], secret: str = SECRET) -> dict[str, str]:
    """What Streamlit gives a visitor who signed in."""
    return {"_streamlit_user": create_signed_value(secret, "_streamlit_user", json.dumps(user)).decode()}


@pytest.mark.parametrize("path", GUARDED)
def test_strangers_are_refused_everywhere_but_health(path: str, file: Path, data_dir: Path) -> None:
    asked = client()
    refused = asked.get(path)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json() == {"error": sign_in.REFUSED}
    assert asked.post("/api/v1", json={"api": "ListAPIs"}).status_code == 401
    assert asked.head("/api/v2/status").status_code == 401
    assert asked.get("/healthz").status_code == 200


def test_no_address_is_forgotten() -> None:
    assert set(sign_in.GUARDED) == {"/media", *(route.path for route in api.ROUTES)} - {"/healthz"}


def test_keys_and_cookies_let_in_and_no_shared_cache_keeps_the_answer(file: Path, data_dir: Path) -> None:
    for path in ("/badge/all/commits.svg", "/api/v2/status", "/metrics"):
        for asked in (client(headers={"Authorization": f"Bearer {KEY}"}), client(cookies=cookie(ANN))):
            answer = asked.get(path)
            assert answer.status_code == 200, answer.text
            assert "public" not in answer.headers["cache-control"] and "Authorization" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("user", "secret"),
    [
        (ANN, "another-secret-" + "z" * 20),
        (ANN | {"is_logged_in": False}, SECRET),
        (ANN | {"email_verified": False}, SECRET),
        (ANN | {"email": "eve@example.org"}, SECRET),
        (ANN | {"email": "eve@notexample.com"}, SECRET),
        (ANN | {"email": None}, SECRET),
        (["ann@example.org"], SECRET),
    ],
)
def test_others_are_refused(user: Any, secret: str, file: Path) -> None:
    assert client(cookies=cookie(user, secret)).get("/api/v2/status").status_code == 401
    for words in (KEY, f"Bearer {KEY[:-1]}", "Bearer ", f"Basic {KEY}", "Bearer é"):
        assert client(headers={"Authorization": words.encode()}).get("/api/v2/status").status_code == 401


def test_a_domain_lets_all_of_it_in(file: Path, data_dir: Path) -> None:
    assert client(cookies=cookie(ANN | {"email": "bob@EXAMPLE.com"})).get("/api/v2/status").status_code == 200
    file.with_name("all.toml").write_text(FILE.replace('"@example.com"', '"*"'))
    assert sign_in._read(file.with_name("all.toml")).lets_in({"is_logged_in": True})


def test_a_browser_may_ask_before_it_asks(file: Path) -> None:
    asks = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}  # fmt: skip
    assert client().options("/api/v2/status", headers=asks).status_code == 200


def test_without_the_setting_all_is_public(data_dir: Path) -> None:
    answer = client().get("/badge/all/commits.svg")
    assert answer.status_code == 200 and "public" in answer.headers["cache-control"]
    assert sign_in.for_streamlit() is None


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('people = ["ann@example.org", "@example.com"]', "", "people: field required"),
        ('["ann@example.org", "@example.com"]', "[]", "people: list should have at least 1 item"),
        (SECRET, "short", "auth.cookie_secret: string should have at least 32"),
        (KEY, "short", "keys.0: string should have at least 32"),
        ("/oauth2callback", "/", "it has to end with /oauth2callback"),
        ("keys =", "kyes =", "kyes: extra inputs are not permitted"),
        ("[auth]", "[auth", "cannot be read"),
    ],
)
def test_a_wrong_file_keeps_the_server_from_starting(old: str, new: str, part: str, file: Path, data_dir: Path) -> None:
    wrong = file.with_name("wrong.toml")
    wrong.write_text(FILE.replace(old, new))
    done = CliRunner(env={"DUCKSTATS_SIGN_IN_FILE": str(wrong)}).invoke(duckstats.app, ["serve", "--port", "1"])
    assert done.exit_code == 1 and part in str(done.exception) and "\n" not in str(done.exception)
    assert SECRET not in str(done.exception) and KEY not in str(done.exception)
