"""DevStats' 17 calls: the answers of the documentation, and every call against the metrics it stands for."""

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

from dashboards.api.devstats import CALLS, schema, words
from settings import Settings
from tests import transcripts
from warehouse import catalog, store

RANGE = {"from": "2026-01-01", "to": "2026-02-01"}
EVERYBODY = {"repository_group": "All", "country": "All", "github_id": ""}
ASKED: dict[str, dict[str, Any]] = {
    "Health": {},
    "ListAPIs": {},
    "ListProjects": {},
    "RepoGroups": {},
    "Ranges": {},
    "Countries": {},
    "Companies": {},
    "Events": RANGE,
    "Repos": {"repository_group": ["All"]},
    "CumulativeCounts": {"metric": "contributors"},
    "CompaniesTable": {"range": "Last month", "metric": "Contributions"},
    "ComContribRepoGrp": {"period": "w", "repository_group": "All", **RANGE},
    "DevActCnt": {"range": "Last month", "metric": "Contributions", **EVERYBODY},
    "DevActCntComp": {"range": "Last month", "metric": "Contributions", "companies": ["All"], **EVERYBODY},
    "ComStatsRepoGrp": {
        "period": "w", "metric": "Contributions", "repository_group": "All", "companies": ["All"], **RANGE,
    },
    "SiteStats": {},
    "GithubIDContributions": {},
}  # fmt: skip


@pytest.fixture
def asked(data_dir: Path) -> TestClient:
    """A client of the API on sample data."""
    return transcripts.client()


def call(client: TestClient, name: str, status: int = 200, **payload: Any) -> dict[str, Any]:
    """One call's answer."""
    response = client.post("/api/v1", json={"api": name, "payload": payload})
    assert response.status_code == status, response.text
    return response.json()


def somebody(published: Settings) -> dict[str, Any]:
    """The busiest person of kubernetes."""
    return store.current(published).metric("developers_table", {"project": "kubernetes"}).to_pylist()[0]


@pytest.mark.realdata
def test_documentation_shows_what_the_server_answers(kubernetes: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(kubernetes.data_dir))
    text = transcripts.PAGE.read_text(encoding="utf-8")
    assert transcripts.written(text, transcripts.client()) == text
    assert {f"\n### {name}\n" for name in CALLS} == {f"\n### {name}\n" for name in CALLS if f"\n### {name}\n" in text}


def test_there_are_devstats_17_calls(asked: TestClient) -> None:
    assert len(CALLS) == 17 and set(ASKED) == set(CALLS) == set(schema.FIELDS) | set(schema.WITHOUT_PROJECT)
    assert call(asked, "ListAPIs") == {"apis": list(CALLS)}


@pytest.mark.parametrize("name", ASKED)
def test_every_call_answers_with_parallel_arrays(name: str, asked: TestClient, published: Settings) -> None:
    payload = ASKED[name] or ({"github_id": somebody(published)["login"]} if name.startswith("Github") else {})
    answer = call(asked, name, project="Kubernetes", **payload)
    if "db_name" in answer:
        assert (answer["project"], answer["db_name"]) == ("Kubernetes", "gha")
    parallel = {
        len(answer[word]) for word in ("rank", "login", "company", "number", "timestamps", "values") if word in answer
    }
    assert len(parallel) <= 1 and 0 not in parallel
    assert all(value not in (None, [], 0) or word in ("boc", "countries") for word, value in answer.items())


@pytest.mark.parametrize("name", ["kubernetes", "Kubernetes", "gha"])
def test_a_project_has_three_names(name: str, asked: TestClient) -> None:
    assert call(asked, "Health", project=name)["db_name"] == "gha"


def test_all_projects_together(asked: TestClient, published: Settings) -> None:
    assert call(asked, "Health", project="All CNCF")["db_name"] == "allprj"
    whole = store.current(published).query("SELECT count(*) AS n FROM core.events").to_pylist()[0]["n"]
    assert call(asked, "Health", project="all")["events"] == whole
    groups = call(asked, "RepoGroups", project="all")["repo_groups"]
    assert groups[0] == "All" and "Kubernetes" in groups
    of_one = {"range": "Last century", "metric": "Commits", **EVERYBODY}
    by_group = call(asked, "DevActCnt", project="all", **of_one | {"repository_group": "Kubernetes"})
    assert by_group["number"] == call(asked, "DevActCnt", project="kubernetes", **of_one)["number"]


def test_developers_are_those_of_the_metric(asked: TestClient, published: Settings) -> None:
    current = store.current(published)
    for word, column in words.DEVELOPERS.items():
        if column == "reviews":  # in Kubernetes those of reviewers_and_approvers
            continue
        given = {"since": "2026-01-10", "until": "2026-02-10", "project": "kubernetes", "ranked_by": column}
        rows = current.metric("developers_table", given | {"reading": "devstats"}).to_pylist()
        expected = [(row["login"], row[column]) for row in rows if row[column] and row["login"] != "(unknown)"]
        range_ = "range:2026-01-10,2026-02-10 00:00:00"
        answer = call(asked, "DevActCnt", project="kubernetes", range=range_, metric=word, **EVERYBODY)
        assert list(zip(answer["login"], answer["number"], strict=True)) == expected
        assert answer["number"] == sorted(answer["number"], reverse=True)


def test_one_account_keeps_its_place_among_all(asked: TestClient, published: Settings) -> None:
    payload = {"project": "kubernetes", "range": "Last month", "metric": "Contributions", **EVERYBODY}
    everybody = call(asked, "DevActCnt", **payload)
    login = everybody["login"][3]
    one = call(asked, "DevActCnt", **payload | {"github_id": login.upper()})
    assert (one["rank"], one["login"], one["number"]) == ([4], [login], [everybody["number"][3]])
    missing = call(asked, "DevActCnt", 400, **payload | {"github_id": "nobody-of-this-name"})
    assert missing["error"] == "API 'DevActCnt': github_id 'nobody-of-this-name' not found in results"


def test_reviews_and_approvals(asked: TestClient, published: Settings) -> None:
    payload = {"project": "kubernetes", "range": "Last century", **EVERYBODY}
    rows = store.current(published).metric("reviewers_and_approvers", {"project": "kubernetes", "reading": "devstats"})
    for metric, column in (("Reviews", "reviews"), ("approves", "approves")):
        expected = {row["login"]: row[column] for row in rows.to_pylist() if row[column]}
        answer = call(asked, "DevActCnt", **payload, metric=metric)
        assert dict(zip(answer["login"], answer["number"], strict=True)) == expected


def test_companies_table_is_that_of_the_metric(asked: TestClient, published: Settings) -> None:
    for word, column in words.COMPANY_TABLE.items():
        given = {"project": "kubernetes", "ranked_by": column, "reading": "devstats"}
        rows = store.current(published).metric("companies_table", given).to_pylist()
        expected = [(row["company"], row[column]) for row in rows if row["rank"] is not None and row[column]]
        answer = call(asked, "CompaniesTable", project="kubernetes", range="y100", metric=word)
        assert list(zip(answer["company"], answer["number"], strict=True)) == expected
        assert answer["rank"] == list(range(len(expected)))
        if expected:
            assert expected[0][0] == "All" and expected[1:] == sorted(
                expected[1:], key=lambda pair: (-pair[1], pair[0])
            )


def test_companies_table_of_documentation(
    asked: TestClient, published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = {"project": "kubernetes", "range": "Last century"}
    empty = call(asked, "CompaniesTable", **payload | {"range": "Last decade"}, metric="Documentation commits")
    assert (empty["rank"], empty["company"], empty["number"]) == ([], [], [])  # no clone tells paths
    shutil.copytree(published.current_link.resolve(), tmp_path / "builds" / "one")
    (tmp_path / "current").symlink_to("builds/one")
    with duckdb.connect(str(tmp_path / "current" / "duckstats.duckdb")) as connection:
        connection.execute(
            "INSERT INTO core.commit_files BY NAME SELECT sha, repo_id, project, 'README.md' AS path FROM core.commits"
        )
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    for word, column in words.COMPANY_DOCUMENTATION.items():
        answer = call(asked, "CompaniesTable", **payload, metric=word)
        given = {"project": "kubernetes", "ranked_by": column, "reading": "devstats"}
        rows = (
            store.current(Settings(tmp_path, published.config_dir))
            .metric("documentation_by_company", given)
            .to_pylist()
        )
        expected = [(row["company"], row[column]) for row in rows if row["rank"] is not None]
        assert list(zip(answer["company"], answer["number"], strict=True)) == expected
        assert expected[0][0] == "All" and expected[0][1] > expected[1][1] > 0
        assert answer["rank"] == list(range(len(expected))) and answer["metric"] == word


def test_companies_over_time_are_the_same_whether_named_or_all(asked: TestClient) -> None:
    payload = {"project": "kubernetes", "period": "w", "metric": "Commits", "repository_group": "All", **RANGE}
    everybody = call(asked, "ComStatsRepoGrp", **payload, companies=["All"])
    largest = [name for name in everybody["values"][0] if name != "All"][:2]
    named = call(asked, "ComStatsRepoGrp", **payload, companies=[*largest, "All"])
    wanted = {*largest, "All"}
    cut = [{name: value for name, value in at.items() if name in wanted} for at in everybody["values"]]
    assert named["values"] == cut and named["timestamps"] == everybody["timestamps"]
    assert named["timestamps"][1] == "2026-01-05T00:00:00Z"


def test_site_stats_has_stargazers(asked: TestClient, published: Settings) -> None:
    found = call(asked, "SiteStats", project="all")
    rows = store.current(published).metric("project_statistics", {"reading": "devstats"}).to_pylist()
    told = {row["statistic"]: row["value"] for row in rows}
    assert found["stargazers"] == told["stargazers_watchers"] > 0
    assert found["committers"] == told["code_committers"]
    assert found["companies"] > 1


def test_contributions_of_one_account(asked: TestClient, published: Settings) -> None:
    person = somebody(published)
    found = call(asked, "GithubIDContributions", github_id=person["login"].upper())
    assert found["contributions"] >= person["contributions"] > 0
    assert (found["issues"], found["prs"]) >= (person["issues"], person["pull_requests"])
    assert call(asked, "GithubIDContributions", github_id="all") == {"contributions": 0, "issues": 0, "prs": 0}


def test_ranges_are_named_as_there_and_taken_by_name_and_code(asked: TestClient) -> None:
    names = call(asked, "Ranges", project="kubernetes")["ranges"]
    codes = call(asked, "Ranges", project="kubernetes", raw="1")["ranges"]
    assert names[:2] == ["Last day", "Last week"] and codes[:4] == ["d", "w", "d10", "m"]
    assert {"Before joining CNCF", "Since joining CNCF", "Since graduating"} <= set(names)
    for name, code in zip(names, codes, strict=True):
        by_name = call(asked, "CompaniesTable", project="kubernetes", range=name, metric="Contributions")
        by_code = call(asked, "CompaniesTable", project="kubernetes", range=code, metric="contributions")
        assert by_name["number"] == by_code["number"]


HOSTILE = 'x"; DROP TABLE core.events; --'


@pytest.mark.parametrize(
    ("name", "payload", "part"),
    [
        ("Nope", {}, "unknown API 'Nope'"),
        ("Health", {}, "missing 'project' field"),
        ("Health", {"project": 7}, "is not a string"),
        ("Health", {"project": HOSTILE}, "database not found"),
        ("Events", {"project": "all", "from": "soon", "to": "2026"}, "cannot parse datetime: 'soon'"),
        ("Events", {"project": "all", "from": "2026", "to": "2025"}, "range is empty"),
        ("Repos", {"project": "all", "repository_group": []}, "takes 1 to 500 names"),
        ("Repos", {"project": "all", "repository_group": [1]}, "not an array of strings"),
        ("CumulativeCounts", {"project": "all", "metric": "karma"}, "invalid metric value"),
        ("CompaniesTable", {"project": "all", "metric": "Commits", "range": "Last aeon"}, "invalid period name"),
        ("CompaniesTable", {"project": "all", "metric": "Commits", "range": "range:2026,2025"}, "must be before"),
        ("CompaniesTable", {"project": "all", "metric": "Commits", "range": "range:2026"}, "should be specified"),
        ("ComContribRepoGrp", {"project": "all", "period": "y", "repository_group": "All", **RANGE}, "invalid period"),
        ("ComContribRepoGrp", {"project": "helm", "period": "w", "repository_group": HOSTILE, **RANGE}, "invalid repository_group"),
        ("ComStatsRepoGrp", ASKED["ComStatsRepoGrp"] | {"project": "helm", "companies": [HOSTILE]}, "invalid company name"),
        ("DevActCnt", ASKED["DevActCnt"] | {"project": "helm", "country": "Atlantis"}, "invalid country name"),
        ("DevActCnt", ASKED["DevActCnt"] | {"project": "helm", "repository": "no/where"}, "invalid repository name"),
    ],
)  # fmt: skip
def test_wrong_calls_are_refused_as_devstats_does(
    name: str, payload: dict[str, Any], part: str, asked: TestClient
) -> None:
    error = call(asked, name, 400, **payload)["error"]
    assert error.startswith("API '") and part in error and "\n" not in error


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"api": ["Health"]}', b'{"api": "Health", "payload": 1}'])
def test_bodies_that_are_no_call(body: bytes, asked: TestClient) -> None:
    response = asked.post("/api/v1", content=body)
    assert response.status_code == 400 and response.json()["error"].startswith("API '")


def test_words_are_columns() -> None:
    columns = {
        name: set(catalog.metric(name).header.columns)
        for name in ("companies_table", "company_activity", "developers_table")
    }
    assert set(words.COMPANY_TABLE.values()) <= columns["companies_table"]
    assert set(words.COMPANY_ACTIVITY.values()) <= columns["company_activity"]
    assert set(words.DEVELOPERS.values()) <= columns["developers_table"]
    assert set(words.COMPANY_DOCUMENTATION.values()) <= set(catalog.metric("documentation_by_company").header.columns)
    choices = catalog.metric("companies_table").parameters["ranked_by"].choices
    assert set(words.COMPANY_TABLE.values()) <= set(choices or [])
