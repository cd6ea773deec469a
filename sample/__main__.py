"""`python -m sample FOLDER`: write sample hour files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sample.generator import write_hours
from settings import DuckstatsError


def main(
    folder: Annotated[Path, typer.Argument(help="where the hour files go")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same files")] = 1,
    days: Annotated[int, typer.Option(min=1, help="how many days")] = 730,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day after the last one")] = None,
    events: Annotated[int | None, typer.Option(min=1, help="about how many events")] = None,
) -> None:
    """Write hour files in GH Archive's format, of invented people."""
    try:
        report = write_hours(folder, seed=seed, days=days, until=until.date() if until else None, events=events)
    except DuckstatsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{report.events:,} events in {report.files:,} files, {report.seconds:.1f} s")


if __name__ == "__main__":
    typer.run(main)
