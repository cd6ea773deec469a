"""`duckstats ingest git`."""

from typing import Annotated

import typer

import settings as house


def ingest_git_command(
    project: Annotated[list[str] | None, typer.Option(help="only this project's repositories (repeatable)")] = None,
    repo: Annotated[list[str] | None, typer.Option(help="only this repository, owner/name (repeatable)")] = None,
    scope: Annotated[str | None, typer.Option(help="'org:NAME' instead of the registry")] = None,
    source: Annotated[str | None, typer.Option(help="address or folder that holds owner/name [GitHub]")] = None,
    full: Annotated[bool, typer.Option("--full", help="contents of files too, to count lines: many times larger")] = (
        False
    ),
    jobs: Annotated[int, typer.Option(min=1, help="repositories fetched at once")] = 4,
) -> None:
    """Take commits from git: clone or fetch every known repository, then read the history that is new.

    Known are the registry's single repositories and whatever other sources have seen of its organisations. Clones lie
    in the data folder. Exits with 1 when a repository could not be fetched; running the command again goes on where
    this run stopped, and an unchanged repository costs one `git fetch`.
    """
    from ingest import child, registry, scopes
    from ingest.gharchive.scope import Scope
    from ingest.git import ingest

    if sum(map(bool, (project, repo, scope))) > 1:
        raise typer.BadParameter("give one of --project, --repo and --scope")
    for name in repo or []:
        if len(name.strip("/").split("/")) != 2:
            raise typer.BadParameter(f"--repo {name!r} is no repository: write owner/name")
    settings = house.load()
    house.use_proxy(settings)
    if repo:
        wanted, named = Scope.from_rules([(name, "repository", name) for name in repo], "repositories"), repo
    elif scope:
        wanted, named = scopes.scope(settings.config_dir, None, scope), []
    else:
        wanted = scopes.scope(settings.config_dir, project, None)
        rules = registry.load(settings.config_dir).rules(project)
        named = [value for _, kind, value in rules if kind == "repository"]
    report = ingest.ingest_git(settings, wanted, named, source or settings.git_url, full, jobs)
    child.tell_report(report)
    raise typer.Exit(report.exit_code)
