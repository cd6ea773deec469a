"""`duckstats ingest github`."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

import settings as house

DAYS = 30


def ingest_github_command(
    project: Annotated[list[str] | None, typer.Option(help="only this project's repositories (repeatable)")] = None,
    repo: Annotated[list[str] | None, typer.Option(help="only this repository, owner/name (repeatable)")] = None,
    scope: Annotated[str | None, typer.Option(help="'org:NAME' instead of the registry")] = None,
    since: Annotated[str | None, typer.Option(help=f"how far back the first run goes [{DAYS} days]")] = None,
    max_wait: Annotated[float, typer.Option(min=0, help="minutes to wait for new quota before stopping")] = 60,
    source: Annotated[str | None, typer.Option(help="address of another GitHub's API [https://api.github.com]")] = None,
) -> None:
    """Ask GitHub for what its archive no longer tells: issues, pull requests, reviews, comments, labels, releases.

    Tokens come from DUCKSTATS_GITHUB_TOKENS or GITHUB_TOKEN (several parted by commas), or from the file that
    DUCKSTATS_GITHUB_TOKEN_FILE names; no permission is needed. A run may be interrupted at any time: the next one
    goes on. Each run asks for what changed since the last one; an older --since extends what is known into the past.
    """
    from ingest import child, registry, scopes
    from ingest.gharchive.scope import Scope
    from ingest.github import client, ingest, tokens

    if sum(map(bool, (project, repo, scope))) > 1:
        raise typer.BadParameter("give one of --project, --repo and --scope")
    settings = house.load()
    house.use_proxy(settings)
    if repo:
        if wrong := next((name for name in repo if len(name.strip("/").split("/")) != 2), None):
            raise typer.BadParameter(f"--repo {wrong!r} is no repository: write owner/name")
        rules = [(name, "repository", name) for name in repo]
        wanted = Scope.from_rules(rules, "repositories")
    elif scope:
        wanted = scopes.scope(settings.config_dir, None, scope)
        if wanted.everything:
            raise typer.BadParameter("--scope all is more than any quota allows: give 'org:NAME'")
        rules = [(scope, "organization", scope.partition(":")[2])]
    else:
        wanted = scopes.scope(settings.config_dir, project, None)
        rules = [(key, str(kind), value) for key, kind, value in registry.load(settings.config_dir).rules(project)]
    owners = sorted({value for _, kind, value in rules if kind == "organization"} | _owners_of_patterns(rules))
    singles = sorted({value for _, kind, value in rules if kind == "repository"})
    found = tokens.tokens()
    if not found:
        typer.echo(
            "github: no token, so 60 requests an hour: enough for a handful of quiet repositories. "
            "Set GITHUB_TOKEN for 5,000.",
            err=True,
        )
    asking = client.Client(found, source or settings.github_url, max_wait * 60, retries=settings.retries)
    report = ingest.ingest_github(settings, wanted, owners, singles, _since(since), asking)
    child.tell_report(report)
    raise typer.Exit(report.exit_code)


def _owners_of_patterns(rules: list[tuple[str, str, str]]) -> set[str]:
    """Owners that patterns name plainly, such as `acme/tool-.*`; of other patterns only events know repositories."""
    heads = [value.removeprefix("^").partition("/") for _, kind, value in rules if kind == "pattern"]
    return {owner for owner, slash, _ in heads if slash and owner.replace("-", "").isalnum()}


def _since(text: str | None) -> datetime:
    if text is None:
        return datetime.combine(date.today() - timedelta(days=DAYS), datetime.min.time())
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise typer.BadParameter(f"--since {text!r} is no date: write 2024-01-31") from None
