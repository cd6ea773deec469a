"""`duckstats doctor`: looks at everything an ingest depends on, and says what to do about what it finds."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import duckdb

from ingest import gaps, landing, lock, moved, registry, scopes
from ingest.gharchive.hours import is_web
from settings import DuckstatsError, Settings, without_password

TOKEN_NAMES = ("DUCKSTATS_GITHUB_TOKENS", "GITHUB_TOKENS", "GITHUB_TOKEN")
GITHUB = "https://api.github.com"
PATIENCE = 10  # seconds for an answer from the network
SKEW = 120  # seconds that the clock may be wrong
CLONES_CHECKED = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `verdict` is ok, note or problem; `advice` says what to do unless it is ok."""

    subject: str
    verdict: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        sign = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}[self.verdict]
        return f"{sign}  {self.subject:<10}  {self.text}" + (f"\n{'':21}-> {self.advice}" if self.advice else "")


def examine(settings: Settings, offline: bool = False, github: str = GITHUB) -> Iterator[Finding]:
    """Findings as they are made. With `offline` nothing is asked of the network."""
    checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
        ("registry", lambda: _registry(settings)),
        ("disk", lambda: _disk(settings)),
        ("landing", lambda: _landing(settings)),
        ("hours", lambda: _hours(settings)),
        ("published", lambda: _published(settings)),
        ("clones", lambda: _clones(settings)),
    ]
    if not offline:
        checks += [("network", lambda: _network(settings)), ("token", lambda: _token(settings, github))]
    for subject, check in checks:
        try:
            yield from check()
        except DuckstatsError as error:
            yield Finding(subject, "problem", str(error), "do what this says, then run `duckstats doctor` again")


def _registry(settings: Settings) -> Iterator[Finding]:
    found, problems = registry.inspect(settings.config_dir)
    if problems:
        advice = "edit the file; `duckstats projects check` lists all of it"
        yield Finding("registry", "problem", f"{problems[0]} (1 of {len(problems)})", advice)
        return
    yield Finding("registry", "ok", f"{len(found.projects):,} projects in {settings.config_dir}")
    if settings.landing_file.exists() and lock.holder(settings.data_dir) is None:
        left = moved.read(settings.landing_file, scopes.scope(settings.config_dir))
        if left:
            advice = "`duckstats projects check` lists them; write their new names into the projects' files"
            yield Finding("registry", "note", f"{len(left):,} repositories moved out of the registry's names", advice)


def _disk(settings: Settings) -> Iterator[Finding]:
    folders = {settings.data_dir, *([settings.cache_dir] if settings.cache_dir else [])}
    for folder in sorted(folders):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free / 1e9
        if not os.access(there, os.W_OK):
            yield Finding("disk", "problem", f"{there} cannot be written", "choose another --data-dir, or mend rights")
        elif free < settings.free_gb:
            advice = "free some, or move the data folder to a larger disk; builds/ and work/ can be made anew"
            yield Finding("disk", "problem", f"{free:.1f} GB free at {there}, below {settings.free_gb:g}", advice)
        else:
            yield Finding("disk", "ok", f"{free:.1f} GB free at {there}")


def _landing(settings: Settings) -> Iterator[Finding]:
    file = settings.landing_file
    if not file.exists():
        yield Finding("landing", "note", f"{file} is not there yet", "run `duckstats ingest archive --since ...`")
        return
    holder = lock.holder(settings.data_dir)
    if holder:
        text = f"pid {holder.pid} writes since {holder.started_at} ({holder.command})"
        yield Finding("landing", "note", text, "nothing to do; what it holds cannot be checked meanwhile")
        return
    started = time.monotonic()
    try:
        with landing.reading(file) as connection:
            rows = sum(_whole(connection, table) for table in landing.contract())
    except duckdb.Error as error:
        raise landing.explained(error, file) from None
    spent = time.monotonic() - started
    size = file.stat().st_size / 1e9
    yield Finding(
        "landing", "ok", f"{size:.2f} GB, {rows:,} rows in {len(landing.contract())} tables, all read in {spent:.1f} s"
    )


def _whole(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a raw table after reading every block of it, as each has a checksum; 0 for one that is not there yet."""
    known = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'raw' AND table_name = ?", [table]
    ).fetchall()
    if not known:
        return 0
    # Adding up hashes reads the values themselves; a count would read statistics alone.
    hashes = ", ".join(f'bit_xor(hash("{name}"))' for (name,) in known)
    row = connection.execute(f"SELECT COUNT(*), {hashes} FROM raw.{table}").fetchone()
    return row[0] if row else 0


def _hours(settings: Settings) -> Iterator[Finding]:
    if not settings.landing_file.exists() or lock.holder(settings.data_dir):
        return
    found = gaps.read(settings)
    lost = sum(gap.hours for gap in found.gaps if gap.state == "gap")
    if lost:
        advice = "`duckstats status --gaps` lists them; `duckstats ingest archive --retry-gaps` asks again"
        yield Finding("hours", "note", f"{lost:,} archive hours are missing", advice)
    if found.lacking_hours:
        advice = "run `duckstats ingest archive --backfill`"
        yield Finding("hours", "note", f"{found.lacking_hours:,} hours were scanned before the registry grew", advice)
    if not lost and not found.lacking_hours:
        yield Finding("hours", "ok", "no archive hour is missing for good")


def _published(settings: Settings) -> Iterator[Finding]:
    file = settings.current_link / "duckstats.duckdb"
    if not file.exists():
        yield Finding("published", "note", "nothing is published yet", "run `duckstats build`")
        return
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute("SELECT build_id, as_of FROM builds").fetchone()
    except duckdb.Error as error:
        text = f"{file} cannot be read: {str(error).splitlines()[0][:120]}"
        yield Finding("published", "problem", text, "run `duckstats build`: it makes a new one")
        return
    build_id, as_of = row or ("?", None)
    if as_of and landing.now() - as_of > timedelta(days=2):
        yield Finding("published", "note", f"{build_id}, data until {as_of} UTC", "let cron run `duckstats sync`")
    else:
        yield Finding("published", "ok", f"{build_id}, data until {as_of} UTC")


def _clones(settings: Settings) -> Iterator[Finding]:
    if not settings.clones_dir.is_dir():
        return
    heads = sorted(settings.clones_dir.rglob("HEAD"))
    clones = [head.parent for head in heads if (head.parent / "objects").is_dir()]
    # The ones touched last are the ones that a crash can have hurt.
    recent = sorted(clones, key=lambda path: path.stat().st_mtime, reverse=True)[:CLONES_CHECKED]
    broken = [path for path in recent if not _is_sound(path)]
    for path in broken:
        yield Finding("clones", "problem", f"{path} is no sound git repository", "remove it: it is cloned anew")
    if not broken:
        yield Finding("clones", "ok", f"{len(clones):,} clones, the {len(recent):,} touched last are sound")


def _is_sound(clone: Path) -> bool:
    command = ["git", "-C", str(clone), "rev-list", "--all", "--max-count=100"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _network(settings: Settings) -> Iterator[Finding]:
    import requests

    if not is_web(settings.archive_url):
        there = Path(settings.archive_url).exists()
        advice = "" if there else "mend the setting archive_url"
        yield Finding("network", "ok" if there else "problem", f"hours come from {settings.archive_url}", advice)
        return
    source = without_password(settings.archive_url)
    hour = landing.now() - timedelta(hours=5)
    address = f"{settings.archive_url.rstrip('/')}/{hour:%Y-%m-%d}-{hour.hour}.json.gz"
    proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else None
    try:
        answer = requests.head(address, timeout=PATIENCE, proxies=proxies, allow_redirects=True)
    except (requests.RequestException, ValueError) as error:
        advice = "check the connection, or set proxy or archive_url (`duckstats settings`)"
        yield Finding("network", "problem", f"{source}: {type(error).__name__}", advice)
        return
    if answer.ok:
        yield Finding("network", "ok", f"{source} answers and has the hour of {hour:%Y-%m-%d %H}:00 UTC")
    else:
        text = f"{source} answers {answer.status_code} for the hour of {hour:%Y-%m-%d %H}:00 UTC"
        yield Finding("network", "note", text, "wait: hours can be late; a mirror may lag")
    yield from _clock(answer.headers.get("Date"))


def _clock(date: str | None) -> Iterator[Finding]:
    try:
        off = time.time() - parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return
    if abs(off) > SKEW:
        text = f"this machine's clock is {abs(off):.0f} s {'ahead' if off > 0 else 'behind'}"
        yield Finding("clock", "problem", text, "let it follow a time server, else hours seem late or early")
    else:
        yield Finding("clock", "ok", f"within {abs(off):.0f} s of the server's")


def _token(settings: Settings, github: str) -> Iterator[Finding]:
    import requests

    name = next((name for name in TOKEN_NAMES if os.environ.get(name)), None)
    if not name:
        advice = f"set {TOKEN_NAMES[-1]} to one without any rights: it raises GitHub's limit from 60 to 5,000 an hour"
        yield Finding("token", "note", "no GitHub token; the archive needs none", advice)
        return
    proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else None
    first = os.environ[name].replace("\n", ",").split(",")[0].strip()
    headers = {"Authorization": f"Bearer {first}"}
    try:
        answer = requests.get(f"{github}/rate_limit", headers=headers, timeout=PATIENCE, proxies=proxies)
        core = answer.json()["resources"]["core"] if answer.ok else None
    except (requests.RequestException, ValueError, KeyError) as error:
        yield Finding("token", "note", f"{github}: {type(error).__name__}", "check the connection")
        return
    if core is None:
        advice = f"make a new one and put it into {name}"
        yield Finding("token", "problem", f"GitHub refuses the token in {name} ({answer.status_code})", advice)
    else:
        yield Finding("token", "ok", f"{name}: {core['remaining']:,} of {core['limit']:,} requests left this hour")
