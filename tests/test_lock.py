"""One writer a data folder; disks that are full or read-only, files that are damaged."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingest import archive, landing, lock
from ingest.gharchive.scan import Scope
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import hour_files

EVERYTHING = Scope("all", everything=True)
HOLD = """
import sys, time
from pathlib import Path
from ingest import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    folder = tmp_path / "hours"
    folder.mkdir()
    for name, body in hour_files(30, events=400).items():
        (folder / name).write_bytes(body)
    return folder


def holding(folder: Path, seconds: float = 60) -> subprocess.Popen[str]:
    """A process that holds the lock by now."""
    command = [sys.executable, "-c", HOLD, str(folder), str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def ingest(settings: Settings, hours: Path) -> archive.ArchiveReport:
    return archive.ingest_archive(settings, None, None, str(hours), EVERYTHING, 1, False)


def count(settings: Settings) -> int:
    with landing.reading(settings.landing_file) as connection:
        return connection.execute("SELECT COUNT(*) FROM raw.events").fetchall()[0][0]


def test_the_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    first = holding(tmp_path)
    try:
        with pytest.raises(DuckstatsError, match=rf"pid {first.pid}, started \d{{4}}-.* UTC"), lock.held(tmp_path, 0):
            pass
        found = lock.holder(tmp_path)
        assert found and found.pid == first.pid
    finally:
        first.kill()
        first.wait()


@pytest.mark.parametrize("command", [["build"], ["ingest", "archive", "--scope", "all", "--source", "."]])
def test_commands_leave_with_one_sentence(command: list[str], tmp_path: Path) -> None:
    first = holding(tmp_path)
    try:
        whole = [sys.executable, "-m", "duckstats", "--data-dir", str(tmp_path), *command]
        done = subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        first.kill()
        first.wait()
    assert done.returncode == 1
    assert f"pid {first.pid}" in done.stderr and "Traceback" not in done.stderr


def test_it_waits_when_it_may(tmp_path: Path) -> None:
    first = holding(tmp_path, 0.5)
    with lock.held(tmp_path, 30):
        assert first.wait() == 0


def test_a_dead_writers_lock_is_taken_over(tmp_path: Path) -> None:
    first = holding(tmp_path)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (tmp_path / lock.NAME).read_text()  # its name is still there
    assert lock.holder(tmp_path) is None
    with lock.held(tmp_path, 0):
        found = lock.holder(tmp_path)
        assert found is None or found.pid == os.getpid()


def test_one_process_may_take_it_twice(tmp_path: Path) -> None:
    with lock.held(tmp_path, 0), lock.held(tmp_path, 0):
        pass
    with lock.held(tmp_path, 0):
        pass


def test_readers_of_the_published_file_do_not_notice(published: Settings) -> None:
    from warehouse import store

    first = holding(published.data_dir)
    try:
        assert store.current(published).metric("activity", {}).num_rows > 0
    finally:
        first.kill()
        first.wait()


def test_a_reader_is_told_who_writes(tmp_path: Path) -> None:
    settings = Settings(tmp_path, ROOT / "config")
    with landing.opened(settings.landing_file):
        code = "import sys; from pathlib import Path; from ingest import landing; landing.reading(Path(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(settings.landing_file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert f"pid {os.getpid()} writes to" in done.stderr


def limited(settings: Settings, hours: Path, size: int) -> subprocess.CompletedProcess[str]:
    """An ingest in a process that may write no file larger than `size`, which is what a full disk looks like."""
    command = [sys.executable, "-m", "duckstats", "--data-dir", str(settings.data_dir), "ingest", "archive"]
    command += ["--scope", "all", "--source", str(hours), "--workers", "1"]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, hours: Path) -> None:
    settings = Settings(tmp_path / "data", ROOT / "config")
    one = tmp_path / "one"
    one.mkdir()
    (hours / "2024-03-01-0.json.gz").rename(one / "2024-03-01-0.json.gz")
    ingest(settings, one)
    before = count(settings)
    size = settings.landing_file.stat().st_size
    for more in (4096, 100_000, 300_000):
        done = limited(settings, hours, size + more)
        assert done.returncode == 1, more
        assert "is full: free some space" in done.stderr and "Traceback" not in done.stderr
        assert count(settings) >= before
    assert ingest(settings, hours).exit_code == 0
    assert count(settings) == 30 * 400


def test_a_disk_that_is_full(tmp_path: Path, hours: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        settings = Settings(disk / "data", ROOT / "config")
        with pytest.raises(DuckstatsError, match="is full: free some space"):
            ingest(settings, hours)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert ingest(settings, hours).exit_code == 0
        assert count(settings) == 30 * 400
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(DuckstatsError, match="cannot be written"):
            ingest(settings, hours)
        assert count(settings) == 30 * 400
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_build_on_a_full_disk_is_one_sentence_and_can_be_repeated(tmp_path: Path, hours: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")

    def build(word: str = "build") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "duckstats", "--data-dir", str(disk / "data"), word]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    try:
        settings = Settings(disk / "data", ROOT / "config")
        ingest(settings, hours)
        used = int(
            subprocess.run(["du", "-sk", str(disk)], capture_output=True, text=True, check=True).stdout.split()[0]
        )
        for kilobytes in (200, 3000):
            subprocess.run(["mount", "-o", f"remount,size={used + kilobytes}k", str(disk)], check=True)
            done = build()
            assert done.returncode == 1 and "is full: free some space" in done.stderr, done.stderr
            assert "Traceback" not in done.stderr and not settings.current_link.exists()
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        done = build()
        assert done.returncode == 0, done.stderr
        assert settings.current_link.exists()
        published = settings.current_link.resolve()
        with (disk / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, shutil.disk_usage(disk).free - 300_000)
        done = build("publish")
        assert done.returncode == 1 and "the last build stays up: The disk of" in done.stderr, done.stderr
        assert settings.current_link.resolve() == published and not list(settings.builds_dir.glob("*.part"))
        (disk / "filler").unlink()
        assert build("publish").returncode == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("damage", ["text", "header", "middle", "cut"])
def test_a_damaged_file_is_one_sentence(damage: str, tmp_path: Path, hours: Path) -> None:
    settings = Settings(tmp_path / "data", ROOT / "config")
    ingest(settings, hours)
    body = settings.landing_file.read_bytes()
    damaged = {
        "text": b"no database at all\n" * 99,
        "header": body[:4096] + bytes(8192) + body[12288:],
        "middle": body[: len(body) // 3] + bytes(len(body) // 3) + body[2 * len(body) // 3 :],
        "cut": body[: len(body) // 2],
    }[damage]
    settings.landing_file.write_bytes(damaged)
    with pytest.raises(DuckstatsError, match=r"is damaged or cannot be read .*doctor.*restore"):
        archive.ingest_archive(settings, None, None, str(hours), EVERYTHING, 1, False, force=True)
    assert settings.landing_file.read_bytes()[:100] == damaged[:100]


def test_columns_added_since_are_added_to_an_old_file(tmp_path: Path) -> None:
    file = tmp_path / "landing.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA raw; CREATE TABLE raw.archive_hours (archive_hour TIMESTAMP, status VARCHAR)")
        connection.execute("INSERT INTO raw.archive_hours VALUES ('2024-01-01', 'complete')")
    with landing.opened(file) as opened:
        rows = opened.connection.execute("SELECT status, etag FROM raw.archive_hours").fetchall()
    assert rows == [("complete", None)]
