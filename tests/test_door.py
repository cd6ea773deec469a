"""The SQL door: what strangers may ask, what stops them, and what nobody else notices of it."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from prompt_toolkit.document import Document
from typer.testing import CliRunner

from duckstats import app
from settings import ROOT, DuckstatsError, Settings
from tests import hostile
from warehouse import door, store
from warehouse.door import prompt, rules

LIMITS = door.Limits(seconds=20, memory_bytes=500_000_000)


@pytest.fixture(scope="module")
def refused() -> set[str]:
    with duckdb.connect() as nothing:
        return rules.refused_functions(nothing)


@pytest.fixture(scope="module")
def file(published: Settings) -> Path:
    return store.current(published).file


def test_enough_hostile_statements_are_tried(tmp_path: Path, file: Path) -> None:
    assert len({sql for _, sql in hostile.statements(tmp_path, tmp_path, file)}) >= 100


def test_hostile_statements_are_refused_before_they_run(tmp_path: Path, file: Path, refused: set[str]) -> None:
    through = []
    for expected, sql in hostile.statements(tmp_path / "secret", tmp_path / "target", file):
        try:
            rules.check(sql, refused)
        except rules.Refusal:
            assert expected == "refused", sql
        except duckdb.Error:
            assert expected == "wrong", sql
        else:
            through.append((expected, sql))
    assert "refused" not in {expected for expected, _ in through}


def test_hostile_statements_do_no_harm(
    tmp_path: Path, file: Path, published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, target = tmp_path / "secret", tmp_path / "target"
    secret.write_text(hostile.SECRET_TEXT, encoding="utf-8")
    before = hashlib.sha256(file.read_bytes()).digest()
    # Those that the rules refuse were tried above, without a process for each; `python -m tests.hostile` sends all through.
    chosen = [one for one in hostile.statements(secret, target, file) if one[0] != "refused"]
    chosen += [("refused", f"SELECT * FROM read_text('{secret}')"), ("refused", f"COPY (SELECT 1) TO '{target}'")]
    monkeypatch.setattr(hostile, "statements", lambda *_: chosen)
    outcomes = hostile.run(secret, target, file)
    assert not [(one.expected, one.kind, one.said, one.sql) for one in outcomes if one.kind != one.expected]
    assert not [one.sql for one in outcomes if hostile.SECRET_TEXT in one.said]
    assert max(one.seconds for one in outcomes) < 60
    assert {path.name for path in tmp_path.iterdir()} == {"secret"}
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert store.current(published).query("SELECT 1 AS x").to_pylist() == [{"x": 1}]


def test_every_function_of_duckdb_is_judged(refused: set[str]) -> None:
    readers = {"read_text", "read_blob", "read_csv", "glob", "read_parquet", "read_json", "sniff_csv", "read_duckdb"}
    others = {
        "enable_logging",
        "enable_profiling",
        "arrow_scan",
        "pandas_scan",
        "query",
        "query_table",
        "duckdb_secrets",
    }
    assert readers | others <= refused
    assert not refused & {"sum", "histogram", "range", "unnest", "list_transform", "regexp_matches"}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1;",
        "/* why */ FROM core.projects LIMIT 1 -- this",
        "WITH a AS (SELECT 1 AS x) FROM a",
        "VALUES (1), (2)",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "TABLE core.projects",
        "DESCRIBE core.projects",
        "SUMMARIZE core.projects",
        "SHOW ALL TABLES",
        "PIVOT core.projects ON maturity USING count(*)",
        "FROM (PIVOT core.projects ON maturity USING count(*))",
        "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "EXPLAIN (FORMAT json) SELECT 1",
        "SELECT 'query(1); COPY' AS \"read_text\"",
    ],
)
def test_reading_statements_pass(sql: str, refused: set[str]) -> None:
    rules.check(sql, refused)


def test_split_minds_strings_and_comments() -> None:
    text = "SELECT 'a;b', \"c;d\", 'ü' /* e;f */;\n-- g;h\n;SELECT $$i;j$$;"
    assert rules.split(text) == ["SELECT 'a;b', \"c;d\", 'ü' /* e;f */", "SELECT $$i;j$$"]


def test_rows_are_cut_and_names_are_distinct(file: Path) -> None:
    answer = door.ask(file, "SELECT range AS x, 1 AS x FROM range(11)", door.Limits(max_rows=10))
    assert (answer.table.num_rows, answer.is_cut) == (10, True)
    assert answer.table.column_names == ["x", "x_1"]
    assert not door.ask(file, "FROM range(10)", door.Limits(max_rows=10)).is_cut


def test_cancelled_statement_ends_at_once(file: Path) -> None:
    running = door.start(file, "SELECT sleep_ms(60000)", LIMITS)
    assert not running.is_done(0.5)
    running.cancel()
    assert running.is_done()
    with pytest.raises(door.DoorError, match="cancelled"):
        running.answer()


def test_a_worker_that_does_not_end_itself_is_ended_for_its_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PATIENCE_SECONDS", 0)
    with pytest.raises(door.DoorError, match=r"took longer than 0\.01 s"):
        door.ask(file, "SELECT 1", door.Limits(seconds=0.01))


def test_worker_sees_no_token(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_secret")
    running = door.start(file, "SELECT sleep_ms(60000)", LIMITS)
    try:
        environment = Path(f"/proc/{running.process_id}/environ")
        if not environment.exists():
            pytest.skip("this system does not show a process's environment")
        assert b"ghp_secret" not in environment.read_bytes()
    finally:
        running.cancel()


def test_deleted_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(door.DoorError, match="does not exist"):
        door.ask(tmp_path / "gone.duckdb", "SELECT 1", LIMITS)


def asked(*arguments: str, stdin: str | None = None) -> SimpleNamespace:
    result = CliRunner().invoke(app, ["sql", *arguments], input=stdin)
    return SimpleNamespace(out=result.stdout, err=result.stderr, code=result.exit_code, error=result.exception)


def test_command_line(data_dir: Path, tmp_path: Path) -> None:
    statements = tmp_path / "two.sql"
    statements.write_text("SELECT 1 AS x;\nSELECT 2 AS y;\n", encoding="utf-8")
    assert asked("--file", str(statements), "--format", "csv").out == "x\n1\n\ny\n2\n"
    assert asked("-", "--format", "json", stdin="SELECT 3 AS z").out == '[{"z":3}]\n'
    target = tmp_path / "out.parquet"
    cut = asked("FROM range(5)", "--max-rows", "2", "--format", "parquet", "--output", str(target))
    assert "Cut after 2 rows" in cut.err
    assert duckdb.sql(f"SELECT count(*) FROM '{target}'").fetchone() == (2,)
    slow = asked("SELECT sleep_ms(60000)", "--timeout", "0.2")
    assert isinstance(slow.error, DuckstatsError) and "longer than 0.2 s" in str(slow.error)
    assert "--format is one of" in asked("SELECT 1", "--format", "xml").err


def test_prompt_answers_and_completes(published: Settings) -> None:
    current = store.current(published)
    talk = prompt.Prompt(current, LIMITS, "table")
    assert "(1 row in " in talk.handle("SELECT 1 AS x;")
    assert "core.pull_requests" in talk.handle(".tables")
    assert "merged_at" in talk.handle(".schema pull_requests")
    assert talk.handle(".format csv") == "" and talk.handle("SELECT 1 AS x;").startswith("x\n1\n")
    with pytest.raises(prompt.Leave):
        talk.handle(".quit")
    words = {c.text for c in prompt.completer(current).get_completions(Document("FROM core.pull_req"), None)}
    assert "core.pull_requests" in words
    assert [prompt.is_whole(text) for text in ("SELECT 1", "SELECT 1;", ".help", "")] == [False, True, True, True]


def test_interrupt_of_the_command_line_ends_the_statement(published: Settings) -> None:
    code = "import sys; from duckstats import main; sys.argv = ['duckstats', 'sql', 'SELECT sleep_ms(60000)']; main()"
    environment = os.environ | {"DUCKSTATS_DATA_DIR": str(published.data_dir)}
    command = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    children = Path(f"/proc/{command.pid}/task/{command.pid}/children")
    while not (found := children.read_text().split()):
        assert command.poll() is None, "it ended by itself"
        time.sleep(0.05)
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=60)
    assert command.returncode == 130 and b"Traceback" not in said
    for _ in range(200):
        if not Path(f"/proc/{found[0]}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the statement went on without anybody waiting for it")


def test_a_statement_whose_asker_has_ended_before_it_began_ends(file: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    request = {"file": str(file), "sql": "SELECT sleep_ms(60000)", "config": {}, "asker": ended.pid, **vars(LIMITS)}
    worker = [sys.executable, "-s", "-m", "warehouse.door.worker"]
    done = subprocess.run(worker, cwd=ROOT, input=json.dumps(request).encode(), capture_output=True, timeout=20)
    assert done.returncode == 1 and not done.stdout


def test_other_readers_do_not_wait(file: Path, published: Settings) -> None:
    running = [door.start(file, "SELECT count(*) FROM range(100000000000) AS a", LIMITS) for _ in range(2)]
    try:
        seen = threading.Event()

        def read() -> None:
            store.current(published).metric("key_figures", {})
            seen.set()

        threading.Thread(target=read).start()
        assert seen.wait(60)
        assert not any(one.is_done() for one in running)
    finally:
        for one in running:
            one.cancel()
