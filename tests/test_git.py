"""Commits from git: what a repository can do to us, and equality with what git itself prints."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import duckstats
from ingest import landing
from ingest.gharchive.scope import Scope
from ingest.git import clone as git
from ingest.git import log
from ingest.git.ingest import GitReport, ingest_git
from settings import ROOT, DuckstatsError, Settings

EVERYTHING = Scope("all", everything=True)
ANN = "ann@example.org"


class Origin:
    """A repository that a test pushes to, as a server would hold it."""

    def __init__(self, folder: Path, name: str = "acme/tool", branch: str = "main") -> None:
        self.folder, self.name = folder, name
        self.path = folder / name
        self.path.mkdir(parents=True)
        self.git("init", "--quiet", f"--initial-branch={branch}")

    def git(self, *words: str, stdin: bytes = b"", **more: str) -> str:
        person = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": ANN, "GIT_COMMITTER_NAME": "Ann"}
        person |= {"GIT_COMMITTER_EMAIL": ANN, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        done = subprocess.run(
            ["git", *words], cwd=self.path, input=stdin, capture_output=True, check=True, env=os.environ | person | more
        )
        return done.stdout.decode(errors="replace").strip()

    def commit(self, message: str = "Change", file: str | None = None, text: str = "x", **more: str) -> str:
        words = ["commit", "--quiet", "--allow-empty", "--allow-empty-message", "-F", "-"]
        if file:
            (self.path / file).parent.mkdir(parents=True, exist_ok=True)
            (self.path / file).write_text(text)
            self.git("add", "--all")
        self.git(*words, stdin=message.encode(), **more)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", ROOT / "config")


def ingest(settings: Settings, origin: Origin, **more: object) -> GitReport:
    return ingest_git(settings, Scope("none"), [origin.name], str(origin.folder), **more)  # type: ignore[arg-type]


def query(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


# What a night's build goes by: it cannot tell rows that were there before from those of a clone taken anew.
MARKS = "SELECT DISTINCT source FROM raw.dirty_days ORDER BY 1"


def on_default(settings: Settings) -> dict[str, bool]:
    return dict(query(settings, "SELECT sha, is_on_default_branch FROM raw.commits"))


def test_a_commit_is_told_as_git_tells_it(origin: Origin, settings: Settings) -> None:
    first = origin.commit("Begin", file="src/a.txt", text="1\n2\n", GIT_AUTHOR_DATE="2020-01-01T10:00:00+0200")
    message = "Fix it\n\nLonger text.\n\nCo-authored-by: Bob <7+bob@users.noreply.github.com>\nTested-by: Eve <eve@example.org>\n"
    second = origin.commit(message, file="src/a.txt", text="1\n3\n")
    report = ingest(settings, origin, full=True)
    assert (report.commits, report.complete, report.exit_code) == (2, 1, 0)
    row = query(settings, "SELECT authored_at, authored_offset, changed_files, insertions, deletions, parents, is_merge "
                f"FROM raw.commits WHERE sha = '{first}'")  # fmt: skip
    assert row == [(datetime(2020, 1, 1, 8), 120, 1, 2, 0, [], False)]
    assert query(
        settings, f"SELECT subject, parents, insertions, deletions FROM raw.commits WHERE sha = '{second}'"
    ) == [("Fix it", [first], 1, 1)]
    assert query(settings, "SELECT sha, path, status, insertions FROM raw.commit_files ORDER BY status") == [
        (first, "src/a.txt", "A", 2),
        (second, "src/a.txt", "M", 1),
    ]
    assert query(settings, "SELECT role, name, login FROM raw.commit_trailers ORDER BY role") == [
        ("co_author", "Bob", "bob"),
        ("tester", "Eve", None),
    ]


def test_no_address_is_stored(origin: Origin, settings: Settings) -> None:
    origin.commit("Mail eve@example.org\n\nSigned-off-by: Eve <eve@example.org>", file="eve@example.org.txt")
    origin.git("tag", "eve@example.org")
    ingest(settings, origin)
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        for table in landing.contract():
            for row in connection.execute(f"SELECT * FROM raw.{table}").fetchall():
                assert not [value for value in row if isinstance(value, str) and ("eve@" in value or ANN in value)]


def test_an_unchanged_repository_gives_nothing_new(origin: Origin, settings: Settings) -> None:
    origin.commit()
    ingest(settings, origin)
    before = query(settings, "FROM raw.commits")
    report = ingest(settings, origin)
    assert (report.unchanged, report.complete, report.commits) == (1, 0, 0)
    assert query(settings, "FROM raw.commits") == before


def test_only_new_commits_are_added_and_branches_move(origin: Origin, settings: Settings) -> None:
    first = origin.commit("1")
    origin.git("checkout", "--quiet", "-b", "topic")
    second = origin.commit("2")
    ingest(settings, origin)
    origin.git("checkout", "--quiet", "main")
    assert ingest(settings, origin).commits == 0
    origin.git("merge", "--quiet", "--no-ff", "-m", "Merge", "topic")
    merge = origin.git("rev-parse", "HEAD")
    assert ingest(settings, origin).commits == 1
    assert on_default(settings) == {first: True, second: True, merge: True}
    assert query(settings, f"SELECT is_merge, changed_files FROM raw.commits WHERE sha = '{merge}'") == [(True, None)]


def test_a_branch_that_is_not_the_default_is_taken_too(origin: Origin, settings: Settings) -> None:
    first = origin.commit("1")
    origin.git("checkout", "--quiet", "-b", "release")
    second = origin.commit("2")
    origin.git("checkout", "--quiet", "main")
    ingest(settings, origin)
    assert on_default(settings) == {first: True, second: False}


def test_forced_and_deleted_branches_keep_what_was_taken(origin: Origin, settings: Settings) -> None:
    first, lost = origin.commit("1"), origin.commit("lost")
    origin.git("checkout", "--quiet", "-b", "topic")
    topic = origin.commit("topic")
    origin.git("checkout", "--quiet", "main")
    ingest(settings, origin)
    origin.git("branch", "--quiet", "-D", "topic")
    origin.git("reset", "--quiet", "--hard", first)
    new = origin.commit("new")
    assert ingest(settings, origin).commits == 1
    assert on_default(settings) == {first: True, lost: False, topic: False, new: True}


def test_a_lost_clone_and_forced_branch_double_nothing(origin: Origin, settings: Settings) -> None:
    import shutil

    first, lost = origin.commit("1"), origin.commit("lost")
    ingest(settings, origin)
    shutil.rmtree(settings.data_dir / "clones")
    origin.git("reset", "--quiet", "--hard", first)
    new = origin.commit("new")
    origin.git("reflog", "expire", "--expire=now", "--all")
    origin.git("gc", "--quiet", "--prune=now")
    assert ingest(settings, origin).commits == 1
    assert on_default(settings) == {first: True, lost: False, new: True}
    assert query(settings, "SELECT COUNT(*), COUNT(DISTINCT sha) FROM raw.commits") == [(3, 3)]


def test_counting_lines_later_reads_the_history_again(origin: Origin, settings: Settings) -> None:
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.commit(file="a", text="1\n2\n3\n")
    ingest(settings, origin)
    assert query(settings, "SELECT insertions FROM raw.commits") == [(None,)]
    assert query(settings, MARKS) == [("git",)]
    ingest(settings, origin, full=True)
    assert query(settings, MARKS) == [("git",), ("git_again",)]
    origin.commit(file="a", text="1\n")
    ingest(settings, origin)
    assert sorted(query(settings, "SELECT insertions, deletions FROM raw.commits")) == [(0, 2), (3, 0)]
    assert query(settings, "SELECT commit_count, has_lines FROM raw.git_repos") == [(2, True)]


def test_an_empty_repository_is_no_failure(origin: Origin, settings: Settings) -> None:
    report = ingest(settings, origin)
    assert (report.empty, report.exit_code) == (1, 0)
    origin.commit()
    assert ingest(settings, origin).commits == 1


def test_an_emptied_repository_keeps_its_commits(origin: Origin, settings: Settings) -> None:
    import shutil

    origin.commit()
    ingest(settings, origin)
    shutil.rmtree(origin.path)
    Origin(origin.folder, "acme/other")
    origin.path.mkdir()
    origin.git("init", "--quiet")
    assert ingest(settings, origin).empty == 1
    assert query(settings, "SELECT COUNT(*) FROM raw.commits") == [(1,)]


def test_a_repository_that_is_gone_is_a_fact(origin: Origin, settings: Settings) -> None:
    origin.commit()
    ingest(settings, origin)
    origin.path.rename(origin.path.with_name("hidden"))
    report = ingest(settings, origin)
    assert (report.gone, report.exit_code) == (1, 0)
    assert query(settings, "SELECT status, commit_count FROM raw.git_repos") == [("gone", 1)]
    origin.path.with_name("hidden").rename(origin.path)
    assert ingest(settings, origin).unchanged == 1


def test_a_renamed_repository_stays_one(origin: Origin, settings: Settings) -> None:
    origin.commit("1")
    event = {"source": "gharchive", "event_id": 1, "type": "PushEvent", "repo_id": 7, "actor_login": "ann"}

    def seen(name: str, at: datetime) -> None:
        with landing.opened(settings.landing_file) as file:
            rows = [event | {"repo_name": name, "created_at": at, "day": at.date()}]
            file.append("events", landing.arrow_table("events", rows))

    seen("Acme/Tool", datetime(2020, 1, 1))
    source = str(origin.folder)
    origin.path.rename(origin.path.parent.with_name("Acme"))
    (origin.folder / "x").mkdir()
    origin.path.parent.with_name("Acme").rename(origin.folder / "x" / "Tool")
    (origin.folder / "Acme").mkdir()
    (origin.folder / "x" / "Tool").rename(origin.folder / "Acme" / "Tool")
    assert ingest_git(settings, EVERYTHING, [], source).commits == 1
    seen("New/Name", datetime(2021, 1, 1))
    (origin.folder / "New").mkdir()
    (origin.folder / "Acme" / "Tool").rename(origin.folder / "New" / "Name")
    assert ingest_git(settings, EVERYTHING, ["acme/tool"], source).unchanged == 1
    assert query(settings, MARKS) == [("git",), ("git_again",)]
    assert query(settings, "SELECT repo_name, repo_id, commit_count FROM raw.git_repos") == [("new/name", 7, 1)]
    assert query(settings, "SELECT DISTINCT repo_name FROM raw.commits") == [("New/Name",)]
    assert not (settings.data_dir / "clones" / "acme" / "tool.git").exists()


def test_odd_encodings_and_dates(origin: Origin, settings: Settings) -> None:
    def raw(author: bytes, date: bytes, extra: bytes = b"", message: bytes = b"m") -> str:
        tree = origin.git("hash-object", "-t", "tree", "-w", "--stdin")
        text = b"tree %s\nauthor %s <a@b.org> %s\ncommitter %s <a@b.org> %s\n%s\n%s" % (
            *(tree.encode(), author, date, author, date, extra, message),
        )
        return origin.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)

    shas = {
        "latin": raw(
            "Jürgen".encode("latin-1"), b"1600000000 +0000", b"encoding ISO-8859-1\n", "Grün".encode("latin-1")
        ),
        "broken": raw(b"\xff\xfe\x01", b"1600000000 +0000", message=b"\xff subject"),
        "before": raw(b"Old", b"-1 +0000"),
        "epoch": raw(b"Zero", b"0 +0000"),
        "future": raw(b"Late", b"4102444800 +1400"),
        "never": raw(b"Never", b"99999999999999999 +0000"),
        "none": raw(b"None", b"soon"),
        "zone": raw(b"Zone", b"1600000000 +99999"),
        "empty": raw(b"", b"1600000000 +0000", message=b""),
    }
    for name, sha in shas.items():
        origin.git("update-ref", f"refs/heads/{name}", sha)
    origin.commit("ordinary")
    assert ingest(settings, origin).commits == len(shas) + 1
    told = {
        sha: (name, subject, at)
        for sha, name, subject, at in query(settings, "SELECT sha, author_name, subject, authored_at FROM raw.commits")
    }
    assert told[shas["latin"]][:2] == ("Jürgen", "Grün")
    assert told[shas["broken"]][1] == "\ufffd subject"
    assert told[shas["future"]][2] == datetime(2100, 1, 1)
    assert told[shas["empty"]] == (None, None, datetime(2020, 9, 13, 12, 26, 40))
    assert query(settings, "SELECT COUNT(*) FROM raw.commits WHERE day > current_date OR day IS NULL") == [(0,)]


def test_a_failure_while_writing_leaves_nothing_half_written(
    origin: Origin, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin.commit("1")
    real = landing.Landing.append

    def full_disk(self: landing.Landing, table: str, batch: object) -> None:
        if table == "git_repos":
            raise OSError("no space left on device")
        real(self, table, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(landing.Landing, "append", full_disk)
    with pytest.raises(OSError):
        ingest(settings, origin)
    monkeypatch.undo()
    assert query(settings, "SELECT COUNT(*) FROM raw.commits") == [(0,)]
    assert ingest(settings, origin).commits == 1


def test_one_broken_repository_does_not_cost_the_others(origin: Origin, settings: Settings) -> None:
    origin.commit()
    broken = Origin(origin.folder, "acme/broken")
    sha = broken.commit()
    (broken.path / ".git" / "objects" / sha[:2] / sha[2:]).unlink()
    wanted = ["acme/tool", "acme/none", "acme/broken"]
    report = ingest_git(settings, Scope("none"), wanted, str(origin.folder))
    assert (report.complete, report.commits, report.gone, report.broken, report.exit_code) == (1, 1, 1, 1, 1)
    reasons = dict(query(settings, "SELECT repo_name, status FROM raw.git_repos WHERE NOT reason IS NULL"))
    assert reasons == {"acme/none": "gone", "acme/broken": "broken"}


def test_when_nothing_can_be_reached_it_says_so(settings: Settings) -> None:
    with pytest.raises(DuckstatsError, match="No repository could be fetched"):
        ingest_git(settings, Scope("none"), ["acme/tool"], "http://127.0.0.1:9")
    with pytest.raises(DuckstatsError, match="--repo"):
        ingest_git(settings, EVERYTHING, [], "http://127.0.0.1:9")


def test_the_command_explains_a_wrong_name(tmp_path: Path) -> None:
    result = CliRunner().invoke(duckstats.app, ["--data-dir", str(tmp_path), "ingest", "git", "--repo", "tool"])
    assert result.exit_code == 2
    assert "owner/name" in result.output


@pytest.fixture(scope="module")
def ttrpc(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """The real repository ingested from a clone of its bundle."""
    folder = tmp_path_factory.mktemp("ttrpc")
    bundle = shared_data / "git" / "containerd-ttrpc.bundle"
    source = folder / "containerd" / "ttrpc"
    subprocess.run(["git", "clone", "--quiet", "--branch", "main", str(bundle), str(source)], check=True)
    settings = Settings(folder / "data", ROOT / "config")
    ingest_git(settings, Scope("none"), ["containerd/ttrpc"], str(folder), full=True)
    return settings, source


def printed(source: Path, *words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=source, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line.strip()]


@pytest.mark.realdata
def test_ttrpc_equals_git(ttrpc: tuple[Settings, Path]) -> None:
    settings, source = ttrpc
    assert len(printed(source, "log", "--format=%H", "main")) == 319
    ours = query(settings, "SELECT sha FROM raw.commits WHERE is_on_default_branch")
    assert sorted(ours) == sorted((sha,) for sha in printed(source, "log", "--format=%H", "main"))
    merges = query(settings, "SELECT COUNT(*) FROM raw.commits WHERE is_merge")
    assert merges == [(len(printed(source, "log", "--merges", "--format=%H", "main")),)]
    authors = query(settings, "SELECT COUNT(*) || '|' || author_name FROM raw.commits GROUP BY author_name")
    shortlog = [line.strip().replace("\t", "|") for line in printed(source, "shortlog", "-s", "--group=author", "main")]
    assert sorted(line for (line,) in authors) == sorted(shortlog)
    paths = printed(source, "log", "--no-merges", "--no-renames", "--format=", "--numstat", "main")
    lines = [sum(int(n) for n in (line.split("\t")[at] for line in paths) if n.isdigit()) for at in (0, 1)]
    assert query(settings, "SELECT SUM(insertions), SUM(deletions), SUM(changed_files) FROM raw.commits") == [
        (*lines, len(paths))
    ]


@pytest.mark.realdata
def test_ttrpc_trailers_equal_git(ttrpc: tuple[Settings, Path]) -> None:
    settings, source = ttrpc
    co_authors = printed(source, "log", "--format=%(trailers:key=Co-authored-by,valueonly,separator=%x0A)", "main")
    ours = query(settings, "SELECT name || ' <' || address || '>' FROM raw.commit_trailers WHERE role = 'co_author'")
    assert sorted(line for (line,) in ours) == sorted(co_authors)
    assisted = printed(source, "log", "--format=%h", "--regexp-ignore-case", "--grep=^Co-authored-by: Claude", "main")
    ours = query(settings, "SELECT COUNT(DISTINCT sha) FROM raw.commit_trailers WHERE name LIKE 'Claude%'")
    assert ours == [(len(assisted),)]
    assert len(assisted) == 3


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
CHANGE = st.tuples(TEXT.filter(lambda path: path != ""), st.sampled_from("AMDT"), st.none() | st.integers(0, 99))


@given(
    st.lists(st.tuples(TEXT, TEXT, st.lists(CHANGE, max_size=3), st.integers(0, 2)), max_size=5), st.integers(1, 50), st.booleans()
)  # fmt: skip
def test_whatever_stands_in_texts_and_paths_is_read_back(found: list, block: int, counted: bool) -> None:
    written = b""
    for at, (name, message, changes, parents) in enumerate(found):
        fields = [
            f"{at:040x}",
            " ".join(["f" * 40] * parents),
            name,
            "a@b.c",
            "5 +0100",
            name,
            "a@b.c",
            "5 +0100",
            message,
        ]
        written += b"".join(field.encode() + b"\0" for field in fields) + b"\0"
        tokens = [f":100644 100644 {'0' * 40} {'1' * 40} {status}\0{path}\0" for path, status, _ in changes]
        if counted:
            tokens += [f"{'-' if n is None else n}\t{'-' if n is None else n}\t{path}\0" for path, _, n in changes]
        written += ("\n" if changes else "").encode() + "".join(tokens).encode()

    class Blocks:
        rest = written

        def read(self, _: int) -> bytes:
            taken, self.rest = self.rest[:block], self.rest[block:]
            return taken

    commits = list(log.parsed(log._tokens(Blocks())))
    assert [(c.author, c.message, len(c.parents)) for c in commits] == [(n, m, p) for n, m, _, p in found]
    for commit, (_, _, changes, parents) in zip(commits, found, strict=True):
        expected = [
            log.Change(path, status, n if counted else None, n if counted else None) for path, status, n in changes
        ]
        assert commit.changes == (None if parents > 1 else expected)


@given(st.integers(-(10**20), 10**20), st.text(max_size=6))
def test_no_date_is_too_absurd(seconds: int, zone: str) -> None:
    at = log.moment(f"{seconds} {zone}").at
    assert at is None or at.replace(tzinfo=UTC).timestamp() == pytest.approx(seconds)


def test_git_is_missed_in_one_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DuckstatsError, match="git is not installed"):
        git.require_git()
