"""`duckstats projects`: look at the registry, check it, add to it."""

from typing import TYPE_CHECKING, Annotated

import typer

import settings as house

if TYPE_CHECKING:
    from ingest.registry_models import Project

app = typer.Typer(
    no_args_is_help=True,
    help="The registry: which projects there are and which repositories are theirs. One YAML file each, in the "
    "folder projects/ of the config folder; edit them by hand, then run `check`.",
)
MATURITIES = ["sandbox", "incubating", "graduated", "archived"]
# Organizations of a project that the table names; --json has them all.
SHOWN = 4


def _maturity(value: str | None) -> str | None:
    if value is not None and value not in MATURITIES:
        raise typer.BadParameter(f"one of {', '.join(MATURITIES)}; not {value!r}")
    return value


@app.command("list")
def list_projects(
    maturity: Annotated[
        str | None, typer.Option(callback=_maturity, help="only sandbox, incubating, graduated or archived ones")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="everything that the files say, for scripts")] = False,
) -> None:
    """The projects that can be asked for: their keys, names, maturity, and what is counted as theirs."""
    from ingest import registry

    projects = registry.load(house.load().config_dir).projects
    chosen = {key: project for key, project in projects.items() if maturity in (None, project.maturity)}
    if json_:
        import json

        found = [{"key": key, **project.model_dump(mode="json")} for key, project in chosen.items()]
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        typer.echo(_table([_row(key, project) for key, project in chosen.items()]), nl=False)


@app.command()
def check() -> None:
    """Read every file of the config folder and list all that is wrong, with file and line. Exits with 1 if anything is.

    Found are: broken YAML, unknown keys, wrong dates and expressions, milestones out of order, repositories that two
    projects claim, a main repository that is not the project's own, and files that would be overlooked. Noted are
    repositories that were ingested and have moved to a name that no project claims, and what the CNCF's landscape says
    otherwise, where it was ingested.
    """
    from ingest import landscape, moved, registry, scopes

    settings = house.load()
    found, problems = registry.inspect(settings.config_dir)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if not problems:
        for repository in moved.read(settings.landing_file, scopes.scope(settings.config_dir)):
            typer.echo(f"note: {repository}")
        for difference in landscape.noted(settings.landing_file, found):
            typer.echo(f"note: {difference}")
    files = _counted(len(found.projects), "project")
    typer.echo(f"{files}, {_counted(len(problems), 'problem') if problems else 'no problem'}")
    raise typer.Exit(1 if problems else 0)


@app.command()
def add(
    key: Annotated[str, typer.Argument(help="short name in commands and addresses, a-z, 0-9 and -; names the file")],
    name: Annotated[str, typer.Option(help="name as people write it")],
    org: Annotated[
        list[str] | None, typer.Option(help="GitHub organization that is all the project's (repeatable)")
    ] = None,
    repo: Annotated[list[str] | None, typer.Option(help="single repository, owner/name (repeatable)")] = None,
    maturity: Annotated[
        str | None,
        typer.Option(callback=_maturity, help="sandbox, incubating, graduated or archived"),
    ] = None,
    accepted: Annotated[str | None, typer.Option(help="day it joined, like 2016-05-09")] = None,
    main_repo: Annotated[str | None, typer.Option(help="repository whose releases mark the charts, owner/name")] = None,
) -> None:
    """Write the file of a new project, if the registry is sound with it, and print its path.

    Nothing is written otherwise, and no file is ever overwritten. Hours that were ingested before do not have the
    project's events yet: `duckstats ingest archive --backfill` scans just these again.
    """
    from ingest import registry_add

    values = {
        "name": name,
        "maturity": maturity,
        "accepted": accepted,
        "main_repository": main_repo,
        "organizations": org,
        "repositories": repo,
    }
    typer.echo(str(registry_add.add(house.load().config_dir, key, values)))


def _row(key: str, project: "Project") -> list[str]:
    others = [
        _counted(len(values), word)
        for values, word in ((project.repositories, "single repository"), (project.patterns, "pattern"))
        if values
    ]
    whole = [", ".join(project.organizations[:SHOWN])] if project.organizations else []
    if len(project.organizations) > SHOWN:
        whole.append(f"{len(project.organizations) - SHOWN} more")
    accepted = str(project.accepted or "")
    return [key, project.name, project.maturity or "", accepted, " + ".join(whole + others)]


def _table(rows: list[list[str]]) -> str:
    # Plain columns rather than a drawn table: it goes through grep and cut as it is.
    titles = ["key", "name", "maturity", "accepted", "organizations"]
    widths = [max(len(row[at]) for row in [titles, *rows]) for at in range(len(titles))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [titles, *rows])
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _counted(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"
