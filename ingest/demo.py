"""Sample data into a data folder of its own, through the same ingest as real hours."""

import dataclasses
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime

from settings import Settings


def settings(real: Settings) -> Settings:
    """The folder of the demonstration: inside the data folder, so that sample rows never mix with real ones."""
    return dataclasses.replace(real, data_dir=real.data_dir / "demo")


def ingest_sample(demo: Settings, days: int, say: Callable[[str], None]) -> None:
    """Generate `days` days of hour files that end today and ingest them, starting over each time."""
    from ingest import archive, scopes
    from sample import generator

    shutil.rmtree(demo.data_dir, ignore_errors=True)
    folder = demo.data_dir / "hours"
    folder.mkdir(parents=True)
    until = datetime.now(UTC).date()
    written = generator.write_hours(folder, days=days, until=until)
    say(f"sample: {written.events:,} events of {days} days written in {written.seconds:.1f} s")
    archive.ingest_archive(demo, None, None, str(folder), scopes.scope(demo.config_dir, None, None))
    shutil.rmtree(folder)
    say(f"sample: {ingest_people(demo, days, until):,} people with affiliations")


def ingest_people(demo: Settings, days: int, until: date) -> int:
    """Generate affiliations of the people of these days and import them; returns how many people are known."""
    from ingest import landing
    from ingest.affiliations import importing
    from sample import affiliations

    demo.data_dir.mkdir(parents=True, exist_ok=True)
    file = demo.data_dir / "github_users.json"
    known = affiliations.write(file, days=days, until=until)
    with landing.opened(demo.landing_file) as opened:
        importing.land(opened, [str(file)])
    file.unlink()
    return known
