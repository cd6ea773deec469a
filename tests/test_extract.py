"""Rows of real events of each era, the counts of whole hours, and what is never stored."""

import csv
import re
from datetime import datetime
from pathlib import Path

import duckdb
import orjson
import pytest

from ingest import archive, landing
from ingest.gharchive.extract import extract, moment
from ingest.gharchive.scan import Scope
from ingest.gharchive.text import commands, hashed, mentions, redacted, subject, trailers
from settings import Settings

EVERYTHING = Scope("all", everything=True)
ROLES = {"co-authored-by": "co_author", "assisted-by": "assisted_by"}


def rows(shared: Path, era: str, kind: str) -> dict[str, list[dict]]:
    event = orjson.loads((shared / "gharchive" / "examples" / era / f"{kind}.json").read_bytes())
    return extract(event, 1, ROLES)


def test_every_example_fits_the_contract(shared_data: Path) -> None:
    for path in (shared_data / "gharchive" / "examples").glob("*/[A-Z]*.json"):
        for table, found in extract(orjson.loads(path.read_bytes()), 1, ROLES).items():
            for row in found:
                assert set(row) <= set(landing.contract()[table]), (path, table)
            landing.arrow_table(table, found)


def test_push_before_2015(shared_data: Path) -> None:
    found = rows(shared_data, "1-pre2015-old", "PushEvent")
    event = found["events"][0]
    assert event["created_at"] == datetime(2012, 6, 14, 22, 2, 2), "local time becomes UTC"
    assert (event["event_id"] < 0, event["actor_login"], event["repo_name"]) == (True, "valda", "valda/dotfiles")
    assert [commit["subject"] for commit in found["commits"]][:2] == ["mode-line", "diff-mode colors"]


def test_comment_before_2015_takes_its_number_from_the_address(shared_data: Path) -> None:
    comment = rows(shared_data, "1-pre2015-old", "IssueCommentEvent")["comments"][0]
    assert (comment["number"], comment["author_login"], comment["kind"]) == (500, "mahemoff", "issue")


def test_full_review(shared_data: Path) -> None:
    found = rows(shared_data, "2d-2021", "PullRequestReviewEvent")
    review = found["reviews"][0]
    assert review["state"] in {"approved", "commented", "changes_requested"}
    assert review["author_login"] and review["submitted_at"] and found["pull_requests"][0]["created_at"]


def test_trimmed_merge_tells_what_the_event_tells(shared_data: Path) -> None:
    pull = rows(shared_data, "3-2025-10-plus", "PullRequestEvent")["pull_requests"][0]
    assert (pull["is_merged"], pull["merged_by_login"], pull["state"]) == (True, "azaidrahman", "closed")
    assert pull["merged_at"] == datetime(2026, 3, 21, 18, 38, 40)
    assert pull["title"] is None and pull.get("author_login") is None and pull["additions"] is None


def test_trimmed_push_has_no_commits_and_no_zero(shared_data: Path) -> None:
    found = rows(shared_data, "3-2025-10-plus", "PushEvent")
    assert "commits" not in found
    assert found["events"][0]["push_size"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-06-14T15:02:02-07:00", datetime(2012, 6, 14, 22, 2, 2)),
        ("2012/06/14 15:02:02 -0700", datetime(2012, 6, 14, 22, 2, 2)),
        ("2015-01-01T01:00:00Z", datetime(2015, 1, 1, 1)),
        ("yesterday", None),
        (5, None),
    ],
)
def test_moments(text: object, expected: datetime | None) -> None:
    assert moment(text) == expected


def test_commands_are_lines_of_their_own() -> None:
    body = "/lgtm\nplease /hold\n  /Assign @ann  \n/kind bug\n/path/to/file"
    assert list(commands(body)) == [(1, "lgtm", None), (3, "assign", "@ann"), (4, "kind", "bug")]


def test_mentions_are_teams() -> None:
    body = "cc @Kubernetes/SIG-Node, @ann and x@y.com/z or https://x/@a/b"
    assert list(mentions(body)) == [(1, "kubernetes/sig-node")]


def test_trailers_stand_in_the_last_paragraph() -> None:
    message = (
        "Fix\n\nCo-authored-by: Not <n@x.org>\n\nText\n\nCo-authored-by: Ann <12+ann@users.noreply.github.com>\nX: y"
    )
    assert [(role, name, login) for _, role, name, _, login in trailers(message, ROLES)] == [
        ("co_author", "Ann", "ann")
    ]


def test_addresses_are_hashed_once() -> None:
    once = hashed("ann@example.org")
    assert once == hashed(once) and "ann@" not in str(once)
    assert redacted("by ann@example.org, lodash@4.17.21") == f"by {once}, lodash@4.17.21"
    assert redacted("nul\0l") == "null"


def test_only_tools_trailers_may_lack_an_address() -> None:
    message = "fix\n\nAssisted-by: Claude:some-model\nGenerated-by: Codex 5\nReviewed-by: Ann\nAssisted-by: \n"
    assert [
        (role, name, address)
        for _, role, name, address, _ in trailers(message, ROLES | {"generated-by": "generated_by"})
    ] == [
        ("assisted_by", "Claude:some-model", None),
        ("generated_by", "Codex 5", None),
    ]


def test_trailers_that_merging_added_do_not_hide_others() -> None:
    message = "Fix\n\nWhy.\n\nCo-authored-by: Ann <a@x.org>\n\n---------\n\nCo-authored-by: Bob <b@x.org>"
    assert [name for _, _, name, _, _ in trailers(message, ROLES)] == ["Ann", "Bob"]


def test_a_hashed_noreply_address_tells_no_login() -> None:
    message = f"Fix\n\nCo-authored-by: Ann <{hashed('ann@users.noreply.github.com')}>"
    assert [login for *_, login in trailers(message, ROLES)] == [None]


def test_no_part_of_an_address_is_left() -> None:
    assert redacted("von jürgen.ohara@example.org") == f"von {hashed('jürgen.ohara@example.org')}"
    cut = subject("x" * 190 + " ann.example@example.org")
    assert cut is not None and "ann" not in cut
    assert redacted("") is None


@pytest.fixture(scope="module")
def everything(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(tmp_path_factory.mktemp("everything"), tmp_path_factory.mktemp("config"))
    for name in ("pre-2015", "2015", "2021-07-21-sample.ndjson", "events-api-2026"):
        source = str(shared_data / "gharchive" / name)
        report = archive.ingest_archive(settings, None, None, source, EVERYTHING, workers=1, progress=False)
        assert report.exit_code == 0, name
    return settings


# What DevStats' importer counts differently: it drops events without repository (2012 gists and follows), and of events
# of one type, person and repository in one second all but one (register 49), which takes their commits along.
HASH_COLLISIONS = {"PushEvent", "CreateEvent", "DeleteEvent", "IssueCommentEvent", "PullRequestEvent"}


@pytest.mark.parametrize("name", ["2012-06-14-15", "2015-01-01-1"])
def test_whole_hours_count_as_devstats_does(name: str, everything: Settings, shared_data: Path) -> None:
    is_old = name.startswith("2012")
    with (shared_data / "devstats-golden" / "hours" / f"{name}.csv").open(encoding="utf-8") as file:
        theirs = {(row["what"], row["detail"]): int(row["n"]) for row in csv.DictReader(file)}
    hour = datetime(*map(int, name.split("-")))
    with duckdb.connect(str(everything.landing_file), read_only=True) as connection:

        def count(sql: str) -> int:
            return connection.execute(sql.replace("$hour", f"archive_hour = TIMESTAMP '{hour}'")).fetchone()[0]  # type: ignore[index]

        types = dict(
            connection.execute(
                "SELECT type, COUNT(*) FROM raw.events WHERE archive_hour = ? GROUP BY ALL", [hour]
            ).fetchall()
        )
        for (what, kind), number in theirs.items():
            if what == "events" and is_old and kind in HASH_COLLISIONS:
                assert number <= types[kind] <= number * 1.4, kind
            elif what == "events":
                assert types[kind] == number, kind
        assert set(types) - {kind for what, kind in theirs if what == "events"} == (
            {"GistEvent", "FollowEvent"} if is_old else set()
        )
        compared = {
            # id-only comments of 2012 give DevStats no row
            ("comments", "distinct id"): "SELECT COUNT(DISTINCT comment_id) FROM raw.comments WHERE $hour"
            + (" AND kind = 'review'" if is_old else ""),
            (
                "issues",
                "distinct id",
            ): "SELECT COUNT(DISTINCT issue_id) FROM raw.issues WHERE NOT is_pull_request AND $hour",
            (
                "pull requests",
                "distinct id",
            ): "SELECT COUNT(DISTINCT pull_request_id) FROM raw.pull_requests WHERE $hour",
            ("pull requests merged", "distinct id"): "SELECT COUNT(DISTINCT pull_request_id) FROM raw.pull_requests "
            "WHERE merged_at IS NOT NULL AND $hour",
            ("releases", "distinct id"): "SELECT COUNT(DISTINCT release_id) FROM raw.releases WHERE $hour",
            ("issue labels", "distinct issue and label"): "SELECT COUNT(DISTINCT (issue_id, label)) FROM "
            "(SELECT issue_id, UNNEST(labels) AS label FROM raw.issues WHERE $hour)",
        }
        if not is_old:
            compared |= {
                ("commits", "distinct sha"): "SELECT COUNT(DISTINCT sha) FROM raw.commits WHERE $hour",
                ("commits", "rows"): "SELECT COUNT(*) FROM raw.commits WHERE $hour",
                ("distinct logins", ""): "SELECT COUNT(DISTINCT actor_login) FROM raw.events WHERE $hour",
                ("forkees", "rows"): "SELECT COUNT(DISTINCT (repo_id, event_id)) FROM raw.repos WHERE $hour",
            }
        for key, sql in compared.items():
            assert count(sql) == theirs[key], key


def test_counts_by_type_equal_the_files(everything: Settings, shared_data: Path) -> None:
    import gzip
    from collections import Counter

    counted: Counter[str] = Counter()
    folder = shared_data / "gharchive"
    files = [
        *folder.glob("pre-2015/*"),
        *folder.glob("2015/*"),
        *folder.glob("*.ndjson"),
        *folder.glob("events-api-2026/*"),
    ]
    for path in files:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as lines:
            counted.update(orjson.loads(line)["type"] for line in lines)
    from ingest import status

    assert status.read(everything, 26).types == dict(sorted(counted.items()))


def test_no_address_is_stored(everything: Settings) -> None:
    plain = re.compile(r"(?<![0-9a-f])(?![0-9a-f]{40}@)[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
    with duckdb.connect(str(everything.landing_file), read_only=True) as connection:
        for table, columns in landing.contract().items():
            for column, kind in columns.items():
                if kind != "VARCHAR":
                    continue
                values = connection.execute(
                    f"SELECT {column} FROM raw.{table} WHERE contains({column}, '@')"
                ).fetchall()
                assert not [value for (value,) in values if plain.search(value)], (table, column)
