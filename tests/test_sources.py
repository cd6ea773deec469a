"""Trimmed events, GitHub's API and git become one project: authors, merges, commits, releases, ranges, coverage."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

import duckstats
from ingest import archive, status_sources
from ingest.gharchive.scope import Scope
from ingest.git.ingest import ingest_git
from ingest.github.client import Client
from ingest.github.ingest import ingest_github
from ingest.landing import reading
from settings import DuckstatsError, Settings
from tests.conftest import built
from tests.fake_github import FakeGitHub, serving
from warehouse import reconcile, store

PROJECT = """
name: Ours
accepted: 2018-01-01
incubating: 2020-01-01
main_repository: containerd/ttrpc
release_tags: '^v\\d+\\.\\d+\\.\\d+$'
organizations: [containerd, {owner}]
"""


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> list[dict]:
    """The trimmed events of 2026."""
    files = sorted((shared_data / "gharchive" / "events-api-2026").glob("*.ndjson"))
    return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def merge(sample: list[dict]) -> dict:
    """One trimmed event of a merge."""
    return next(event for event in sample if event["payload"].get("action") == "merged")


@pytest.fixture(scope="module")
def settings(
    shared_data: Path, sample: list[dict], merge: dict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("sources")
    name, number = merge["repo"]["name"], merge["payload"]["number"]
    (folder / "config" / "projects").mkdir(parents=True)
    (folder / "config" / "projects" / "ours.yaml").write_text(PROJECT.format(owner=name.partition("/")[0]))
    settings = Settings(folder / "data", folder / "config")
    everything = Scope("all", everything=True)
    for file in sorted((shared_data / "gharchive" / "events-api-2026").glob("*.ndjson")):
        archive.ingest_archive(settings, None, None, str(file), everything, workers=1, progress=False)
    world = FakeGitHub()
    world.tokens["one"] = 5000
    repo = world.repo(name)
    repo.object["id"] = merge["repo"]["id"]
    author, at = world.user("the-author"), merge["created_at"]
    repo.add_pull(
        number, f"{merge['created_at'][:8]}01T00:00:00Z", author, state="closed", closed_at=at, updated_at=at, merged=True,
        merged_at=at, merged_by=merge["actor"] | {"type": "User"}, additions=42,
    )  # fmt: skip
    repo.add_event(1, number, "closed", at, merge["actor"])
    with serving(world):
        client = Client(["one"], world.address)
        assert (
            ingest_github(settings, everything, [name.partition("/")[0]], [], datetime(2026, 1, 1), client).items == 2
        )
    (folder / "origin" / "containerd").mkdir(parents=True)
    bundle = shared_data / "git" / "containerd-ttrpc.bundle"
    shutil.copy(bundle, folder / "origin" / "containerd" / "ttrpc.bundle")
    ingest_git(settings, Scope("none"), ["containerd/ttrpc"], str(folder / "origin"))
    yield built(settings)


def query(settings: Settings, sql: str) -> list[tuple]:
    table = store.current(settings).query(sql)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@pytest.mark.realdata
def test_a_trimmed_merge_gets_its_author_and_size(settings: Settings, merge: dict) -> None:
    where = f"repo_id = {merge['repo']['id']} AND number = {merge['payload']['number']}"
    found = query(
        settings,
        "SELECT p.state, p.merged_at, a.login, m.login, p.additions, p.sources, p.project FROM core.pull_requests AS p "
        "JOIN core.people AS a ON a.person_id = p.person_id JOIN core.people AS m ON m.person_id = p.merged_by_id "
        f"WHERE {where}",
    )
    merged_at = datetime.fromisoformat(merge["created_at"]).replace(tzinfo=None)
    assert found == [("closed", merged_at, "the-author", merge["actor"]["login"], 42, ["gharchive", "github"], "ours")]
    closings = f"SELECT sources FROM core.events WHERE {where} AND action IN ('merged', 'closed')"
    assert query(settings, closings) == [(["gharchive", "github"],)]


@pytest.mark.realdata
def test_commits_come_from_git_once(settings: Settings) -> None:
    told = "SELECT COUNT(*), COUNT(DISTINCT sha), COUNT(*) FILTER (is_merge), ANY_VALUE(counted_by) FROM core.commits "
    assert query(settings, f"{told} WHERE is_on_default_branch") == [(319, 319, 126, "commit")]
    agents = "SELECT COUNT(DISTINCT sha) FROM core.commit_roles WHERE role = 'co_author' AND person_kind = 'agent'"
    assert query(settings, agents) == [(3,)]


@pytest.mark.realdata
def test_commits_before_the_first_archive_hour_are_counted(settings: Settings) -> None:
    counts = store.current(settings).metric("commits", {"project": "ours", "who": "all", "every": "year"})
    of_git = "SELECT YEAR(counted_at), COUNT(*) FROM core.commits WHERE project = 'ours' GROUP BY ALL ORDER BY ALL"
    found = zip(counts["period"].to_pylist(), counts["commits"].to_pylist(), strict=True)
    assert [(period.year, commits) for period, commits in found] == query(settings, of_git)
    assert sum(counts["commits"].to_pylist()) >= 319


@pytest.mark.realdata
def test_pushes_without_commits_date_what_they_end_with(settings: Settings) -> None:
    assert query(settings, "SELECT COUNT(*) FROM core.commits WHERE counted_by = 'push' AND pushed_at IS NULL") == [
        (0,)
    ]


@pytest.mark.realdata
def test_releases_and_milestones_bound_ranges(settings: Settings) -> None:
    names = [name for (name,) in query(settings, "SELECT name FROM core.annotations ORDER BY happened_at")]
    assert [name for name in names if not name.startswith("v")] == ["joined the CNCF", "incubating"]
    assert len(names) == 15 + 2
    newest = store.current(settings)
    whole = {"project": "ours", "since": "2017-01-01", "until": "2100-01-01"}
    told = newest.metric("annotations", {"project": "ours", "range": "joining to incubating"})
    bounds = whole | {"since": "2018-01-01", "until": "2020-01-01"}
    assert told == newest.metric("annotations", bounds)
    assert 0 < told.num_rows < newest.metric("annotations", whole).num_rows
    first = newest.metric("annotations", {"project": "ours", "range": "V1.0.0 to v1.0.1"})
    assert first["name"].to_pylist() == ["v1.0.0", "incubating"]
    assert newest.metric("annotations", {"project": "ours", "range": "since the last release"}).num_rows == 1


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"range": "since joining"}, "give the project too"),
        ({"project": "ours", "range": "since joining", "since": "2020-01-01"}, "not both"),
        ({"project": "ours", "range": "since join"}, "it has: since joining"),
        ({"project": "theirs", "range": "since joining"}, "no tag or milestone"),
    ],
)
def test_a_wrong_range_is_explained(settings: Settings, given: dict[str, str], said: str) -> None:
    with pytest.raises(DuckstatsError, match=said):
        store.current(settings).metric("annotations", given)


@pytest.mark.realdata
def test_coverage_knows_who_has_all(settings: Settings) -> None:
    rows = query(settings, "SELECT DISTINCT kind, complete_by, verdict FROM core.coverage WHERE git_count > 0")
    assert rows == [("commits", None, "lower_bound")]  # a listed repository of the project was not cloned
    merged = "SELECT DISTINCT complete_by, verdict FROM core.coverage WHERE kind = 'pull_requests' AND api_count > 0"
    assert ("github", "complete") in query(settings, merged)


@pytest.mark.realdata
def test_an_answer_says_whether_it_is_complete(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(settings.config_dir))

    def asked(*words: str) -> tuple[dict, str]:
        result = CliRunner().invoke(duckstats.app, ["metrics", *words, "--project", "ours", "--format", "json"])
        assert result.exit_code == 0, result.output
        return orjson.loads(result.stdout), result.stderr

    found, _ = asked("contributors", "--since", "2026-05-01", "--until", "2026-08-01", "--every", "month")
    assert found["data_quality"]["verdict"] == "lower_bound"
    assert "Known to be incomplete" in found["data_quality"]["sentence"]
    assert len(found["rows"]) == found["data_quality"]["parts"]
    found, _ = asked("pr_authors", "--since", "2017-01-01", "--until", "2018-01-01")
    assert found["data_quality"]["verdict"] == "none"
    result = CliRunner().invoke(
        duckstats.app, ["metrics", "contributors", "--project", "ours", "--since", "2026-05-01"]
    )
    assert "Known to be incomplete" in result.stderr
    assert "Known to be incomplete" not in result.stdout


@pytest.mark.realdata
def test_reconcile_lists_differences_and_links(settings: Settings, merge: dict) -> None:
    text = reconcile.report(store.current(settings), "ours", "2026-01-01", "2027-01-01")
    assert "pull_requests: " in text
    assert "seen by gharchive" in text
    assert f"repo%3A{merge['repo']['name']}%20is%3Apr%20merged%3A{merge['created_at'][:7]}-01.." in text
    assert "containerd/ttrpc" in text
    with pytest.raises(DuckstatsError, match="no project"):
        reconcile.report(store.current(settings), "none", "2026-01-01", "2027-01-01")


@pytest.mark.realdata
def test_status_tells_of_clones_and_quota(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(settings.landing_file) as connection:
        lines = status_sources.read(connection).lines()
    assert lines[0].startswith("Git        319 commits of 1 repositories")
    assert "requests, complete" in lines[1]
    assert "of 5,000 requests an hour (1 token)" in lines[2]
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(settings.config_dir))
    result = CliRunner().invoke(duckstats.app, ["status", "--coverage"])
    assert result.exit_code == 0
    assert "pull_requests" in result.output
