"""Nights of everything that ingest can bring: the same file as one build of the whole; and what nights leave to one."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import world
from ingest import landing
from ingest.github.store import Progress, Store
from ingest.ledger import HOUR_TABLES
from settings import ROOT, Settings
from tests.published import tables
from warehouse import build, night, publish, settled, work

NIGHT = date(2026, 1, 1)  # the day that comes after the generated world
LISTED_SINCE = datetime(2025, 6, 1)
ENDPOINTS = ("issues", "issue_events", "comments", "review_comments", "releases")
ITEM_COLUMNS = "* EXCLUDE (source, archive_hour, day, seen_at, event_id)"
NAMED = ("events", "issues", "pull_requests", "comments", "reviews", "commits", "commit_trailers", "releases", "repos")


@dataclass
class Nights:
    """The world by day and night: two nights after a whole build, and the same raw rows built at once."""

    settings: Settings
    at_once: Settings


def one(file: landing.Landing, query: str) -> Any:
    row = file.connection.execute(query).fetchone()
    assert row is not None, query
    return row[0] if len(row) == 1 else row


def rows(file: landing.Landing, query: str) -> list[dict[str, Any]]:
    found = file.connection.execute(query).to_arrow_table().to_pylist()
    assert found, query
    return found


def change(file: landing.Landing, statement: str) -> None:
    assert one(file, statement) > 0, statement


def busiest(file: landing.Landing, column: str, where: str = "TRUE") -> Any:
    return one(file, f"SELECT {column} FROM raw.events WHERE {where} GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1")


def repository(file: landing.Landing) -> tuple[int, str]:
    """The one that API and git know, too."""
    return busiest(file, "repo_id, repo_name", "number IS NOT NULL")


def take_out_hour(file: landing.Landing, hour: datetime) -> dict[str, Any]:
    """An hour's rows, gone from the landing file as if it had not come yet."""
    held = {}
    for table in (*HOUR_TABLES, "archive_hours"):
        where = f"FROM raw.{table} WHERE archive_hour = '{hour}'"
        held[table] = file.connection.execute(f"SELECT * {where}").to_arrow_table()
        file.connection.execute(f"DELETE {where}")
    return held


def put_back(file: landing.Landing, held: dict[str, Any]) -> None:
    days = set()
    for table, found in held.items():
        file.append(table, found)
        days |= set(found.column("day").to_pylist()) if "day" in found.column_names else set()
    file.mark_dirty("gharchive", days)


def list_by_api(file: landing.Landing, offset: int) -> None:
    """What a listing brings: items, a comment, a review and label events, some new and some that the archive has."""
    repo_id, name = repository(file)
    there = f"repo_id = {repo_id} AND created_at >= '{LISTED_SINCE}'"
    issues = rows(
        file,
        f"SELECT DISTINCT ON (number) {ITEM_COLUMNS} FROM raw.issues WHERE {there} AND source = 'gharchive' "
        f"ORDER BY number, seen_at LIMIT 4 OFFSET {offset}",
    )
    comments = rows(
        file,
        f"SELECT {ITEM_COLUMNS} FROM raw.comments WHERE {there} AND kind = 'issue' "
        f"AND source = 'gharchive' ORDER BY comment_id LIMIT 6 OFFSET {offset}",
    )
    reviews = rows(
        file,
        f"SELECT {ITEM_COLUMNS} FROM raw.reviews WHERE {there.replace('created_at', 'submitted_at')} "
        f"AND source = 'gharchive' ORDER BY review_id LIMIT 3 OFFSET {offset}",
    )
    for issue in issues:
        issue |= {
            "updated_at": datetime(2026, 2, 1 + offset),
            "labels": ["kind/new", f"sig/of-{offset}"],
            "milestone": None,
        }
    issues[0] |= {"state": "closed", "closed_at": datetime(2025, 12, 24)}
    new_issue = issues[1] | {
        "number": 900_000 + offset,
        "issue_id": 900_000 + offset,
        "is_pull_request": False,
        "state": "open",
        "closed_at": None,
        "author_id": 77_001,
        "author_login": "of-the-api",
    }
    lost = comments[0] | {"comment_id": 800_000 + offset, "author_login": comments[0]["author_login"] + "-once"}
    shared = {"repo_id": repo_id, "repo_name": name, "actor_id": 77_002, "actor_login": "labeller"}
    events = [
        shared
        | {
            "issue_event_id": 10 * offset + n,
            "event": event,
            "label": label,
            "number": issue["number"],
            "is_pull_request": issue["is_pull_request"],
            "created_at": at,
            "day": at.date(),
        }
        for n, (issue, event, label, at) in enumerate(
            [
                (issues[1], "labeled", "kind/new", datetime(2025, 9, 1, 12)),
                (issues[2], "labeled", "needs-rebase", datetime(2025, 9, 2, 12)),
                (issues[2], "unlabeled", "needs-rebase", datetime(2025, 9, 20, 12)),
                (issues[0], "closed", None, datetime(2025, 12, 24)),
            ]
        )
    ]
    release = {
        "repo_id": repo_id,
        "repo_name": name,
        "release_id": 700_000 + offset,
        "tag": f"v9.{offset}",
        "author_id": 77_002,
        "author_login": "labeller",
        "created_at": datetime(2025, 8, 1, 9),
        "published_at": datetime(2025, 8, 1, 10),
        "day": date(2025, 8, 1),
    }
    for comment in (*comments, lost):
        comment["day"] = comment["created_at"].date()
    for review in reviews:
        review["day"] = review["submitted_at"].date()
    Store(file).write(
        {
            "issues": [*issues, new_issue],
            "comments": [*comments, lost],
            "reviews": reviews,
            "issue_events": events,
            "releases": [release],
        }
    )


def fetch_clone(file: landing.Landing, seen_at: datetime, where: str, is_on_default_branch: bool) -> None:
    """Commits that pushes listed, as a clone has them, dated before their pushes; and one of git alone."""
    repo_id, name = repository(file)
    columns = (
        f"'git' AS source, NULL AS archive_hour, NULL AS event_id, NULL AS pushed_at, NULL AS pusher_id, NULL AS "
        f"pusher_login, TIMESTAMP '{seen_at}' AS seen_at, pushed_at - INTERVAL 40 HOUR AS committed_at, pushed_at - "
        f"INTERVAL 50 HOUR AS authored_at, (pushed_at - INTERVAL 40 HOUR)::DATE AS day, {is_on_default_branch} AS "
        "is_on_default_branch, FALSE AS is_merge, 3 AS insertions, 1 AS deletions, author_name AS committer_name, "
        "author_address AS committer_address, repo_id, repo_name, author_name, author_address, subject"
    )
    source = f"FROM raw.commits WHERE source = 'gharchive' AND repo_id = {repo_id} AND {where}"
    change(file, f"INSERT INTO raw.commits BY NAME SELECT {columns}, sha {source}")
    change(file, f"INSERT INTO raw.commits BY NAME SELECT {columns}, 'f' || sha AS sha {source} LIMIT 2")
    change(
        file,
        "INSERT INTO raw.commit_files BY NAME SELECT source, day, sha, repo_id, repo_name, unnest(CASE hash(sha) % 4 "
        "WHEN 0 THEN ['src/a'] WHEN 1 THEN ['src/a', 'docs/a'] ELSE ['docs/a'] END) AS path, 'M' AS status, "
        f"3 AS insertions, 1 AS deletions FROM raw.commits WHERE seen_at = '{seen_at}'",
    )
    change(
        file,
        "INSERT INTO raw.commit_trailers BY NAME SELECT source, day, sha, repo_id, repo_name, 'co_author' AS "
        "role, 1 AS position, 'Some Body' AS name, sha1('some') || '@new.example.com' AS address FROM raw.commits "
        f"WHERE seen_at = '{seen_at}'",
    )
    file.connection.execute("DELETE FROM raw.git_repos")
    change(
        file,
        "INSERT INTO raw.git_repos BY NAME SELECT 'git' AS source, "
        f"{repo_id} AS repo_id, '{name.lower()}' AS repo_name, '{name}' AS spelling, 'complete' AS status, "
        f"TIMESTAMP '{seen_at}' AS complete_at",
    )
    file.mark_dirty("git", [seen_at.date()])


def share_by_paths(file: landing.Landing) -> None:
    """Give a folder of the repository to a group of its own, and let some comments on diffs stand there."""
    repo_id, name = repository(file)
    rule = {"group_name": "Docs", "kind": "path", "value": f"{name.lower()}:docs/"}
    project = one(file, f"SELECT project FROM raw.project_rules WHERE value = split_part('{name.lower()}', '/', 1)")
    file.append("repo_group_rules", landing.arrow_table("repo_group_rules", [rule | {"project": project}]))
    there = f"WHERE kind = 'review' AND repo_id = {repo_id}"
    change(file, f"UPDATE raw.comments SET path = 'docs/' || path {there} AND hash(comment_id) % 3 = 0")
    change(file, f"UPDATE raw.comments SET path = NULL {there} AND hash(comment_id) % 3 = 1")


def tell_paths(file: landing.Landing) -> None:
    """The API tells where comments stand that the archive had without their paths."""
    there = f"kind = 'review' AND repo_id = {repository(file)[0]} AND created_at >= '{LISTED_SINCE}'"
    found = rows(
        file,
        f"SELECT {ITEM_COLUMNS} FROM raw.comments WHERE {there} AND path IS NULL AND source = 'gharchive' "
        "ORDER BY comment_id LIMIT 5",
    )
    Store(file).write({"comments": [row | {"path": "docs/late", "day": row["created_at"].date()} for row in found]})


def before_the_nights(file: landing.Landing) -> None:
    repo_id, name = repository(file)
    Store(file).note(
        [
            Progress(repo_id, name, endpoint, LISTED_SINCE, datetime(2026, 1, 1), status="complete")
            for endpoint in ENDPOINTS
        ]
    )
    Store(file).write(
        {
            "repos": [
                {
                    "role": "repository",
                    "repo_id": repo_id,
                    "event_repo_id": repo_id,
                    "repo_name": name,
                    "event_repo_name": name,
                }
            ]
        }
    )
    list_by_api(file, 1)
    share_by_paths(file)
    fetch_clone(file, datetime(2026, 1, 1, 1), "hash(sha) % 3 = 0", False)


def first_night(file: landing.Landing, late: dict[str, Any]) -> None:
    """A day, a late hour, a repository that was renamed, accounts of new logins, an account that only files named."""
    put_back(file, late)
    day = f"day = '{NIGHT}'"
    repo_id, name = busiest(file, "repo_id, repo_name", f"{day} AND repo_id <> {repository(file)[0]}")
    for table in NAMED:
        file.connection.execute(
            f"UPDATE raw.{table} SET repo_name = '{name}-again' WHERE {day} AND repo_id = {repo_id}"
        )
    renamed = busiest(file, "actor_id", day)
    change(file, f"UPDATE raw.events SET actor_login = 'a-new-login' WHERE {day} AND actor_id = {renamed}")
    known = one(file, "SELECT login FROM raw.people WHERE login NOT IN (SELECT actor_login FROM raw.events) LIMIT 1")
    newcomer = busiest(file, "actor_id", f"{day} AND actor_id <> {renamed}")
    change(
        file, f"UPDATE raw.events SET actor_login = '{known}', actor_id = 77000 WHERE {day} AND actor_id = {newcomer}"
    )
    change(
        file,
        f"UPDATE raw.events SET repo_id = 66000, repo_name = split_part(repo_name, '/', 1) || '/new' "
        f"WHERE {day} AND number IS NULL AND type = 'WatchEvent'",
    )
    list_by_api(file, 3)


def second_night(file: landing.Landing) -> None:
    """An hour that lost rows when it was taken again, answers of the API on what it told before, commits that were
    found in a clone, and commits that came to the default branch."""
    hour = busiest(file, "archive_hour", "day >= '2025-11-01'")
    held = take_out_hour(file, hour)
    put_back(file, {table: found.slice(0, (found.num_rows + 1) // 2) for table, found in held.items()})
    file.mark_dirty(
        "gharchive",
        {day for found in held.values() if "day" in found.column_names for day in found.column("day").to_pylist()},
    )
    list_by_api(file, 2)
    tell_paths(file)
    fetch_clone(file, datetime(2026, 1, 2, 1), "hash(sha) % 3 = 1", True)
    change(file, "UPDATE raw.commits SET is_on_default_branch = TRUE WHERE is_on_default_branch = FALSE AND sha > '8'")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    settings = Settings(tmp_path_factory.mktemp("nights"), ROOT / "config")
    world.generate(settings, world.SMALL)
    with landing.opened(settings.landing_file) as file:
        late = take_out_hour(file, busiest(file, "archive_hour", "day >= '2025-10-01'"))
        before_the_nights(file)
    build.build_models(settings)
    publish.publish(settings)
    world.add_night(settings)
    at_once = Settings(tmp_path_factory.mktemp("at_once"), ROOT / "config")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(night, "LARGEST_SHARE", 1)  # the world is small
        for bring in (lambda file: first_night(file, late), second_night):
            with landing.opened(settings.landing_file) as file:
                bring(file)
            told: list[str] = []
            build.build_models(settings, told.append)
            assert night.is_built(settings), told
            publish.publish(settings)
        shutil.copyfile(settings.landing_file, at_once.landing_file)
        build.build_models(at_once)
        publish.publish(at_once)
        yield Nights(settings, at_once)


def test_nights_are_the_same_as_one_build(nights: Nights) -> None:
    by_night, at_once = tables(nights.settings), tables(nights.at_once)
    assert set(by_night) == set(at_once)
    differing = {
        name: (
            [row for row in by_night[name] if row not in at_once[name]][:3],
            [row for row in at_once[name] if row not in by_night[name]][:3],
        )
        for name in at_once
        if by_night[name] != at_once[name]
    }
    assert differing == {}
    # Nothing is compared where nothing is.
    assert {name for name, found in at_once.items() if len(found) < 3} == EMPTY_HERE


def test_nights_bring_work_on_paths_that_groups_share(nights: Nights) -> None:
    """Commits whose files a clone told later than their pushes, and comments whose paths the API told."""
    with duckdb.connect(str(nights.settings.current_link / publish.FILE), read_only=True) as connection:
        connection.execute("CREATE TEMP VIEW docs AS SELECT section_id FROM core.repo_groups WHERE group_name = 'Docs'")
        for table, clause in {
            "commits": "pushed_at < '2026-01-01' AND len(sources) = 2 AND is_on_default_branch",
            "comments": "len(sources) = 2",
            "events": "len(sources) = 2",
        }.items():
            told = f"SELECT count(*) FROM core.{table} SEMI JOIN docs USING (section_id) WHERE {clause}"
            assert connection.execute(told).fetchone() > (0,), table


# The small world has no accounts that count as one, no runs, tags and languages.
EMPTY_HERE = {
    *("core.merged_accounts", "core.runs", "core.tags", "core.repo_languages", "core.identity_conflicts"),
}
BEFORE = {
    "the kind, employers": "UPDATE before.people SET kind = 'agent'",
    "kind, employers or": "INSERT INTO before.affiliations (person_id, starts_on, ends_on, company) "
    "SELECT person_id, DATE '1900-01-01', DATE '2100-01-01', 'another' FROM before.people",
    "a login belongs": "UPDATE before.logins SET person_id = 1 WHERE login NOT IN (SELECT login FROM touched.logins)",
    "a login is known": "DELETE FROM before.logins WHERE login NOT IN (SELECT login FROM touched.logins)",
    "is of another project": "UPDATE before.repos SET project = 'another'",
    "a repository is new": "DELETE FROM before.repos",
    "a repository's name": "UPDATE before.repo_names SET repo_id = 1",
    "other groups have paths": "INSERT INTO before.group_paths (repo_id, path, group_name) VALUES (1, 'x/', 'X')",
    "other accounts count": "INSERT INTO before.merged_accounts (account_id, person_id) VALUES (1, 2)",
}


@pytest.mark.parametrize("reason", BEFORE)
def test_a_night_that_changes_what_lies_before_it_is_none(nights: Nights, reason: str) -> None:
    assert settled.trouble(nights.settings) is None
    extract = night.folder(nights.settings) / night.EXTRACT
    kept = extract.read_bytes()
    with duckdb.connect(str(extract)) as connection:
        assert connection.execute(BEFORE[reason]).fetchone() != (0,)
    assert reason in str(settled.trouble(nights.settings))
    extract.write_bytes(kept)


CONFIGURED = {
    "affiliations": {"login": "me", "company": "Ours", "since": date(2020, 1, 1), "until": date(2100, 1, 1)},
    "people": {"login": "me", "name": "Me"},
    "person_rules": {"login": "me", "kind": "kind", "value": "bot"},
    "projects": {"project": "mine", "name": "Mine"},
    "project_rules": {"project": "mine", "kind": "organization", "value": "us"},
    "repo_group_rules": {"project": "mine", "kind": "pattern", "value": ".*", "group_name": "all"},
    "bot_rules": {"kind": "bot", "pattern": "me"},
    "acquisitions": {"company": "Ours", "buyer": "Theirs", "acquired_on": date(2020, 1, 1)},
    "opt_outs": {"source": "config", "hash": "0"},
    "api_progress": {"repo_id": 1, "endpoint": "issues", "listed_since": datetime(2020, 1, 1)},
}


def test_another_configuration_makes_a_whole_build(nights: Nights, tmp_path: Path) -> None:
    changed = Settings(tmp_path, ROOT / "config")
    shutil.copyfile(nights.settings.landing_file, changed.landing_file)
    before = night.fingerprint(nights.settings)
    assert night.fingerprint(changed) == before
    for table, row in CONFIGURED.items():
        with landing.opened(changed.landing_file) as file:
            file.append(table, landing.arrow_table(table, [row]))
        after = night.fingerprint(changed)
        assert after != before, table
        before = after
    assert said(nights.settings, fingerprint=before) == "the configuration, a model or what the API lists has changed"


@pytest.mark.parametrize("file", ["models/core/events.sql", "functions/buyers.sql", "macros/__init__.py"])
def test_other_code_makes_a_whole_build(nights: Nights, tmp_path: Path, monkeypatch, file: str) -> None:
    before = night.fingerprint(nights.settings)
    shutil.copytree(night.HERE, tmp_path / "warehouse", ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    monkeypatch.setattr(night, "HERE", tmp_path / "warehouse")
    assert night.fingerprint(nights.settings) == before
    path = tmp_path / "warehouse" / file
    path.write_text(path.read_text() + " ")
    assert night.fingerprint(nights.settings) != before


def said(settings: Settings, *marks: tuple[str, date], fingerprint: str = "") -> str | None:
    """Why these marks make a whole build."""
    mark = settings.work_dir / night.BASE
    kept = mark.read_text()
    if fingerprint:
        mark.write_text(kept.replace(night.fingerprint(settings), fingerprint))
    try:
        return night.extract(settings, night.Touched(list(marks)))
    finally:
        mark.write_text(kept)


def test_what_is_no_nights_is_said(nights: Nights) -> None:
    days = [NIGHT - timedelta(days=n) for n in range(night.MOST_DAYS + 1)]
    assert said(nights.settings, *(("gharchive", day) for day in days)) == (
        "36 days were touched since the last build of everything (at most 35)"
    )
    assert said(nights.settings, ("git_again", NIGHT)) == "git_again changed rows in a way that no day tells"
    assert night.Touched([("opt_out", NIGHT)]).hides


def test_a_large_part_is_no_nights(nights: Nights, monkeypatch) -> None:
    monkeypatch.setattr(night, "LARGEST_SHARE", 0.0001)
    assert said(nights.settings, ("gharchive", NIGHT)) == "touched days hold a large part of all events"
    today = landing.now().date()
    assert said(nights.settings, ("github", today)) == "a large part of all issues and pull requests was touched"
    assert said(nights.settings, ("git", date(2026, 1, 2))) == "a large part of all commits was touched"


def test_a_night_knows_every_table() -> None:
    models = "".join(path.read_text() for path in (ROOT / "warehouse" / "models").rglob("*.sql"))
    read = set(re.findall(r"raw\.(\w+)", models))
    kinds = [{name.removeprefix("raw.") for name in night.EXTRACTED}, set(night.CONFIGURED), night.READ_WHOLE]
    assert read <= set().union(*kinds)
    assert sum(len(kind) for kind in kinds) == len(set().union(*kinds))
    served = set(re.findall(r"name (?:core|marts)\.(\w+)", models)) - work.UNPUBLISHED
    ways = [set(night.REPLACED), night.ADDED, night.WHOLE, set(night.REMADE)]
    assert served == set().union(*ways)
    assert sum(len(way) for way in ways) == len(served)
