"""`python -m sample FOLDER`: write sample hour files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sample import affiliations
from sample.generator import write_hours
from settings import DuckstatsError


def main(
    folder: Annotated[Path, typer.Argument(help="where the hour files go")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same files")] = 1,
    days: Annotated[int, typer.Option(min=1, help="how many days")] = 730,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day after the last one")] = None,
    events: Annotated[int | None, typer.Option(min=1, help="about how many events")] = None,
    people: Annotated[
        Path | None, typer.Option(help="write where the people work to this file too, as a github_users.json")
    ] = None,
) -> None:
    """Write hour files in GH Archive's format, of invented people."""
    day = until.date() if until else None
    try:
        report = write_hours(folder, seed=seed, days=days, until=day, events=events)
    except DuckstatsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if people:
        affiliations.write(people, seed=seed, days=days, until=day, events=events)
    typer.echo(f"{report.events:,} events in {report.files:,} files, {report.seconds:.1f} s")


if __name__ == "__main__":
    typer.run(main)
