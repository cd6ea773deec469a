"""One run of sync: steps that fail, crash, hang or are skipped; its log, its exit codes, its webhook, its lock."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

import duckstats
from ingest import landing, lock
from ingest.sync import log, process, run, steps, webhook
from ingest.sync.steps import Step
from settings import ROOT, DuckstatsError, Settings
from tests.test_lock import holding

BEGIN = "import os, sys, time; from ingest import child; child.begin(); "
PROGRAMS = {
    "good": BEGIN + "print('at work'); child.tell(text='good: 3 hours', figures={'hours': 3})",
    "partial": BEGIN + "child.tell(text='2 of 3'); sys.exit(1)",
    "bad": BEGIN + "child.tell(error='There is no network.'); sys.exit(1)",
    "traceback": BEGIN + "raise ValueError('a mistake')",
    "misuse": BEGIN + "sys.exit(2)",
    "crash": BEGIN + "os.kill(os.getpid(), 9)",
    "hang": BEGIN + "time.sleep(60)",
    "rows": BEGIN + "from tests.test_sync import add_rows; add_rows()",
}


def add_rows() -> None:
    """What a source would write, in a process of its own, under the lock of the run."""
    with landing.opened(Path(os.environ["DUCKSTATS_DATA_DIR"]) / "landing.duckdb") as file, file.transaction():
        rows = [{"source": "test", "day": datetime(2026, 1, day).date(), "event_id": day} for day in (1, 2, 2)]
        file.append("events", landing.arrow_table("events", rows))
        file.mark_dirty("test", {row["day"] for row in rows})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder where steps are the small programs above."""
    monkeypatch.setattr(process, "duckstats", lambda words: [sys.executable, "-c", PROGRAMS[words[0]]])
    monkeypatch.chdir(ROOT)
    return Settings(tmp_path / "data", ROOT / "tests" / "registry", sync_wait_seconds=0.01)


def plan(*programs: str) -> list[Step]:
    """Sources named by their place, then a build and its publishing by the last two programs."""
    names = [*steps.SOURCES[: len(programs) - 2], "build", "publish"]
    return [Step(name, (program,)) for name, program in zip(names, programs, strict=True)]


def outcomes(report: run.Report) -> dict[str, str]:
    return {done.step: done.outcome for done in report.steps}


def test_steps_that_fail_do_not_stop_the_others(settings: Settings) -> None:
    said: list[str] = []
    report = run.run(settings, plan("bad", "partial", "crash", "misuse", "rows", "good", "good"), said.append)
    assert outcomes(report) == {
        "landscape": "failed",
        "archive": "partial",
        "git": "failed",
        "github": "failed",
        "affiliations": "complete",
        "build": "complete",
        "publish": "complete",
    }
    by_name = {done.step: done for done in report.steps}
    assert [by_name[name].tries for name in ("landscape", "archive", "git", "github")] == [2, 1, 2, 1]
    assert by_name["landscape"].message == "There is no network"
    assert "killed by signal 9" in by_name["git"].message
    assert (by_name["affiliations"].row_count, by_name["affiliations"].day_count) == (5, 2)
    assert by_name["build"].figures == {"hours": 3} and "at work" in said
    assert report.exit_code == 3
    assert "landscape failed: There is no network" in str(report) and "nothing is published" in str(report)
    assert json.loads(report.to_json())["text"] == str(report)


def test_a_build_that_fails_is_not_published_and_not_repeated(settings: Settings) -> None:
    report = run.run(settings, plan("good", "traceback", "good"), lambda _: None)
    build, publish = report.steps[1:]
    assert (build.outcome, build.tries, build.message) == ("failed", 1, "ValueError: a mistake")
    assert (publish.outcome, publish.message) == ("skipped", "the build failed")
    assert report.exit_code == 1


def test_a_step_that_hangs_is_ended(tmp_path: Path, settings: Settings) -> None:
    slow = Settings(tmp_path / "data", settings.config_dir, sync_step_hours=1 / 3600, sync_tries=1)
    report = run.run(slow, plan("hang", "good", "good"), lambda _: None)
    assert outcomes(report) == {"landscape": "failed", "build": "complete", "publish": "complete"}
    assert "longer than" in report.steps[0].message


def test_the_log_tells_runs_in_order_whatever_the_clock_says(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.run(settings, plan("bad", "good", "good"), lambda _: None)
    real = landing.now
    monkeypatch.setattr(landing, "now", lambda: real() - timedelta(days=400))
    run.run(settings, plan("rows", "good", "good"), lambda _: None)
    found = log.read(settings)
    assert [(row["run"], row["outcome"]) for row in found.rows if row["step"] == "sync"] == [
        (2, "partial"),  # as nothing is published
        (1, "partial"),
    ]
    rows = next(row for row in found.rows if row["run"] == 2 and row["step"] == "landscape")
    assert (rows["row_count"], rows["day_count"]) == (5, 2) and rows["seconds"] > 0
    assert found.exit_code == 1 and "There is no network" in found.to_text()


def test_days_touched_after_the_clock_was_set_back_are_built(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse import build

    with landing.opened(settings.landing_file) as file:
        file.mark_dirty("test", [datetime(2026, 1, 1).date()])
    settings.work_dir.mkdir()
    seen = build._landed(settings).touched_at
    assert seen
    (settings.work_dir / build.MARK).write_text(json.dumps({"touched_at": seen.isoformat()}))
    real = landing.now
    monkeypatch.setattr(landing, "now", lambda: real() - timedelta(days=3))
    with landing.opened(settings.landing_file) as file:
        file.mark_dirty("test", [datetime(2026, 1, 2).date()])
    assert build._landed(settings).touched.all_days == [datetime(2026, 1, 2).date()]


def test_a_build_published_after_the_clock_was_set_back_is_kept(tmp_path: Path) -> None:
    from warehouse import publish

    settings = Settings(tmp_path, ROOT / "config")
    names = ["20200101T000000-a", "20260101T000000-b", "20260102T000000-c", "20260103T000000-d"]
    for name in names:
        (settings.builds_dir / name).mkdir(parents=True)
    publish.flip(settings.current_link, settings.builds_dir / names[0])
    publish._forget_old(settings)
    assert settings.current_link.resolve().name == names[0]
    assert sorted(path.name for path in settings.builds_dir.iterdir()) == [names[0], *names[2:]]


KILLED = """
import sys, time
from pathlib import Path
from ingest.sync import process, run
from ingest.sync.steps import Step
from settings import Settings
program = ("from ingest import child; child.begin(); import subprocess, time; "
           "subprocess.Popen(['sleep', '60']); print('works', flush=True); time.sleep(60)")
process.duckstats = lambda words: [sys.executable, "-c", program]
run.run(Settings(Path(sys.argv[1]), Path(sys.argv[2])), [Step("archive", ("x",))], lambda line: print(line, flush=True))
"""


def test_a_killed_run_takes_its_step_with_it_and_is_in_the_log(settings: Settings) -> None:
    command = [sys.executable, "-c", KILLED, str(settings.data_dir), str(settings.config_dir)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout and first.stdout.readline() == "works\n"
    with pytest.raises(lock.Busy, match=f"pid {first.pid}"):
        run.run(settings, plan("good", "good"), lambda _: None)
    started = psutil.Process(first.pid).children(recursive=True)
    assert len(started) == 2
    first.send_signal(signal.SIGKILL)
    first.wait()
    _, alive = psutil.wait_procs(started, timeout=20)
    assert not alive
    run.run(settings, plan("good", "good"), lambda _: None)
    before = [(row["step"], row["outcome"]) for row in log.read(settings).rows if row["run"] == 1]
    assert before == [("sync", "interrupted"), ("archive", "interrupted")]


def test_a_landing_file_that_cannot_be_written_costs_the_log_only(settings: Settings) -> None:
    settings.data_dir.mkdir()
    settings.landing_file.write_text("no database\n" * 999)
    said: list[str] = []
    report = run.run(settings, plan("good", "good", "good"), said.append)
    assert outcomes(report)["publish"] == "complete"
    assert len([line for line in said if "not logged" in line]) == 1


def test_which_steps_a_run_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DUCKSTATS_GITHUB_TOKENS", "GITHUB_TOKENS", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def skipped(config: Path, *skip: str, **more: str) -> dict[str, str | None]:
        return {step.name: step.skipped for step in steps.plan(Settings(tmp_path, config, **more), skip)}

    config = tmp_path / "config"
    config.mkdir()
    usual = skipped(config)
    assert {name for name, reason in usual.items() if not reason} == {
        "landscape", "archive", "affiliations", "build", "publish"
    }  # fmt: skip
    assert usual["git"] == "not in sync_sources" and "GITHUB_TOKEN" in str(usual["github"])
    monkeypatch.setenv("GITHUB_TOKEN", "one")
    chosen = skipped(config, "build", "archive", sync_sources="git,github archive")
    assert {name for name, reason in chosen.items() if not reason} == {"git", "github", "publish"}
    assert chosen["archive"] == "by flag"
    with pytest.raises(DuckstatsError, match="'stars': the sources are landscape, archive"):
        skipped(config, sync_sources="archive stars")


def test_affiliations_that_the_build_takes_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "helm.yaml").write_text("name: Helm\norganizations: [helm]\n")
    (tmp_path / "github_users.json").write_text("[]")
    (tmp_path / "settings.yaml").write_text("affiliations: [github_users.json]\n")
    found = {step.name: step.skipped for step in steps.plan(Settings(tmp_path / "data", tmp_path))}
    assert found["affiliations"] == "the build takes the files that settings.yaml names"


class Hook(BaseHTTPRequestHandler):
    """Answers as it is told, one status after the other, the last one for ever."""

    statuses: list[int]
    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[tuple[str, type[Hook]]]:
    handler = type("OwnHook", (Hook,), {"statuses": [200], "bodies": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/secret-path", handler
        server.shutdown()


def test_a_webhook_that_is_busy_is_told_again(hook: tuple[str, type[Hook]]) -> None:
    address, handler = hook
    handler.statuses = [503, 429, 200]
    assert webhook.post(address, '{"text": "x"}', 5, pause=0) is None
    assert handler.bodies == [b'{"text": "x"}'] * 3


@pytest.mark.parametrize(("statuses", "tries", "reason"), [([404], 1, "404"), ([500], 3, "500")])
def test_a_webhook_that_refuses_is_a_sentence(
    hook: tuple[str, type[Hook]], statuses: list[int], tries: int, reason: str
) -> None:
    address, handler = hook
    handler.statuses = statuses
    problem = webhook.post(address, "{}", 5, pause=0)
    assert problem and reason in problem and "secret" not in problem
    assert len(handler.bodies) == tries


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/secret", "no address secret", "http://[secret"])
def test_a_webhook_that_is_away_is_a_sentence_without_its_address(address: str) -> None:
    problem = webhook.post(address, "{}", 1, pause=0)
    assert problem and "secret" not in problem


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The command line on this data folder, every step of which is the program `good`."""
    for name in [name for name in os.environ if name.startswith("DUCKSTATS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("DUCKSTATS_SYNC_WAIT_SECONDS", "0.01")
    monkeypatch.setattr(process, "duckstats", lambda words: [sys.executable, "-c", PROGRAMS["good"]])
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return monkeypatch


def sync(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(duckstats.app, ["sync", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_tells_the_webhook_of_what_is_stale(
    environment: pytest.MonkeyPatch, hook: tuple[str, type[Hook]]
) -> None:
    address, handler = hook
    environment.setenv("DUCKSTATS_WEBHOOK_URL", address)
    code, out, err = sync("--json")
    assert code == 3 and json.loads(out)["is_stale"]
    assert json.loads(handler.bodies[0])["exit_code"] == 3
    assert "secret" not in out + err
    shown = CliRunner().invoke(duckstats.app, ["settings"])
    assert "secret" not in shown.output and "***" in shown.output
    assert "secret" not in repr(__import__("settings").load())


def test_the_summary_is_one_line(environment: pytest.MonkeyPatch) -> None:
    code, out, err = sync("--quiet", "--skip", "landscape")
    assert code == 3 and out.startswith("sync 1: partial in ") and out.count("\n") == 1 and not err
    _, _, loud = sync("--skip", "landscape")
    assert "landscape is skipped: by flag" in loud and "git is skipped: not in sync_sources" in loud


def test_a_second_run_leaves_with_its_own_code(environment: pytest.MonkeyPatch, settings: Settings) -> None:
    first = holding(settings.data_dir)
    try:
        code, out, _ = sync()
        told = json.loads(sync("--json")[1])
        planned = CliRunner().invoke(duckstats.app, ["sync", "--dry-run"]).stdout
    finally:
        first.kill()
        first.wait()
    assert code == 4 and f"pid {first.pid}" in out and f"pid {first.pid}" in planned
    assert out.startswith("sync: not begun: Another duckstats writes to ")
    assert (told["exit_code"], told["outcome"]) == (4, "busy")


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    environment: pytest.MonkeyPatch, settings: Settings
) -> None:
    environment.setenv("DUCKSTATS_ARCHIVE_SINCE", "2024-01-31T05")
    code, out, _ = sync("--dry-run", "--skip", "publish")
    assert code == 0 and not settings.landing_file.exists()
    assert "duckstats ingest archive  (" in out and "hours since 2024-01-31 05:00 UTC)" in out
    assert "publish       skipped: by flag" in out
    told = json.loads(sync("--dry-run", "--json")[1])["steps"]
    assert [step["name"] for step in told] == list(steps.NAMES)


@pytest.mark.parametrize("words", [["--skip", "stars"], ["--unknown"]])
def test_misuse_is_exit_2(environment: pytest.MonkeyPatch, words: list[str]) -> None:
    assert sync(*words)[0] == 2


def test_status_shows_runs(environment: pytest.MonkeyPatch) -> None:
    sync()
    done = CliRunner().invoke(duckstats.app, ["status", "--runs"])
    assert done.exit_code == 1 and "partial, exit 3" in done.stdout
    told = json.loads(CliRunner().invoke(duckstats.app, ["status", "--runs", "--json"]).stdout)
    assert {row["step"] for row in told["runs"]} >= {"sync", "landscape", "archive", "build", "publish"}


def test_a_term_signal_is_logged(tmp_path: Path) -> None:
    """What systemd and containers send."""
    command = [sys.executable, "-m", "duckstats", "--data-dir", str(tmp_path), "sync", "--skip", "landscape"]
    quiet = {"DUCKSTATS_ARCHIVE_URL": "http://127.0.0.1:9", "DUCKSTATS_ARCHIVE_SINCE": "2024-01-01T00"}
    first = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | quiet | {"DUCKSTATS_RETRIES": "50"}, stderr=subprocess.PIPE, text=True
    )
    assert first.stderr and first.stderr.readline() == "sync: landscape is skipped: by flag\n"
    first.terminate()
    said = first.stderr.read()
    assert first.wait() == 130, said
    assert (
        said.endswith("sync: stopped; what was finished is kept, and the next run goes on\n")
        and "Traceback" not in said
    )
    rows = log.read(Settings(tmp_path, ROOT / "config")).rows
    assert rows and all(row["outcome"] == "interrupted" for row in rows if row["step"] == "sync")
