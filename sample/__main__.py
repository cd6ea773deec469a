"""`python -m sample FOLDER`: write sample hour files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sample.generator import write_hours


def main(
    folder: Annotated[Path, typer.Argument(help="where the hour files go")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same files")] = 1,
    days: Annotated[int, typer.Option(min=1, help="how many days")] = 730,
    until: Annotated[str | None, typer.Option(help="the day after the last one, 2026-01-31")] = None,
    events: Annotated[int | None, typer.Option(min=1, help="about how many events")] = None,
) -> None:
    """Write hour files in GH Archive's format, of invented people."""
    last = datetime.fromisoformat(until).date() if until else None
    report = write_hours(folder, seed=seed, days=days, until=last, events=events)
    typer.echo(f"{report.events:,} events in {report.files:,} files, {report.seconds:.1f} s")


if __name__ == "__main__":
    typer.run(main)
