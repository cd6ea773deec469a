"""The API on a published build of sample data: same numbers as the store, refusals in one sentence, guards."""

import json
import os
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards import api
from settings import Settings
from warehouse import catalog, formats, quality, store
from warehouse.publish import flip


@pytest.fixture
def client(data_dir: Path) -> TestClient:
    """A client of the API's routes."""
    return TestClient(Starlette(routes=api.ROUTES))


@pytest.mark.parametrize("name", list(catalog.metrics()))
def test_api_equals_the_store(name: str, client: TestClient, published: Settings) -> None:
    given = {"since": "2026-01-01", "until": "2026-02-01"} if "since" in catalog.metric(name).parameters else {}
    current = store.current(published)
    table = current.metric(name, given)
    told = quality.of(current, table, given)
    expected = quality.to_json(current.build.build_id, table, told)
    assert client.get(f"/api/v2/metrics/{name}", params=given).content == expected
    response = client.get(f"/api/v2/metrics/{name}.csv", params=given)
    assert response.content == formats.to_csv(table)
    assert response.headers["content-disposition"] == f'attachment; filename="{name}.csv"'


def test_api_lists_what_it_has(client: TestClient) -> None:
    listed = client.get("/api/v2/metrics").json()
    assert [metric["name"] for metric in listed] == list(catalog.metrics())
    assert "project" in listed[0]["parameters"]


def test_api_takes_words_with_and_without_prefix(client: TestClient) -> None:
    short = client.get("/api/v2/metrics/activity?project=helm")
    assert short.content == client.get("/api/v2/metrics/activity?for_project=helm").content
    assert short.content != client.get("/api/v2/metrics/activity").content


@pytest.mark.parametrize(
    ("path", "status", "part"),
    [
        ("activitee", 404, "did you mean activity"),
        ("activitee.csv", 404, "did you mean activity"),
        ("activity?every=fortnight", 400, "every is one of"),
        ("activity?colour=red", 400, "no parameter 'colour'"),
        ("activity?since=soon", 400, "is no date"),
        ("activity?since=2026-02-01&until=2026-01-01", 400, "range is empty"),
        ("activity?project=helm&project=envoy", 400, "given twice"),
        ("activity.csv?window_days=3", 400, "window_days is one of"),
    ],
)
def test_api_refuses_in_one_sentence(path: str, status: int, part: str, client: TestClient) -> None:
    response = client.get(f"/api/v2/metrics/{path}")
    assert response.status_code == status
    assert part in response.json()["error"]


def test_api_keeps_no_secrets_from_quotes(client: TestClient) -> None:
    response = client.get("/api/v2/metrics/activity", params={"project": "x') UNION SELECT 1 --"})
    assert response.status_code == 200
    assert all(row["events"] == 0 for row in response.json()["rows"])


def test_api_answers_304_for_a_known_build(client: TestClient, published: Settings) -> None:
    first = client.get("/api/v2/metrics/activity")
    assert first.headers["etag"] == f'"{store.current(published).build.build_id}"'
    again = client.get("/api/v2/metrics/activity", headers={"If-None-Match": f'"old", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v2/metrics/activity", headers={"If-None-Match": '"old"'}).status_code == 200


def test_health(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "duckstats demo" in json.loads(response.content)["error"]


def test_a_published_file_that_is_deleted_is_503_until_the_next_one(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    real = (published.current_link / store.FILE).resolve()

    def publish(name: str) -> Path:
        file = tmp_path / "builds" / name / store.FILE
        file.parent.mkdir(parents=True)
        file.hardlink_to(real)
        flip(tmp_path / "current", file.parent)
        return file

    client = TestClient(Starlette(routes=api.ROUTES))
    paths = ("/healthz", "/api/v2/metrics/activity", "/api/v2/metrics/activity.csv", "/api/v2/projects")
    file = publish("one")
    assert [client.get(path).status_code for path in paths] == [200] * 4
    file.unlink()
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 503 and "Nothing is published" in answer.text, path
    publish("two")
    assert [client.get(path).status_code for path in paths] == [200] * 4
