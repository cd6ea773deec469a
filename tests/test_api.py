"""The API on a published build of sample data: same numbers as the store, refusals in one sentence, guards, faults."""

import asyncio
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import httpx
import jsonschema
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks import load
from dashboards import api
from dashboards.api import answers, badges, guards, openapi, panels, pictures
from settings import ROOT, Settings
from warehouse import catalog, formats, quality, store
from warehouse.publish import flip


@pytest.fixture
def client(data_dir: Path) -> TestClient:
    """A client of the API's routes."""
    return TestClient(Starlette(routes=api.ROUTES))


@pytest.fixture
def own(published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder of the test's own with a copy of the published build."""
    settings = Settings(tmp_path, ROOT / "config")
    source = published.current_link.resolve()
    shutil.copytree(source, settings.builds_dir / source.name)
    flip(settings.current_link, settings.builds_dir / source.name)
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    return settings


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
    parquet = client.get(f"/api/v2/metrics/{name}.parquet", params=given)
    assert pq.read_table(io.BytesIO(parquet.content)).equals(table)


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
        ("activity?range=v9", 400, "give the project too"),
        ("activity?limit=0", 400, "limit is a whole number from 1"),
        ("activity?offset=-1", 400, "offset is a whole number from 0"),
        ("activity?project=a%00b", 400, "a character of no name"),
        ("retention?every=hour", 400, "More than 300,000 rows: ask for longer periods"),
        ("activity.xml", 404, "write .json, .csv or .parquet"),
        ("elephant_factor?percentage=100", 400, "percentage is a whole number from 0 to 99"),
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
    paths += ("/api/v2/status", "/badge/all/commits.svg", "/panel/commits.svg")
    file = publish("one")
    assert [client.get(path).status_code for path in paths] == [200] * 7
    file.unlink()
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 503 and "Nothing is published" in answer.text, path
    assert client.post("/api/v1", json={"api": "ListAPIs"}).status_code == 503
    publish("two")
    assert [client.get(path).status_code for path in paths] == [200] * 7


def test_pages_are_the_whole(client: TestClient) -> None:
    address = "/api/v2/metrics/developers_table?project=kubernetes"
    whole = client.get(address).json()
    rows, following, pages = [], f"{address}&limit=150", 0
    while following:
        page = client.get(following)
        assert page.headers["x-total-count"] == str(whole["total"]) == str(page.json()["total"])
        rows += page.json()["rows"]
        following, pages = page.links.get("next", {}).get("url", ""), pages + 1
    assert rows == whole["rows"] and pages == -(-whole["total"] // 150) > 1
    last = client.get(page.links["last"]["url"])
    assert last.json()["rows"] == rows[(pages - 1) * 150 :]
    assert client.get(f"{address}&offset=1000000").json()["rows"] == []


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/*", "text/csv; charset=utf-8"),
        ("application/vnd.apache.parquet, */*;q=0.1", "application/vnd.apache.parquet"),
    ],
)
def test_accept_chooses_the_form(accept: str, media: str, client: TestClient) -> None:
    response = client.get("/api/v2/metrics/activity", headers={"Accept": accept})
    assert response.headers["content-type"] == media
    assert "Accept" in response.headers["vary"]
    again = client.get(
        "/api/v2/metrics/activity", headers={"Accept": accept, "If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304


def test_what_nobody_accepts_is_refused(client: TestClient) -> None:
    response = client.get("/api/v2/metrics/activity", headers={"Accept": "image/png, */*;q=0"})
    assert response.status_code == 406 and "text/csv" in response.json()["error"]


def test_projects_and_one_of_them(client: TestClient, published: Settings) -> None:
    listed = client.get("/api/v2/projects").json()
    assert listed["total"] == len(listed["projects"]) == store.current(published).metric("projects", {}).num_rows
    one = client.get("/api/v2/projects/kubernetes").json()
    assert {row["name"] for row in one["ranges"]} >= {"since joining", "since graduation"}
    assert "kubernetes" in {row["group_name"] for row in one["groups"]}
    assert client.get("/api/v2/projects/kubernetis").status_code == 404
    assert "no parameter 'maturity'" in client.get("/api/v2/projects?maturity=sandbox").json()["error"]


def test_status_says_how_fresh_and_whole(client: TestClient, published: Settings) -> None:
    told = client.get("/api/v2/status").json()
    assert told["build"]["build_id"] == store.current(published).build.build_id
    assert told["freshness"]["as_of"] == "2026-03-01T00:00:00"
    assert {row["kind"] for row in told["coverage"]} >= {"events", "commits"}


@pytest.mark.parametrize("path", ["/api/v2/projects/a%0Ab", "/api/v2/metrics/a%0A", "/panel/a%0Ab.svg", "/api/%0A"])
def test_line_breaks_in_addresses_are_refused_in_json(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and answer.json()["error"]


def test_prometheus_reads_and_browsers_see_the_page(client: TestClient, published: Settings) -> None:
    client.get("/api/v2/metrics/nothing-of-the-kind.csv?project=secret")
    client.get("/badge/kubernetes/commits.svg")
    client.get("/api/secret-address")
    client.get(f"/badge/secret/address?{'a' * 9000}")
    text = client.get("/metrics").text
    build = store.current(published).build.build_id
    assert f'duckstats_build{{build_id="{build}",is_sample="true"}} 1.0' in text
    assert "duckstats_data_age_seconds" in text
    assert 'route="/api/v2/metrics/{name}",status="404"' in text
    assert 'route="/badge/{project}/{metric}.svg",status="200"' in text
    assert "nothing-of-the-kind" not in text and "secret" not in text
    assert client.get("/metrics", headers={"Accept": "text/html"}).status_code == 404  # the dashboards' page


def test_prometheus_hears_of_a_missing_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    assert "duckstats_published 0.0" in TestClient(Starlette(routes=api.ROUTES)).get("/metrics").text


def test_unknown_addresses_and_methods_are_refused_in_json(client: TestClient) -> None:
    assert "openapi.json" in client.get("/api/v3").json()["error"]
    refused = client.delete("/api/v2/projects")
    assert refused.status_code == 405 and "GET" in refused.headers["allow"]
    assert "DELETE" in refused.json()["error"]


def test_any_origin_may_read(client: TestClient) -> None:
    origin = {"Origin": "https://www.example.org"}
    assert client.get("/api/v2/projects?limit=1", headers=origin).headers["access-control-allow-origin"] == "*"
    asks = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/api/v1", headers=asks).status_code == 200
    forbidden = origin | {"Access-Control-Request-Method": "DELETE"}
    assert client.options("/api/v2/projects", headers=forbidden).status_code == 400


def test_clients_that_ask_too_often_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    guards._limiter.cache_clear()
    monkeypatch.setitem(os.environ, "DUCKSTATS_REQUESTS_PER_MINUTE", "3")
    monkeypatch.setitem(os.environ, "DUCKSTATS_PROXIES", "1")
    asked = [client.get("/api/v2/projects?limit=1", headers={"X-Forwarded-For": "1.2.3.4"}) for _ in range(4)]
    assert [response.status_code for response in asked] == [200, 200, 200, 429]
    assert asked[-1].headers["retry-after"] == "20" and "3 requests a minute" in asked[-1].json()["error"]
    # What a client writes before the proxy's own entry does not make it somebody else; another client is one.
    assert client.get("/api/v2/projects", headers={"X-Forwarded-For": "9.9.9.9, 1.2.3.4"}).status_code == 429
    assert client.get("/api/v2/projects", headers={"X-Forwarded-For": "1.2.3.5"}).status_code == 200
    assert client.get("/healthz", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 200


def test_forwarded_addresses_count_only_when_told_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    guards._limiter.cache_clear()
    monkeypatch.setitem(os.environ, "DUCKSTATS_REQUESTS_PER_MINUTE", "2")
    asked = [client.get("/badge/all/x.svg", headers={"X-Forwarded-For": f"1.2.3.{n}"}).status_code for n in range(3)]
    assert asked == [404, 404, 429]
    guards._limiter.cache_clear()


def test_what_takes_too_long_ends(client: TestClient, published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_ANSWER_SECONDS", "0.2")

    def slow(self: store.Store, name: str, given: dict[str, str], started: store.Started, *_: object) -> object:
        """Hours of work, so that only the interruption can end it."""
        return self.query("SELECT count(*) FROM range(1000000000000) AS t(i) WHERE hash(i) = 1", started=started)

    whole = store.Store.metric
    monkeypatch.setattr(store.Store, "metric", slow)
    response = client.get("/api/v2/metrics/developers_table?project=envoy&who=all&ranked_by=commits")
    assert response.status_code == 503 and "No answer within 0.2 s" in response.json()["error"]
    with pytest.raises(answers.Refusal, match="No answer within"):
        answers.asked(store.current(published), "developers_table", {"project": "helm", "who": "all"})
    monkeypatch.setattr(store.Store, "metric", whole)
    monkeypatch.delitem(os.environ, "DUCKSTATS_ANSWER_SECONDS")
    assert answers.asked(store.current(published), "developers_table", {"project": "helm", "who": "all"}).num_rows


def test_a_metric_younger_than_the_build_is_503(own: Settings) -> None:
    with duckdb.connect(str(own.current_link.resolve() / store.FILE)) as file:
        file.execute("DROP MACRO TABLE commits")
        file.execute("UPDATE builds SET build_id = 'older'")
    response = TestClient(Starlette(routes=api.ROUTES)).get("/api/v2/metrics/commits")
    assert response.status_code == 503 and "Build older has no metric commits yet" in response.json()["error"]


def test_long_requests_are_refused(client: TestClient) -> None:
    assert client.get("/api/v2/metrics/activity", params={"project": "x" * 9000}).status_code == 414
    assert client.post("/api/v1", content=b"x" * 64_001).status_code == 413
    unannounced = client.post("/api/v1", content=(b"x" * 1000 for _ in range(65)))
    assert unannounced.status_code == 413 and "longer than" in unannounced.json()["error"]


def test_description_is_of_every_metric_and_of_its_answers(client: TestClient) -> None:
    document = client.get("/api/v2/openapi.json").json()
    for name, metric in catalog.metrics().items():
        operation = document["paths"][f"/api/v2/metrics/{name}"]["get"]
        words = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert {key.removeprefix("for_") for key in metric.parameters} <= set(words)
        assert all(
            words[key.removeprefix("for_")].get("enum") == p.choices
            for key, p in metric.parameters.items()
            if p.choices
        )
    schema = document["paths"]["/api/v2/metrics/activity"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    answer = client.get("/api/v2/metrics/activity?project=helm").json()
    jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(answer)
    page = client.get("/api/v2/docs")
    assert page.headers["content-type"].startswith("text/html") and "/api/v2/metrics/contributors" in page.text
    assert openapi.document()["openapi"] == "3.1.0"


@pytest.mark.parametrize("name", badges.BADGES)
def test_badge_says_the_metrics_number(name: str, client: TestClient, published: Settings) -> None:
    response = client.get(f"/badge/kubernetes/{name}.svg")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    message, verdict = badges.message_of(store.current(published), "kubernetes", badges.BADGES[name])
    assert verdict in ("complete", "lower_bound") and message in response.text and "sample data" in response.text
    assert "max-age" in response.headers["cache-control"]
    etag = {"If-None-Match": response.headers["etag"]}
    assert client.get(f"/badge/kubernetes/{name}.svg", headers=etag).status_code == 304


def test_badge_of_contributors_counts_a_year(published: Settings) -> None:
    current = store.current(published)
    rows = current.metric("key_figures", {"project": "envoy", "since": "2025-03-01", "until": "2026-03-01"}).to_pylist()
    contributors = next(row["value"] for row in rows if row["figure"] == "contributors")
    message, _ = badges.message_of(current, "envoy", badges.BADGES["contributors"])
    # The sample has two of these months.
    assert message == f"≥ {contributors:,.0f} in 12 months"


def test_a_range_that_begins_before_the_data_is_not_complete(client: TestClient) -> None:
    def told(since: str) -> dict[str, Any]:
        return client.get(f"/api/v2/metrics/key_figures?project=envoy&since={since}").json()["data_quality"]

    assert told("2026-01-01")["verdict"] == "complete"
    early = told("2024-06-01")
    assert (early["verdict"], early["complete_parts"], early["parts"]) == ("lower_bound", 1, 3)
    assert early["sentence"].startswith("The data begin on 2025-12-31. Known to be incomplete: 2 of 3 years")


def test_unknown_badges_are_grey(client: TestClient) -> None:
    for address in ("/badge/nothing/commits.svg", "/badge/kubernetes/karma.svg"):
        response = client.get(address)
        assert response.status_code == 404 and "unknown" in response.text and badges.GREY in response.text


def test_badge_of_ones_own(client: TestClient) -> None:
    own_words = client.get("/badge/all/commits.svg?label=%3Cb%3E&color=f0f").text
    assert "&lt;b&gt;" in own_words and "#f0f" in own_words and "<b>" not in own_words
    assert client.get("/badge/all/commits.svg?color=url(x)").status_code == 400
    assert client.get("/badge/all/commits.svg?size=9").status_code == 400


DRAWN = [name for name, metric in catalog.metrics().items() if pictures.drawable(metric)]


@pytest.mark.parametrize("name", DRAWN)
def test_every_course_has_a_picture(name: str, client: TestClient) -> None:
    response = client.get(f"/panel/{name}.svg?theme=dark")
    if name == "documentation_committers":  # the sample has no clones, so there is nothing to draw
        assert response.status_code == 404 and "Nothing is known" in response.json()["error"]
        return
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    header = catalog.metric(name).header
    assert "SAMPLE DATA" in response.text and "duckstats" in response.text and "data until 2026-03-01" in response.text
    assert header.title.split()[0] in response.text and pictures.THEMES["dark"]["ground"] in response.text.upper()


def test_picture_of_parts_leaves_the_total_out(published: Settings) -> None:
    metric, current = catalog.metric("company_activity"), store.current(published)
    table = current.metric(metric.name, {})
    picture = pictures.Picture(metric, table, set(), "", [""], "light", 640, 300)
    values, measure = picture._long(is_stacked=True)
    assert "All" in table["company"].to_pylist() and "All" not in {value["series"] for value in values}
    assert measure == "contributions"


def test_pictures_come_as_png_in_the_size_asked_for(client: TestClient) -> None:
    response = client.get("/panel/commits.png?project=kubernetes&width=300&height=150")
    assert response.headers["content-type"] == "image/png" and response.content.startswith(b"\x89PNG")
    smaller = client.get("/panel/commits.png?project=kubernetes&width=200&height=100")
    assert len(smaller.content) < len(response.content)
    for width, height in ((400, 250), (800, 300)):
        image = client.get(f"/panel/contributors.svg?project=kubernetes&width={width}&height={height}").text
        assert f'width="{width}" height="{height}"' in image
    for wrong, status in [
        ("commits.gif", 404),
        ("groups.svg", 404),
        ("commits.svg?theme=pink", 400),
        ("commits.svg?width=9", 400),
    ]:
        assert client.get(f"/panel/{wrong}").status_code == status
    assert panels.SIZES["width"][0] == 640


def test_answers_under_load_are_each_of_one_build(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_REQUESTS_PER_MINUTE", "0")
    first, second = own.current_link.resolve(), load.second_build(own)

    async def stormed() -> load.Report:
        expected: load.Expected = {}
        transport = httpx.ASGITransport(app=Starlette(routes=api.ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://here", timeout=60) as client:
            for name, build in (("second", second), ("first", first)):
                flip(own.current_link, build)
                await load.told(client, name, expected)
            return await load.storm(client, expected, clients=12, seconds=2, act=lambda: flip(own.current_link, second))

    report = asyncio.run(stormed())
    assert set(report.statuses) == {200} and not report.wrong and not report.broken
    assert report.builds["first"] and report.builds["second"]
