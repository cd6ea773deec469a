"""`duckstats people`: check own corrections, look at a person, propose a correction."""

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
    text: str = typer.Option("", "--text", prompt="Login, name or address", hide_input=False, help="what to hash"),
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
