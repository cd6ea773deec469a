"""`duckstats people`: check own corrections, look at a person, propose a correction."""

from datetime import date
from typing import Annotated

import typer

import settings as house

app = typer.Typer(
    no_args_is_help=True,
    help="Who people are and where they work. Corrections to what imports say are YAML files in the folder people/ of "
    "the config folder, one for each person or company; they apply from the next build on.",
)


@app.command()
def check() -> None:
    """Read every file of config/people and list all that is wrong, with file and line. Exits with 1 if anything is.

    Found are: broken YAML, unknown keys, wrong dates, logins and addresses, somebody at two companies at once, a login
    or address that two people claim, and people named who are to be hidden.
    """
    from ingest import people

    found, problems = people.inspect(house.load().config_dir)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(
        f"people: {len(found.people)}, companies: {len(found.companies)}, hidden: {len(found.hidden)}, "
        f"problems: {len(problems)}"
    )
    raise typer.Exit(1 if problems else 0)


@app.command(name="hash")
def hash_(
    text: Annotated[str, typer.Option(prompt="Login, name or address", help="what to hash")],
) -> None:
    """Hash a login, a name or an address, for `opt_out` and for `addresses`. It asks, so that no history keeps it."""
    from ingest import people_hashes
    from ingest.affiliations.entries import hashed_address

    address = hashed_address(text) if "@" in text or "!" in text else None
    if address:
        typer.echo(f"address in files:  {address}")
        typer.echo(f"hash for opt_out:  {people_hashes.of_address(text)}")
        return
    login, name = people_hashes.of_login(text), people_hashes.of_name(text)
    typer.echo(f"hash for opt_out:  {login}" + ("" if login == name else f" as a login, {name} as a name"))


@app.command()
def show(
    login: Annotated[str, typer.Argument(help="a GitHub login, present or former")],
    json_: Annotated[bool, typer.Option("--json", help="for scripts")] = False,
) -> None:
    """A person: accounts, kind and the rule for it, every employment with its source and the contributions of its time,
    and what corrections change in the figures.
    """
    from ingest import people_show

    found = people_show.show(house.load(), login)
    if json_:
        import json

        typer.echo(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    else:
        typer.echo(str(found))


@app.command()
def propose(
    login: Annotated[str, typer.Argument(help="the person's GitHub login of today")],
    company: Annotated[str, typer.Option(help="employer; NotFound for none that is known")],
    since: Annotated[str | None, typer.Option(help="first day, like 2024-01-31 [ever]")] = None,
    until: Annotated[str | None, typer.Option(help="day after the last, same form [for ever]")] = None,
    evidence: Annotated[str | None, typer.Option(help="how you know: an address, or words")] = None,
) -> None:
    """Write an employment into the person's file of config/people, and print their entry to propose upstream.

    It wins over imports on its days from the next `duckstats build` on. An employment in the same file that lasts
    into it ends where it begins. What is printed goes into developers_affiliations*.txt of cncf/gitdm.
    """
    from ingest import people_propose
    from ingest.registry_yaml import shown

    made = people_propose.propose(
        house.load(), login, company, _day(since, "--since"), _day(until, "--until"), evidence
    )
    typer.echo(f"{shown(made.path)} written; `duckstats build` applies it. To propose it upstream:", err=True)
    typer.echo(made.upstream)


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r} is no date: write 2024-01-31") from None


@app.command()
def suspicious(
    project: Annotated[str, typer.Option(help="a project's key, or all")] = "all",
) -> None:
    """Where several people may have been taken for one: addresses that two accounts claim or that commits carry under
    different names, two companies at once, newcomers in the top ten. The same as `duckstats metrics suspicious_merges`.
    """
    from ingest import people_suspicious

    typer.echo(people_suspicious.report(house.load(), project), nl=False)
