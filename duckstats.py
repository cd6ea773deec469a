"""The command line. It stays thin: what takes long to import is imported by the command that needs it."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

import settings as house
from ingest import child
from ingest.archive_cli import archive
from ingest.git.cli import ingest_git_command
from ingest.github.cli import ingest_github_command
from ingest.people_cli import app as people_app
from ingest.projects_cli import app as projects_app
from ingest.sync.cli import sync
from ingest.upkeep_cli import app as upkeep_app
from warehouse.cli import app as warehouse_app

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Contributor statistics of GitHub projects: exact numbers over any range, on one machine. "
    "Start with `duckstats demo`.",
)
ingest_app = typer.Typer(no_args_is_help=True, help="Bring the outside world into the raw tables. Safe to repeat.")
ingest_app.command("git")(ingest_git_command)
ingest_app.command("github")(ingest_github_command)
app.add_typer(ingest_app, name="ingest")
app.add_typer(projects_app, name="projects")
app.add_typer(upkeep_app)
app.add_typer(warehouse_app)
app.add_typer(people_app, name="people")
ingest_app.command("archive")(archive)
app.command()(sync)

MOST_DIFFERENCES = 20  # of landscape and registry that an ingest prints
Format = Annotated[str, typer.Option("--format", help="table, csv, json, parquet or markdown")]
Output = Annotated[Path | None, typer.Option(help="write to this file instead of the terminal")]


@app.callback()
def folders(
    data_dir: Annotated[
        Path | None, typer.Option(help="folder of landing file and builds [env: DUCKSTATS_DATA_DIR; default: ./data]")
    ] = None,
    config_dir: Annotated[
        Path | None, typer.Option(help="folder of the registry [env: DUCKSTATS_CONFIG_DIR; default: config]")
    ] = None,
) -> None:
    """Options that hold for every command; they reach the server and workers through the environment."""
    house.use_flags({"data_dir": data_dir, "config_dir": config_dir})


@ingest_app.command("affiliations")
def ingest_affiliations_command(
    source: Annotated[
        list[str] | None,
        typer.Option(help="a file of cncf/gitdm, or folder, checkout or address of a tree with such (repeatable)"),
    ] = None,
) -> None:
    """Import who works where, and which commit addresses are whose, from cncf/gitdm.

    Both formats are taken, developers_affiliations*.txt and github_users.json; without --source the public files are.
    What the sources say replaces all that was imported before. Lines that cannot be understood are listed with file,
    line and reason, and the rest is taken. Corrections of your own: `duckstats people --help`.
    """
    from ingest import landing, people_hiding
    from ingest.affiliations import importing

    settings = house.load()
    house.use_proxy(settings)
    with landing.opened(settings.landing_file) as file:
        people_hiding.of_config(file, settings.config_dir)
        report = importing.land(file, source or [settings.affiliations_source])
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    typer.echo(report)
    child.tell_report(report)


@ingest_app.command("landscape")
def ingest_landscape_command(
    source: Annotated[str | None, typer.Option(help="address or file [setting landscape_source]")] = None,
) -> None:
    """Take maturity and dates of projects from the CNCF's landscape.

    A project moves to a later maturity by itself, and dates that its file leaves out are filled in, in what is built:
    files of the config folder are not touched. Printed is what they do not say, new projects among it.
    """
    from ingest import landing, landscape, registry

    settings = house.load()
    house.use_proxy(settings)
    known = registry.load(settings.config_dir)
    with landing.opened(settings.landing_file) as file:
        report = landscape.land(file, known, source or settings.landscape_source)
    for difference in report.differences[:MOST_DIFFERENCES]:
        typer.echo(f"landscape: {difference}", err=True)
    if len(report.differences) > MOST_DIFFERENCES:
        typer.echo("landscape: and more: `duckstats projects check` lists all", err=True)
    typer.echo(report)
    child.tell_report(report)


@app.command()
def build(
    publish: Annotated[bool, typer.Option("--publish/--no-publish", help="publish what was built")] = True,
) -> None:
    """Build models from the raw tables, test and audit them, publish a new file. On failure the last good one stays."""
    settings = house.load()
    _build(settings)
    if publish:
        _publish(settings)


@app.command()
def publish() -> None:
    """Publish what the last good build made, with the metrics as they are now."""
    _publish(house.load())


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="start the dashboards at the end")] = True,
    days: Annotated[int, typer.Option(min=7, max=3650, help="days of sample data")] = 730,
    port: Annotated[int, typer.Option(help="port of the dashboards")] = 8501,
) -> None:
    """Sample data through the whole pipeline, offline, then the dashboards. It never touches real data."""
    from ingest import demo as demonstration

    settings = demonstration.settings(house.load())
    os.environ["DUCKSTATS_DATA_DIR"] = str(settings.data_dir)
    demonstration.ingest_sample(settings, days, typer.echo)
    _build(settings)
    _publish(settings)
    if serve_it:
        _serve("127.0.0.1", port)


@app.command()
def run(port: Annotated[int, typer.Option(help="port of the dashboards")] = 8501) -> None:
    """The last 24 hours of GH Archive for all projects, then the dashboards."""
    from ingest import archive as archives
    from ingest import scopes

    settings = house.load()
    # GH Archive publishes an hour some minutes after its end.
    until = archives.this_hour() - timedelta(hours=1)
    scope = scopes.scope(settings.config_dir, None, None)
    archives.ingest_archive(settings, until - timedelta(hours=24), until, settings.archive_url, scope)
    _build(settings)
    _publish(settings)
    _serve("127.0.0.1", port)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on; 0.0.0.0 for every interface")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8501,
) -> None:
    """Dashboards and JSON API over the published file. A new build shows at the next click, without restart."""
    from warehouse import store

    store.current(house.load())
    _serve(host, port)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def metrics(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="a metric; without one all are listed")] = None,
    format_: Format = "table",
    output: Output = None,
    explain: Annotated[bool, typer.Option(help="print definition, parameters and columns instead of numbers")] = False,
    search: Annotated[
        str, typer.Option(help="list the metrics that say all these words, e.g. 'first response' or a DevStats name")
    ] = "",
    snapshot: Annotated[str | None, typer.Option(help="ask this snapshot instead of the newest build")] = None,
    docs: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Ask a metric: `duckstats metrics contributors --project kubernetes --since 2024-01-01 --every quarter`.

    Every parameter of a metric is an option of its own: --project, --group, --repo, --since, --until, --every,
    --window-days, --who, and what `duckstats metrics NAME --explain` lists besides.
    """
    from warehouse import catalog, describe, quality, store
    from warehouse import output as outputs
    from warehouse import snapshot as snapshots

    if docs:
        typer.echo(describe.reference(), nl=False)
    elif name is None or search:
        typer.echo(describe.listing(search), nl=False)
    elif explain:
        typer.echo(describe.explained(catalog.metric(name)), nl=False)
    else:
        given = _pairs(context.args)
        newest = snapshots.opened(house.load(), snapshot) if snapshot else None
        (newest.interface(name) if newest else catalog.metric(name)).arguments(given)
        newest = newest or store.current(house.load())
        answer = newest.metric(name, given)
        told = quality.of(newest, answer, given)
        if format_ == "json":
            outputs.put(quality.to_json(newest.build.build_id, answer, told), output)
            return
        outputs.write(answer, format_, output)
        if told.verdict != "complete":
            typer.echo(told.sentence, err=True)


@app.command()
def report(
    project: Annotated[str, typer.Argument(help="key of the project")],
    range_: Annotated[
        str | None,
        typer.Option("--range", help="'12 months', 'v1.30 to v1.31', 'since joining' [default: 12 months]"),
    ] = None,
    since: Annotated[str | None, typer.Option(help="first day")] = None,
    until: Annotated[str | None, typer.Option(help="end, not included")] = None,
    format_: Annotated[str, typer.Option("--format", help="markdown or html")] = "markdown",
    output: Output = None,
) -> None:
    """One project over one range: figures and their change, course, people, companies, response, newcomers, releases.

    HTML is one file with its charts inside, for light and dark screens, phones and paper.
    """
    from streamlit import logger

    logger.set_log_level("ERROR")  # or it warns that no server runs
    from dashboards.report import contents, written
    from warehouse import output as outputs
    from warehouse import store

    if format_ not in written.FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(written.FORMATS)}; not {format_!r}")
    current = store.current(house.load())
    dates = since or until
    asked = contents.scope(current, project, range_ or (None if dates else "12 months"), since, until)
    text = written.written(contents.of(current, asked, with_pictures=format_ == "html"), format_)
    outputs.put(text.encode(), output)


@app.command()
def reconcile(
    project: Annotated[str, typer.Option(help="key of the project")],
    since: Annotated[str, typer.Option(help="first day")] = "2011-01-01",
    until: Annotated[str, typer.Option(help="end, not included")] = "2100-01-01",
    most: Annotated[int, typer.Option(min=1, help="lines of each kind")] = 20,
) -> None:
    """Archive against GitHub's API against git: counts by month and kind, differences down to ids, links to check."""
    from warehouse import reconcile as comparison
    from warehouse import store

    typer.echo(comparison.report(store.current(house.load()), project, since, until, most), nl=False)


@app.command()
def status(
    json_: Annotated[bool, typer.Option("--json", help="for scripts")] = False,
    gaps: Annotated[bool, typer.Option("--gaps", help="every missing hour, why, and what becomes of it")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="what each source saw by month and kind")] = False,
    runs: Annotated[bool, typer.Option("--runs", help="what `duckstats sync` did lately, step by step")] = False,
    stale_after: Annotated[
        float | None, typer.Option(help="hours without news after which data is stale [setting stale_hours]")
    ] = None,
) -> None:
    """What was ingested and published: hours, gaps, unreadable lines, events by type, clones, GitHub's quota.

    Exits with 1 when stale. With --coverage it shows the metric data_coverage of all projects. With --gaps it
    exits with 1 when hours are missing that no run asks for by itself any more. With --runs it exits with 1 when the
    last run of `duckstats sync` did not exit with 0.
    """
    from ingest import gaps as missing
    from ingest import status as bookkeeping
    from ingest.sync import log

    if coverage:
        from warehouse import output, store

        found = store.current(house.load()).metric("data_coverage", {"every": "month"})
        output.write(found, "json" if json_ else "table", None)
        return
    if gaps:
        holes = missing.read(house.load())
        typer.echo(holes.to_json() if json_ else holes.to_text(), nl=False)
        raise typer.Exit(holes.exit_code)
    if runs:
        done = log.read(house.load())
        typer.echo(done.to_json() if json_ else done.to_text(), nl=False)
        raise typer.Exit(done.exit_code)
    settings = house.load()
    found = bookkeeping.read(settings, stale_after or settings.stale_hours)
    typer.echo(found.to_json() if json_ else found.to_text(), nl=False)
    raise typer.Exit(1 if found.is_stale else 0)


def main() -> None:
    """Run the command line; a failure that one sentence explains is printed as that sentence."""
    child.begin()
    try:
        app()
    except house.DuckstatsError as error:
        child.tell(error=str(error))
        typer.echo(f"duckstats: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("duckstats: interrupted; what was finished is kept.", err=True)
        sys.exit(130)


def _build(settings: house.Settings) -> None:
    from ingest import landing, lock, registry
    from warehouse import build as models

    with lock.held(settings.data_dir):
        with landing.opened(settings.landing_file) as file:
            registry.land(file, registry.load(settings.config_dir))
        seconds = models.build_models(settings, lambda step: typer.echo(f"build: {step}", err=True))
    text = f"build: models, unit tests and audits in {seconds:.1f} s"
    typer.echo(text, err=True)
    child.tell(text=text, figures={"seconds": seconds})


def _publish(settings: house.Settings) -> None:
    from ingest import lock
    from warehouse import publish as publishing

    with lock.held(settings.data_dir):
        text = f"build: published {publishing.publish(settings)}"
    typer.echo(text, err=True)
    child.tell(text=text)


def _serve(host: str, port: int) -> None:
    import uvicorn

    from dashboards import sign_in

    sign_in.door()  # a file that is wrong ends it here, with a sentence
    typer.echo(f"Dashboards at http://{'localhost' if host == '127.0.0.1' else host}:{port} (Ctrl-C stops)", err=True)
    # Who asks is told by the connection, or by as many proxies as the settings name; never by whatever a client says.
    # Proxies keep connections for a minute: a server that closed them earlier would now and then do so under a request.
    options = {"log_level": "warning", "proxy_headers": False, "timeout_keep_alive": 75}
    uvicorn.run("dashboards.server:app", host=host, port=port, **options)


def _pairs(arguments: list[str]) -> dict[str, str]:
    """`--every week --who=all` as a dictionary; dashes in names become underscores."""
    words = [part for argument in arguments for part in (argument.split("=", 1) if "=" in argument else [argument])]
    if len(words) % 2 or any(not word.startswith("--") for word in words[::2]):
        raise typer.BadParameter(f"options are --name value, not {' '.join(arguments)!r}")
    return {name[2:].replace("-", "_"): value for name, value in zip(words[::2], words[1::2], strict=True)}


if __name__ == "__main__":
    main()
