"""A hundred thousand commits: ingest against `git log --raw` alone, in seconds and memory."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

COMMITS, FILES = 100_000, 200


def run() -> list[str]:
    """Figures as sentences; both processes are fresh, so that memory is each one's own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        clone = folder / "origin" / "acme" / "big.git"
        _generate(clone)
        log = ["git", "--git-dir", str(clone), "log", "--raw", "main"]
        alone = _measured(log)
        words = ["ingest", "git", "--repo", "acme/big", "--source", str(folder / "origin")]
        program = [sys.executable, "duckstats.py", "--data-dir", str(folder / "data"), *words]
        with_clone, again = _measured(program), _measured(program)
        (folder / "data" / "landing.duckdb").unlink()
        ingest = _measured(program)
    return [
        f"git log --raw alone: {alone[0]:.1f} s, {alone[2]:.1f} s of a processor, {alone[1]:,.0f} MB",
        f"ingest of a clone that is there: {ingest[0]:.1f} s, {ingest[2]:.1f} s of a processor, {ingest[1]:,.0f} MB: "
        f"{ingest[0] / alone[0]:.1f}, {ingest[2] / alone[2]:.1f} and {ingest[1] / alone[1]:.1f} times (bound 3)",
        f"with the clone: {with_clone[0]:.1f} s; nothing new: {again[0]:.1f} s",
    ]


def _measured(words: list[str]) -> tuple[float, float, float]:
    """Seconds, megabytes of the process that took most memory, and seconds of a processor, of all processes."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_maxrss, used.ru_utime + used.ru_stime)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    memory, processor = done.stdout.split()
    return time.perf_counter() - started, int(memory) / unit, float(processor)


def _generate(clone: Path) -> None:
    clone.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(clone)], check=True)
    with subprocess.Popen(
        ["git", "--git-dir", str(clone), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as importer:
        assert importer.stdin
        for piece in _history():
            importer.stdin.write(piece)


def _history() -> Iterator[bytes]:
    dice = random.Random(1)
    for number in range(FILES):
        yield b"blob\nmark :%d\ndata 2\n%02d\n" % (number + 1, number % 100)
    for number in range(COMMITS):
        who = b"Dev %d <dev%d@example.org>" % (dice.randrange(3000), dice.randrange(3000))
        at = 1_200_000_000 + number * 3000
        text = b"Change number %d\n\nWhy this was done.\n\nSigned-off-by: %s\n" % (number, who)
        yield b"commit refs/heads/main\nmark :%d\nauthor %s %d +0000\n" % (number + 1000, who, at)
        yield b"committer %s %d +0000\ndata %d\n%s" % (who, at, len(text), text)
        yield b"from :%d\n" % (number + 999) if number else b""
        for _ in range(dice.choice((1, 1, 2, 3, 5))):
            place = (dice.randrange(20), dice.randrange(20), dice.randrange(50))
            yield b"M 100644 :%d dir%d/sub%d/file%d\n" % (dice.randrange(FILES) + 1, *place)
        yield b"\n"
