"""`duckstats doctor`, `backup`, `restore` and `settings`: looking after an installation."""

import json
from pathlib import Path
from typing import Annotated

import typer

import settings as house

app = typer.Typer(no_args_is_help=True)


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="ask nothing of the network")] = False,
    json_: Annotated[bool, typer.Option("--json", help="for scripts")] = False,
) -> None:
    """Check registry, disk, files, clones, network, clock and token; say what to do. Exits with 1 on a problem."""
    from dataclasses import asdict

    from ingest import doctor as doctors

    found = []
    for finding in doctors.examine(house.load(), offline):
        found.append(finding)
        if not json_:
            typer.echo(str(finding))
    if json_:
        typer.echo(json.dumps([asdict(finding) for finding in found], indent=2))
    raise typer.Exit(1 if any(finding.verdict == "problem" for finding in found) else 0)


@app.command()
def backup(path: Annotated[Path, typer.Argument(help="file to write; its checksum goes beside it")]) -> None:
    """Copy the landing file, which cannot be made anew, with a checksum that `sha256sum -c` reads.

    Snapshots cannot be made anew either: it says so where there are any. See docs/operations.md.
    """
    from ingest import backup as copies

    settings = house.load()
    total = copies.backup(settings, path)
    typer.echo(f"{path}: {path.stat().st_size / 1e6:,.1f} MB, sha256 {total}")
    if kept := copies.snapshots(settings):
        typer.echo(f"{kept} snapshots are not in it: copy {settings.snapshots_dir}, whose files never change", err=True)


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="a file that `duckstats backup` wrote")],
    replace: Annotated[bool, typer.Option("--replace", help="put the landing file that is there aside")] = False,
) -> None:
    """Check a backup's sum and put it in the landing file's place. Run `duckstats build` afterwards."""
    from ingest import backup as copies

    settings = house.load()
    aside = copies.restore(settings, path, replace)
    typer.echo(f"{settings.landing_file} is the backup now" + (f"; the old file is {aside}" if aside else ""))


@app.command()
def settings(json_: Annotated[bool, typer.Option("--json", help="for scripts")] = False) -> None:
    """The settings in effect and where each came from: a flag, the environment, settings.yaml or the default."""
    from dataclasses import fields

    found, origins = house.resolved()
    shown = {
        item.name: _shown(getattr(found, item.name), item.metadata.get("is_secret", False)) for item in fields(found)
    }
    if json_:
        typer.echo(json.dumps({name: {"value": shown[name], "from": origins[name]} for name in shown}, indent=2))
    else:
        name_width, value_width = max(map(len, shown)), max(len(str(value or "-")) for value in shown.values())
        for item in fields(found):
            value = "-" if shown[item.name] is None else shown[item.name]
            line = f"{item.name:<{name_width}}  {value!s:<{value_width}}  {origins[item.name]}"
            typer.echo(f"{line}\n{'':{name_width}}  {item.metadata['help']}")
    for name in house.unknown_variables():
        typer.echo(f"duckstats: {name} is in the environment and no setting: is it misspelt?", err=True)


def _shown(value: object, is_secret: bool) -> str | int | float | None:
    """A value without the password that an address may hold; of a secret only that there is one."""
    if value is None or isinstance(value, int | float):
        return value
    if is_secret:
        return "***"
    return house.without_password(str(value))
