"""Importing 46,000 generated people in both formats, in seconds and against only reading the files; peak memory."""

import hashlib
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

import orjson

from ingest import landing
from ingest.affiliations import importing

PEOPLE = 46_000
COMPANIES = 6_000


def run() -> list[str]:
    """Figures as sentences."""
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        for write in (github_users, developers):
            file = Path(temporary) / write.__name__
            write(file)
            with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as pool:
                base, first, again, rows, peak = pool.submit(imported, file).result()
            lines.append(
                f"{write.__name__}, {PEOPLE:,} people in {file.stat().st_size / 1e6:.0f} MB: {rows:,} rows in "
                f"{first:.1f} s, {first / base:.0f} times reading lines; again, unchanged, {again:.1f} s; "
                f"peak memory {peak:.0f} MB"
            )
    return lines


def imported(file: Path) -> tuple[float, float, float, int, float]:
    """Seconds to split the file in lines, to import it, to import it again; rows; peak memory in MB of the process."""
    seconds = [_timed(lambda: [line.strip() for line in file.read_text(encoding="utf-8").split("\n")])]
    with tempfile.TemporaryDirectory() as temporary, landing.opened(Path(temporary) / "landing.duckdb") as target:
        seconds += [_timed(lambda: importing.land(target, [str(file)])) for _ in range(2)]
        count = "SELECT (SELECT COUNT(*) FROM raw.people) + (SELECT COUNT(*) FROM raw.affiliations)"
        rows = target.connection.execute(count).fetchone()[0]
    return *seconds, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def github_users(path: Path) -> None:
    """A github_users.json of these people."""
    entries = []
    for login, addresses, employments in _people():
        parts = [f"{company} < {until}" if until else company for company, _, until in employments]
        shared = {"login": login, "name": login.title(), "affiliation": ", ".join(parts), "source": "config"}
        entries += [{**shared, "email": address, "country_id": "de", "tz": "Europe/Berlin"} for address in addresses]
    path.write_bytes(orjson.dumps(entries, option=orjson.OPT_INDENT_2))


def developers(path: Path) -> None:
    """The same as developers_affiliations.txt."""
    with path.open("w", encoding="utf-8") as file:
        for login, addresses, employments in _people():
            file.write(f"{login}: {', '.join(addresses)}\n")
            for company, since, until in employments:
                file.write(f"\t{company}{f' from {since}' if since else ''}{f' until {until}' if until else ''}\n")


def _people() -> list[tuple[str, list[str], list[tuple[str, date | None, date | None]]]]:
    """Login, addresses, and employments with since and until; half of them once or more elsewhere before."""
    random = Random(1)
    people = []
    for number in range(PEOPLE):
        hashes = [
            hashlib.sha1(f"{number} {place}".encode()).hexdigest() for place in range(random.choice((1, 1, 2, 3)))
        ]
        changes = sorted(
            {date(2010, 1, 1) + timedelta(random.randrange(5000)) for _ in range(random.choice((0, 0, 1, 4)))}
        )
        employers = random.sample(range(COMPANIES), len(changes) + 1)
        limits = zip([None, *changes], [*changes, None], strict=True)
        employments = [(f"Company {name}", *limit) for name, limit in zip(employers, limits, strict=True)]
        people.append((f"person-{number}", [f"{digest}!example.com" for digest in hashes], employments))
    return people


def _timed(function) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started
