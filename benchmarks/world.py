"""Generated worlds of given size, written straight to the raw tables of a landing file."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from settings import ROOT, Settings

SCRIPT = Path(__file__).with_name("world.sql")
DAILY = (
    "events issues pull_requests comments reviews commits commit_trailers releases repos commands mentions "
    "archive_hours"
)


@dataclass(frozen=True)
class World:
    """How much of what; `largest` is the share of all events that the largest project has."""

    events: int
    people: int
    companies: int
    projects: int
    largest: float
    since: datetime = datetime(2014, 1, 1)
    until: datetime = datetime(2026, 1, 1)


# All of the CNCF; one project of the size of DevStats' kubernetes; and one that is made in seconds.
CNCF = World(20_000_000, 250_000, 12_000, 250, 0.25)
KUBERNETES = World(1_360_000, 30_000, 3_000, 1, 1.0)
SMALL = World(20_000, 400, 60, 5, 0.4, since=datetime(2024, 6, 1))
SIZES = {"cncf": CNCF, "kubernetes": KUBERNETES, "small": SMALL}


def generate(settings: Settings, world: World) -> None:
    """Write the world up to `until` to the landing file, and the day after it to `night.duckdb` beside it."""
    from ingest import landing, registry

    with landing.opened(settings.landing_file) as file:
        registry.land(file, registry.load(ROOT / "config"))
        connection = file.connection
        connection.execute(f"SET temp_directory = '{settings.data_dir / 'spilled'}'")
        connection.execute("SET threads = 2; SET memory_limit = '9GB'")
        for name in ("events", "people", "companies", "projects", "largest", "since", "until"):
            connection.execute(f"SET VARIABLE {name} = $1", [getattr(world, name)])
        for statement in connection.extract_statements(SCRIPT.read_text(encoding="utf-8")):
            started = time.perf_counter()
            connection.execute(statement)
            if (took := time.perf_counter() - started) > 5:
                print(f"{took:5.0f} s {statement.query.strip()[:60]!r}", file=sys.stderr, flush=True)
        _put_night_aside(connection, settings.data_dir / "night.duckdb", world.until)


def add_night(settings: Settings) -> None:
    """Land the day that was put aside, as a night's ingest would."""
    from ingest import landing

    with landing.opened(settings.landing_file) as file, file.transaction():
        file.connection.execute(f"ATTACH '{settings.data_dir / 'night.duckdb'}' AS night (READ_ONLY)")
        for table in DAILY.split():
            file.connection.execute(f"INSERT INTO raw.{table} BY NAME SELECT * FROM night.{table}")
        days = file.connection.execute("SELECT DISTINCT day FROM night.events").fetchall()
        file.mark_dirty("gharchive", [day for (day,) in days])


def _put_night_aside(connection, path: Path, until: datetime) -> None:
    connection.execute(f"ATTACH '{path}' AS night")
    for table in DAILY.split():
        connection.execute(f"CREATE TABLE night.{table} AS SELECT * FROM raw.{table} WHERE day >= $1", [until])
        connection.execute(f"DELETE FROM raw.{table} WHERE day >= $1", [until])
    connection.execute("DETACH night")


if __name__ == "__main__":
    size, folder = sys.argv[1:]
    generate(Settings(Path(folder).resolve(), ROOT / "config"), SIZES[size])
