"""Work on paths that a group of their own looks after: counted with that group, whoever asks and however."""

import gzip
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from dashboards import behind
from ingest import archive, landing
from ingest.gharchive.scope import Scope
from ingest.git.ingest import ingest_git
from settings import Settings
from tests.conftest import built
from tests.test_git import Origin
from warehouse import catalog, store
from warehouse.store import Store

SINCE, UNTIL = "2024-03-01", "2024-03-02"
REGISTRY = {
    "projects/kubernetes.yaml": "name: Kubernetes\norganizations: [kubernetes]\n",
    "repo_groups/kubernetes.yaml": """
project: kubernetes
others: Other
groups:
  - {name: Kubernetes, repositories: [kubernetes/kubernetes]}
  - name: SIG Cluster Lifecycle
    repositories: [kubernetes/kubeadm]
    paths: {Kubernetes/kubernetes: [cmd/kubeadm/, cluster/]}
""",
}
KUBERNETES, KUBEADM, WEBSITE = ((1, "kubernetes/kubernetes"), (2, "kubernetes/kubeadm"), (3, "kubernetes/website"))
# Comments on diffs, by where they stand; without a path, in the conversation.
COMMENTS = [
    *((KUBERNETES, path) for path in ("cmd/kubeadm/app.go", "cluster/kube-up.sh", "pkg/x.go", "cmd/kubeadm.go", None)),
    (KUBEADM, "cmd/kubeadm/app.go"),
    (WEBSITE, "cluster/page.md"),
]
COMMITS = [  # their files
    ["cmd/kubeadm/app.go"],
    ["pkg/x.go"],
    ["cluster/kube-up.sh", "cmd/kubeadm/app.go"],
    ["cluster/kube-down.sh", "clusters.md"],
]
LISTED = "1" * 40  # a commit of a push that no clone has: nobody knows its files


def event(number: int, kind: str, repo: tuple[int, str], payload: dict[str, Any]) -> bytes:
    at = f"2024-03-01T05:00:{number:02}Z"
    named = {"id": repo[0], "name": repo[1]}
    whole = {"id": str(number), "type": kind, "actor": {"id": 7, "login": "ann"}, "repo": named, "payload": payload}
    return orjson.dumps(whole | {"created_at": at})


def commented(number: int, repo: tuple[int, str], path: str | None) -> bytes:
    comment = {"id": 100 + number, "user": {"id": 7, "login": "ann"}, "body": "/lgtm\n", "path": path}
    comment |= {"created_at": f"2024-03-01T05:00:{number:02}Z", "commit_id": LISTED}
    if path is None:
        issue = {"id": 50, "number": 6, "created_at": "2024-03-01T05:00:00Z", "state": "open"}
        return event(number, "IssueCommentEvent", repo, {"action": "created", "comment": comment, "issue": issue})
    pull = {
        "id": 50 + repo[0],
        "number": 5,
        "user": {"id": 7, "login": "ann"},
        "created_at": "2024-03-01T05:00:00Z",
        "state": "open",
    }
    return event(
        number, "PullRequestReviewCommentEvent", repo, {"action": "created", "comment": comment, "pull_request": pull}
    )


def pushed(number: int, shas: list[str]) -> bytes:
    author = {"name": "Ann", "email": "ann@example.org"}
    commits = [{"sha": sha, "message": "Change", "author": author, "distinct": True} for sha in shas]
    payload = {"push_id": number, "size": len(shas), "distinct_size": len(shas), "ref": "refs/heads/main"}
    return event(number, "PushEvent", KUBERNETES, payload | {"commits": commits, "head": shas[-1]})


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A day of one project: an hour of the archive, a clone, and a comment that only the API tells."""
    folder = tmp_path_factory.mktemp("sections")
    for name, text in REGISTRY.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    settings = Settings(folder / "data", folder)
    origin = Origin(folder / "origin", KUBERNETES[1])
    when = {"GIT_AUTHOR_DATE": "2024-03-01T04:00:00Z", "GIT_COMMITTER_DATE": "2024-03-01T04:00:00Z"}
    shas = []
    for number, files in enumerate(COMMITS):
        for file in files[1:]:
            (origin.path / file).parent.mkdir(parents=True, exist_ok=True)
            (origin.path / file).write_text(str(number))
        shas.append(origin.commit(file=files[0], text=str(number), **when))
    lines = [commented(number, *comment) for number, comment in enumerate(COMMENTS, 1)]
    lines.append(pushed(20, [*shas, LISTED]))
    (folder / "2024-03-01-5.json.gz").write_bytes(gzip.compress(b"\n".join(lines) + b"\n"))
    since, until = datetime(2024, 3, 1, 5), datetime(2024, 3, 1, 6)
    everything = Scope("all", everything=True)
    archive.ingest_archive(settings, since, until, str(folder), everything, workers=1, progress=False)
    ingest_git(settings, Scope("none"), [origin.name], str(origin.folder))
    with landing.opened(settings.landing_file) as file:
        moment, repo = datetime(2024, 3, 1, 5, 30), {"repo_id": KUBERNETES[0], "repo_name": KUBERNETES[1]}
        told = repo | {"source": "github", "day": moment.date(), "seen_at": moment, "created_at": moment, "number": 5}
        told |= {"comment_id": 900, "kind": "review", "is_pull_request": True, "path": "cluster/README.md"}
        told |= {"author_id": 7, "author_login": "ann"}
        listed = repo | {"endpoint": "review_comments", "listed_since": datetime(2024, 3, 1)}
        file.append("comments", landing.arrow_table("comments", [told]))
        file.append("api_progress", landing.arrow_table("api_progress", [listed]))
    return store.current(built(settings))


def number(current: Store, metric: str, column: str, **asked: str) -> int:
    rows = current.metric(metric, {"since": SINCE, "until": UNTIL, "every": "day", "who": "all"} | asked).to_pylist()
    return sum(row[column] for row in rows)


# By what is asked for: commits, comments, comments on diffs among them and their events, pushes, all events.
EXPECTED = {
    "the group": ({"group": "SIG Cluster Lifecycle"}, (3, 4, 4, 0)),
    "the repository's group": ({"group": "Kubernetes"}, (3, 3, 2, 1)),
    "the group of the others": ({"group": "Other"}, (0, 1, 1, 0)),
    "the repository": ({"repo": "kubernetes/kubernetes"}, (5, 6, 5, 1)),
    "the repository as a group": ({"group": "kubernetes/kubernetes"}, (5, 6, 5, 1)),
    "the group within the repository": (
        {"repo": "Kubernetes/kubernetes", "group": "sig cluster lifecycle"},
        (3, 3, 3, 0),
    ),
    "the project": ({"project": "kubernetes"}, (5, 8, 7, 1)),
    "everything": ({}, (5, 8, 7, 1)),
    "the organisation": ({"project": "org:kubernetes"}, (5, 8, 7, 1)),
    "the organisation as a group": ({"group": "kubernetes"}, (5, 8, 7, 1)),
}


@pytest.mark.parametrize(("asked", "expected"), EXPECTED.values(), ids=EXPECTED)
def test_each_fact_stands_with_its_groups(current: Store, asked: dict[str, str], expected: tuple[int, ...]) -> None:
    commits, comments, on_diffs, pushes = expected
    assert number(current, "commits", "commits", **asked) == commits
    assert number(current, "comments", "comments", **asked) == comments
    assert number(current, "activity", "events", **asked) == comments + pushes
    for measured, expectation in {"review_comments": on_diffs, "pushes": pushes, "commits": commits}.items():
        found = current.metric(
            behind.METRIC, {"measured": measured, "who": "all", "since": SINCE, "until": UNTIL} | asked
        )
        assert found.num_rows == expectation, measured


def test_parts_by_group_are_what_each_group_has(current: Store) -> None:
    asked = {"split_by": "group", "every": "day", "since": SINCE, "until": UNTIL}
    parts = current.metric("github_statistics", asked | {"reading": "exact"}).to_pylist()
    commits = {row["part"]: row["commits"] for row in parts}
    assert commits == {"Kubernetes": 3, "SIG Cluster Lifecycle": 3, "Other": 0}
    commands = current.metric("bot_commands", asked).to_pylist()
    assert {row["part"]: row["uses"] for row in commands} == {"Kubernetes": 3, "SIG Cluster Lifecycle": 3, "Other": 1}
    whole = current.metric("github_statistics", asked | {"reading": "exact", "split_by": "all"}).to_pylist()
    assert [(row["part"], row["commits"]) for row in whole] == [("All", 5)]


def test_lists_of_groups_have_each_repository_once(current: Store) -> None:
    groups = {row["group_name"]: row["repositories"] for row in current.metric("groups", {}).to_pylist()}
    assert groups["SIG Cluster Lifecycle"] == 2 and groups["Kubernetes"] == 1 and groups["kubernetes"] == 3
    rows = current.metric("repository_groups", {"project": "kubernetes"}).to_pylist()
    found = [(row["repository"], row["is_whole"]) for row in rows if row["group_name"] == "SIG Cluster Lifecycle"]
    assert found == [("kubernetes/kubeadm", True), ("kubernetes/kubernetes", False)]
    assert len(rows) == 3 * 2 + 4


def test_first_contributions_are_found_in_each_group(current: Store) -> None:
    """Who began elsewhere in the repository has a first contribution to the group as well."""
    for group in ("SIG Cluster Lifecycle", "Kubernetes", "Other", "all"):
        assert number(current, "contributors", "new_contributors", group=group) == 1, group


BEHIND = [
    name
    for name in catalog.metrics()
    if catalog.metric(name).header.behind.counts and "for_group" in catalog.metric(name).parameters
]


@pytest.mark.parametrize("name", BEHIND)
def test_things_behind_a_number_of_a_group_are_as_many(current: Store, name: str) -> None:
    known = {word.removeprefix("for_") for word in catalog.metric(name).parameters}
    for group in ("SIG Cluster Lifecycle", "Kubernetes"):
        asked = {"group": group, "since": SINCE, "until": UNTIL, "every": "day", "who": "all"}
        chosen = {word: value for word, value in asked.items() if word in known}
        for row in current.metric(name, chosen).to_pylist():
            for column in behind.counts(name):
                things = behind.question(name, chosen, column, row)
                if things is not None:
                    assert current.metric(behind.METRIC, things).num_rows == (row[column] or 0), (column, things)


# What these tell of an issue or a pull request is of all its comments, wherever they stand: it is the item that is asked
# for.
OF_ITEMS = {"pr_comments", "pr_reviews", "review_cycles", "pr_approvals", "time_between_comments", "issues_active"}
SCOPED = re.compile(
    r"in_scope\(\s*(?P<alias>\w+)\.project, \w+\.repo_id, for_project, for_group, for_repo(?P<section>, fact_section_id := \w+\.section_id)?\)"
)
SQL = [*sorted(catalog.FUNCTIONS_DIR.glob("*.sql")), *sorted(catalog.METRICS_DIR.glob("*.sql"))]


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_facts_are_asked_for_by_their_section(path: Path, current: Store) -> None:
    """A table that has sections is never asked for by its repository alone, which would forget the paths."""
    having = current.query(
        "SELECT DISTINCT schema_name || '.' || table_name AS name FROM duckdb_columns() WHERE column_name = 'section_id'"
    )
    sectioned = {row["name"] for row in having.to_pylist()} | {"events_beside_weeks"}
    assert "core.events" in sectioned
    text = path.read_text(encoding="utf-8")
    for call in SCOPED.finditer(text):
        bound = re.compile(rf"(?:FROM|JOIN) ([\w.]+)(?:\([^()]*\))? AS {call['alias']}\b")
        tables = [found[1] for found in bound.finditer(text[: call.start()])] or [
            found[1] for found in bound.finditer(text[call.end() :])
        ][:1]
        assert tables, call[0]
        wants_section = tables[-1] in sectioned and path.stem not in OF_ITEMS
        assert bool(call["section"]) == wants_section, (tables[-1], call[0])


def test_default_scopes_read_no_group(current: Store) -> None:
    """Nothing is joined or read for groups and sections where nobody asks for any."""
    for metric in ("commits", "activity", "comments"):
        plan = str(current.query(f"EXPLAIN (FORMAT json) FROM {metric}(for_project := 'kubernetes')").to_pylist())
        assert "repo_groups" not in plan and "section_id" not in plan, metric
        asked = str(current.query(f"EXPLAIN (FORMAT json) FROM {metric}(for_group := 'Kubernetes')").to_pylist())
        assert "repo_groups" in asked and "section_id" in asked, metric
