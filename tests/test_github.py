"""The API ingest against a GitHub on loopback: what it takes, how it goes on, and the server's bad days."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import duckstats
from ingest import landing
from ingest.gharchive.scope import Scope
from ingest.github.client import BASE_URL, Client, Quota
from ingest.github.ingest import ApiReport, ingest_github
from ingest.github.tokens import tokens
from settings import ROOT, DuckstatsError, Settings
from tests.fake_github import FakeGitHub, Repo, serving

EVERYTHING = Scope("all", everything=True)
SINCE = datetime(2026, 1, 1)


@pytest.fixture
def world() -> Iterator[FakeGitHub]:
    world = FakeGitHub()
    world.tokens["one"] = 5000
    with serving(world):
        yield world


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", ROOT / "config")


def client(world: FakeGitHub, given: list[str] | None = None, **more: object) -> Client:
    waits: list[float] = []
    made = Client(["one"] if given is None else given, world.address, sleep=waits.append, **more)  # type: ignore[arg-type]
    made.waits = waits  # type: ignore[attr-defined]
    return made


def ingest(
    settings: Settings, world: FakeGitHub, asking: Client | None = None, since: datetime = SINCE, **more: object
) -> ApiReport:
    given = {"owners": ["acme"], "singles": []} | more
    return ingest_github(settings, EVERYTHING, since=since, client=asking or client(world), **given)  # type: ignore[arg-type]


def query(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def busy(world: FakeGitHub, name: str = "acme/tool") -> Repo:
    """A repository with one of everything."""
    repo = world.repo(name)
    ann, bob, bot = world.user("ann"), world.user("bob"), world.user("ci[bot]", "Bot")
    ann |= {"name": "Ann", "company": "@acme", "location": "Bonn"}
    repo.add_issue(1, "2026-02-01T00:00:00Z", ann, labels=[{"name": "bug"}], body="/kind bug\nmail eve@example.org")
    repo.add_pull(
        2, "2026-02-02T00:00:00Z", bob, state="closed", closed_at="2026-02-03T00:00:00Z", merged=True,
        merged_at="2026-02-03T00:00:00Z", merged_by=bot, merge_commit_sha="d" * 40, updated_at="2026-02-03T00:00:00Z",
    )  # fmt: skip
    repo.add_comment(11, 1, "2026-02-01T01:00:00Z", bob, body="/assign")
    repo.add_comment(12, 2, "2026-02-02T01:00:00Z", ann)
    repo.add_review_comment(21, 2, "2026-02-02T02:00:00Z", ann)
    repo.add_review(31, 2, "2026-02-02T03:00:00Z", ann)
    repo.add_event(41, 1, "labeled", "2026-02-01T00:00:05Z", ann, label={"name": "bug"})
    repo.add_event(42, 2, "closed", "2026-02-03T00:00:00Z", bot)
    repo.releases.append({
        "id": 51, "tag_name": "v1", "name": "One", "draft": False, "prerelease": False, "author": ann,
        "created_at": "2026-02-04T00:00:00Z", "published_at": "2026-02-04T00:00:00Z",
    })  # fmt: skip
    return repo


def test_a_clock_that_is_ahead_hides_no_later_change(
    settings: Settings, world: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, ann, real = world.repo("acme/tool"), world.user("ann"), landing.now
    repo.add_issue(1, "2026-02-01T00:00:00Z", ann)
    with monkeypatch.context() as ahead:
        ahead.setattr(landing, "now", lambda: real() + timedelta(hours=3))
        ingest(settings, world)
    repo.add_issue(2, f"{real() + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}", ann)
    ingest(settings, world)
    assert query(settings, "SELECT DISTINCT number FROM raw.issues ORDER BY 1") == [(1,), (2,)]


def test_everything_of_a_repository_is_taken(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    report = ingest(settings, world)
    assert (report.repositories, report.changed, report.pulls, report.exit_code) == (1, 1, 1, 0)
    assert query(settings, "SELECT number, is_pull_request, author_login, labels FROM raw.issues ORDER BY number") == [
        (1, False, "ann", ["bug"]),
        (2, True, "bob", []),
    ]
    assert query(settings, "SELECT number, is_merged, merged_at, merged_by_login, merge_sha, additions, state, author_type "
                 "FROM raw.pull_requests") == [(2, True, datetime(2026, 2, 3), "ci[bot]", "d" * 40, 10, "closed", "User")]  # fmt: skip
    assert query(settings, "SELECT comment_id, kind, number, is_pull_request FROM raw.comments ORDER BY 1") == [
        (11, "issue", 1, False),
        (12, "issue", 2, True),
        (21, "review", 2, True),
    ]
    assert query(settings, "SELECT review_id, number, state, author_login FROM raw.reviews") == [
        (31, 2, "approved", "ann")
    ]
    assert query(settings, "SELECT event, number, label, actor_login FROM raw.issue_events ORDER BY 1") == [
        ("closed", 2, None, "ci[bot]"),
        ("labeled", 1, "bug", "ann"),
    ]
    assert query(settings, "SELECT tag, author_login FROM raw.releases") == [("v1", "ann")]
    assert query(settings, "SELECT origin, command FROM raw.commands ORDER BY ALL") == [
        ("comment", "assign"),
        ("issue", "kind"),
    ]
    assert query(settings, "SELECT login, name, company, location FROM raw.profiles WHERE name IS NOT NULL") == [
        ("ann", "Ann", "@acme", "Bonn")
    ]
    assert query(settings, "SELECT stars, license, is_archived, role FROM raw.repos") == [
        (5, "apache-2.0", False, "repository")
    ]
    assert query(settings, "SELECT language, size_bytes FROM raw.repo_languages ORDER BY ALL") == [
        ("C", 5),
        ("Go", 100),
    ]
    assert query(settings, "SELECT tag, sha FROM raw.tags") == [("v1.0", "c" * 40)]
    assert query(settings, "SELECT DISTINCT source FROM raw.issues") == [("github",)]


def dump(settings: Settings) -> dict[str, list[tuple]]:
    facts = ("issues", "pull_requests", "comments", "reviews", "issue_events", "releases", "commands", "repos", "tags")
    times = {"seen_at", "day"}
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        found = {}
        for table in facts:
            names = [row[0] for row in connection.execute(f"DESCRIBE raw.{table}").fetchall() if row[0] not in times]
            found[table] = connection.execute(f"SELECT {', '.join(names)} FROM raw.{table} ORDER BY ALL").fetchall()
        return found


def test_a_second_run_changes_nothing_and_costs_little(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    world.repo("acme/quiet")
    ingest(settings, world)
    before = dump(settings)
    world.seen.clear()
    report = ingest(settings, world)
    assert dump(settings) == before
    assert (report.changed, report.items) == (0, 0)
    assert Counter(line.split("?")[0] for line in world.seen) == {
        "GET /rate_limit": 1,
        "GET /orgs/acme/repos": 1,
        "POST /graphql": 1,
    }
    assert world.unchanged == 1


def test_only_what_changed_is_asked_for(settings: Settings, world: FakeGitHub) -> None:
    repo = busy(world)
    ingest(settings, world)
    now = f"{datetime.now() + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"
    repo.add_comment(99, 1, now, world.user("bob"), body="new")
    repo.issues[1] |= {"updated_at": now, "state": "closed", "closed_at": now, "labels": []}
    world.seen.clear()
    assert ingest(settings, world).items == 2 + 2  # the issue, its comment, and one page of events with two known ones
    paths = [line for line in world.seen if "/repos/acme/tool/" in line]
    assert [path.split("?")[0].split("/tool/")[1] for path in paths] == ["issues", "issues/comments", "issues/events"]
    assert all("since=" in path for path in paths[:2])
    assert query(settings, "SELECT state, labels FROM raw.issues WHERE number = 1 ORDER BY updated_at") == [
        ("open", ["bug"]),
        ("closed", []),
    ]


def test_long_listings_are_read_to_their_end(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    ann = world.user("ann")
    for number in range(1, 251):
        repo.add_issue(number, f"2026-02-01T{number // 60:02d}:{number % 60:02d}:00Z", ann)
    report = ingest(settings, world)
    assert report.items == 250
    assert query(settings, "SELECT COUNT(DISTINCT number) FROM raw.issues") == [(250,)]
    listed = query(settings, "SELECT listed_since, status FROM raw.api_progress WHERE endpoint = 'issues'")
    assert listed == [(SINCE, "complete")]


def test_the_first_run_stops_at_since_and_a_later_one_goes_further_back(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    ann = world.user("ann")
    for number in range(1, 351):
        at = datetime(2025, 1, 1) + timedelta(days=number)
        repo.add_issue(number, f"{at:%Y-%m-%dT%H:%M:%SZ}", ann)
    ingest(settings, world, since=datetime(2025, 12, 1))
    assert query(settings, "SELECT COUNT(*) FROM raw.issues") == [(100,)]
    ingest(settings, world, since=datetime(2025, 1, 1))
    assert query(settings, "SELECT COUNT(*), COUNT(DISTINCT number) FROM raw.issues") == [(350, 350)]


def test_spent_quota_stops_a_run_and_the_next_goes_on(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    ann = world.user("ann")
    for number in range(1, 1001):
        repo.add_issue(number, f"2026-02-{1 + number // 60:02d}T00:{number % 60:02d}:00Z", ann)
    world.tokens["one"] = 20 + 5  # a reserve is left to others
    report = ingest(settings, world, client(world, max_wait=10))
    assert report.stopped
    assert "quota" in report.stopped
    assert report.exit_code == 0
    assert 0 < query(settings, "SELECT COUNT(*) FROM raw.issues")[0][0] < 1000
    assert world.tokens["one"] >= 20
    world.tokens["one"] = 5000
    world.seen.clear()
    assert ingest(settings, world).stopped is None
    assert query(settings, "SELECT COUNT(*), COUNT(DISTINCT number) FROM raw.issues") == [(1000, 1000)]
    again = [line for line in world.seen if "direction=desc" in line and "/issues?" in line]
    assert len(again) < 10


def test_it_waits_for_new_quota_when_it_may(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    world.tokens["one"], world.reset_at = 20, int(time.time()) + 30
    asking = client(world, max_wait=60)

    def wait(seconds: float) -> None:
        assert 25 < seconds < 40
        world.tokens["one"], world.reset_at = 5000, int(time.time()) + 3600

    asking.sleep = wait
    assert ingest(settings, world, asking).stopped is None
    assert query(settings, "SELECT COUNT(*) FROM raw.issues") == [(2,)]


def test_the_token_with_most_quota_is_used(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    world.tokens |= {"one": 30, "two": 4000}
    ingest(settings, world, client(world, ["one", "two"]))
    assert world.used["two"] > 5
    assert world.used["one"] == 0
    assert query(settings, "SELECT token_count, quota_limit, outcome FROM raw.api_runs") == [(2, 10_000, "complete")]


def test_a_refused_token_is_left_out(settings: Settings, world: FakeGitHub, capsys: pytest.CaptureFixture) -> None:
    busy(world)
    assert ingest(settings, world, client(world, ["expired", "one"])).exit_code == 0
    assert "not accepted" in capsys.readouterr().err
    with pytest.raises(DuckstatsError, match="none of the tokens"):
        ingest(settings, world, client(world, ["expired"]))


def test_no_token_is_ever_written_or_shown(
    settings: Settings, world: FakeGitHub, capsys: pytest.CaptureFixture
) -> None:
    secret = "ghp_secretsecretsecret"  # pragma: allowlist secret
    world.tokens[secret] = 5000
    busy(world)
    world.fail("/repos/acme/tool/issues", 500)
    ingest(settings, world, client(world, [secret]))
    shown = capsys.readouterr()
    assert secret not in shown.err + shown.out
    assert secret.encode() not in settings.landing_file.read_bytes()


def test_without_a_token_it_works_by_rest_alone(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    ingest(settings, world, client(world, []))
    assert not [line for line in world.seen if "graphql" in line]
    assert query(settings, "SELECT number, additions, merged_by_login FROM raw.pull_requests") == [(2, 10, "ci[bot]")]
    assert query(settings, "SELECT review_id FROM raw.reviews") == [(31,)]
    assert query(settings, "SELECT COUNT(*) FROM raw.profiles") == [(2,)]


def test_a_person_s_repositories_are_listed_too(settings: Settings, world: FakeGitHub) -> None:
    world.people.add("ann")
    busy(world, "ann/tool")
    assert ingest(settings, world, owners=["ann"]).repositories == 1


def test_a_renamed_repository_is_found_by_its_old_name(settings: Settings, world: FakeGitHub) -> None:
    busy(world, "old/tool")
    ingest(settings, world, owners=[], singles=["old/tool"])
    world.rename("old/tool", "new/tool")
    report = ingest(settings, world, owners=[], singles=["old/tool"])
    assert report.repositories == 1
    assert query(settings, "SELECT DISTINCT repo_id FROM raw.repos") == [(1,)]
    newest = "SELECT repo_name, event_repo_name FROM raw.repos ORDER BY seen_at DESC LIMIT 1"
    assert query(settings, newest) == [("new/tool", "old/tool")]


@pytest.mark.parametrize("status", [404, 410, 451, 403])
def test_what_is_gone_or_switched_off_stops_nothing(settings: Settings, world: FakeGitHub, status: int) -> None:
    busy(world)
    world.fail("/repos/acme/tool/issues", status, {"message": "Repository access blocked"})
    report = ingest(settings, world, singles=["gone/tool"])
    assert (report.repositories, report.exit_code) == (1, 0)
    assert query(settings, "SELECT status FROM raw.api_progress WHERE endpoint = 'issues'") == [("absent",)]
    assert query(settings, "SELECT COUNT(*) FROM raw.comments") == [(3,)]


def test_an_empty_organisation_is_no_failure(settings: Settings, world: FakeGitHub) -> None:
    assert ingest(settings, world).exit_code == 0


@pytest.mark.parametrize(
    ("status", "message", "headers"),
    [
        (403, "You have exceeded a secondary rate limit", {"Retry_After": "0"}),
        (403, "You have exceeded a secondary rate limit", {}),
        (429, "Too many requests", {"Retry_After": "0"}),
        (500, "Oops", {}),
        (502, "Bad gateway", {}),
    ],
)
def test_limits_and_bad_days_are_waited_out(
    settings: Settings, world: FakeGitHub, status: int, message: str, headers: dict[str, str]
) -> None:
    busy(world)
    world.fail("/issues/comments", status, {"message": message}, **headers)
    asking = client(world, secondary_wait=0.1)
    assert ingest(settings, world, asking).exit_code == 0
    assert query(settings, "SELECT COUNT(*) FROM raw.comments WHERE kind = 'issue'") == [(2,)]


@pytest.mark.parametrize(
    "body", [b'[{"id": 1, "num', b"<html>", b'{"message": "odd"}', b"null"], ids=["half", "html", "object", "null"]
)
def test_answers_that_make_no_sense_are_asked_for_again_or_left_out(
    settings: Settings, world: FakeGitHub, body: bytes
) -> None:
    busy(world)
    world.fail("/repos/acme/tool/issues", 200, body)
    ingest(settings, world)
    ingest(settings, world)
    assert query(settings, "SELECT COUNT(DISTINCT number) FROM raw.issues") == [(2,)]


def test_an_answer_that_breaks_off_is_asked_for_again(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    world.fail("/repos/acme/tool/issues", 200, b"[", Content_Length="5000")
    ingest(settings, world)
    assert query(settings, "SELECT COUNT(*) FROM raw.issues") == [(2,)]


def test_a_listing_that_keeps_failing_costs_only_itself(
    settings: Settings, world: FakeGitHub, capsys: pytest.CaptureFixture
) -> None:
    busy(world)
    for _ in range(3):
        world.fail("/issues/comments", 200, b"[{")
    report = ingest(settings, world)
    assert report.exit_code == 1
    assert "acme/tool comments" in capsys.readouterr().err
    assert query(settings, "SELECT COUNT(*) FROM raw.issues") == [(2,)]
    assert ingest(settings, world).exit_code == 0
    assert query(settings, "SELECT COUNT(*) FROM raw.comments") == [(3,)]


def test_a_query_that_is_too_much_is_asked_in_halves(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    for number in range(1, 11):
        repo.add_pull(number, "2026-02-01T00:00:00Z", world.user("ann"))
    real = world.graphql

    def narrow(text: str) -> dict:
        if text.count("pullRequest(number") > 3:
            return {"errors": [{"message": "Something went wrong while executing your query"}]}
        return real(text)

    world.graphql = narrow  # type: ignore[method-assign]
    assert ingest(settings, world).pulls == 10


def test_what_github_fails_at_is_asked_for_again(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    for number in (1, 2):
        repo.add_pull(number, "2026-02-01T00:00:00Z", world.user("ann"))
    repo.issues[3] = repo.add_issue(3, "2026-02-01T00:00:00Z", world.user("ann"), pull=True)  # its pull request is gone
    real = world.graphql

    def failing(text: str) -> dict:
        answer = real(text)
        if "p2:" in text:
            answer["data"]["r1"]["p2"] = None
            answer["errors"] = [
                {"message": "Something went wrong", "path": ["r1", "p2"]},
                {"type": "NOT_FOUND", "message": "none", "path": ["r1", "p3"]},
            ]
        return answer

    world.graphql = failing  # type: ignore[method-assign]
    assert ingest(settings, world).pulls == 1
    assert query(settings, "SELECT number FROM raw.api_todo") == [(2,)]
    world.graphql = real  # type: ignore[method-assign]
    assert ingest(settings, world).pulls == 1
    assert query(settings, "SELECT COUNT(*) FROM raw.api_todo") == [(0,)]


def test_many_reviews_are_listed_whole(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    repo.add_pull(1, "2026-02-01T00:00:00Z", world.user("ann"))
    for number in range(120):
        repo.add_review(number + 1, 1, "2026-02-01T00:00:00Z", world.user("bob"))
    ingest(settings, world)
    assert query(settings, "SELECT COUNT(*) FROM raw.reviews") == [(120,)]


def test_graphql_has_limits_of_its_own(settings: Settings, world: FakeGitHub) -> None:
    busy(world)
    real = world.graphql
    world.graphql = lambda _: {"errors": [{"type": "RATE_LIMITED", "message": "spent"}]}  # type: ignore[method-assign]
    report = ingest(settings, world, client(world, max_wait=1))
    assert report.stopped
    world.graphql = real  # type: ignore[method-assign]
    assert ingest(settings, world).pulls == 1


def test_a_broken_off_run_loses_and_doubles_nothing(settings: Settings, world: FakeGitHub) -> None:
    repo = world.repo("acme/tool")
    for number in range(1, 401):
        repo.add_issue(number, f"2026-02-{1 + number // 60:02d}T00:{number % 60:02d}:00Z", world.user("ann"))
    asking = client(world)
    real, calls = asking.get, iter(range(100))

    def get(*words: object, **more: object) -> object:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return real(*words, **more)  # type: ignore[arg-type]

    asking.get = get  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        ingest(settings, world, asking)
    assert query(settings, "SELECT COUNT(*) FROM raw.issues") == [(200,)]
    ingest(settings, world)
    assert query(settings, "SELECT COUNT(*), COUNT(DISTINCT number) FROM raw.issues") == [(400, 400)]


def test_what_happens_during_a_run_comes_with_the_next(settings: Settings, world: FakeGitHub) -> None:
    repo = busy(world)
    real = world.graphql

    def probing(text: str) -> dict:
        answer = real(text)
        if "...parts" in text:
            now = f"{datetime.now() + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
            repo.add_issue(3, now, world.user("bob"))
        return answer

    world.graphql = probing  # type: ignore[method-assign]
    ingest(settings, world)
    world.graphql = real  # type: ignore[method-assign]
    ingest(settings, world)
    assert query(settings, "SELECT COUNT(DISTINCT number) FROM raw.issues") == [(3,)]


def test_no_network_is_said_in_one_sentence(settings: Settings) -> None:
    asking = Client([], "http://127.0.0.1:9", sleep=lambda _: None)
    with pytest.raises(DuckstatsError, match="cannot be reached"):
        ingest_github(settings, EVERYTHING, ["acme"], [], SINCE, asking)


def test_tokens_come_from_environment_or_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DUCKSTATS_GITHUB_TOKENS", "GITHUB_TOKENS", "GITHUB_TOKEN", "DUCKSTATS_GITHUB_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert tokens() == []
    monkeypatch.setenv("GITHUB_TOKEN", "a_1")
    assert tokens() == ["a_1"]
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKENS", "b, c\nb")
    assert tokens() == ["b", "c"]
    file = tmp_path / "tokens"
    file.write_text("d # the first\n\ne\n")
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKEN_FILE", str(file))
    assert tokens() == ["d", "e"]
    file.write_text("no-token!\n")
    with pytest.raises(DuckstatsError, match="no list of GitHub tokens"):
        tokens()
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(DuckstatsError, match="cannot be read"):
        tokens()


def test_quota_is_whole_again_after_its_reset() -> None:
    assert Quota(5000, 3, 100).left(99) == 3
    assert Quota(5000, 3, 100).left(101) == 5000


def test_the_command_takes_a_server_of_ones_own(
    world: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(world)
    monkeypatch.setenv("DUCKSTATS_GITHUB_TOKENS", "one")
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(tmp_path))
    words = ["ingest", "github", "--repo", "acme/tool", "--since", "2026-01-01", "--source", world.address]
    result = CliRunner().invoke(duckstats.app, words)
    assert result.exit_code == 0, result.output
    assert BASE_URL.startswith("https://")
    with duckdb.connect(str(tmp_path / "landing.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT COUNT(*) FROM raw.issues").fetchone() == (2,)
