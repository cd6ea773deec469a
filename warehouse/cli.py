"""Commands on the published file: sql, schema. What takes long to import is imported by the command that needs it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import settings as house

if TYPE_CHECKING:
    from warehouse.door import Limits

app = typer.Typer()
Format = Annotated[str, typer.Option("--format", help="table, csv, json, parquet or markdown")]
Output = Annotated[Path | None, typer.Option(help="write to this file instead of the terminal")]


@app.command()
def sql(
    statement: Annotated[
        str | None, typer.Argument(help="one statement; - reads from standard input; without one, a prompt")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="run the statements of this file")] = None,
    format_: Format = "table",
    output: Output = None,
    max_rows: Annotated[int, typer.Option(min=1, help="rows of one statement")] = 1_000_000,
    timeout: Annotated[
        float | None, typer.Option(help="seconds of one statement [default: sql_timeout_seconds]")
    ] = None,
    memory: Annotated[float | None, typer.Option(help="GB for one statement [default: sql_memory_gb]")] = None,
) -> None:
    """Ask the published file in SQL, read-only: `duckstats sql "FROM contributors(for_project := 'helm')"`.

    Without a statement it prompts: history, completion, several lines up to a semicolon; Ctrl-C cancels the statement,
    Ctrl-D leaves. What can be asked: `duckstats schema`, `duckstats metrics`, docs/queries.
    """
    from warehouse import store
    from warehouse.door import prompt

    if statement and file:
        raise typer.BadParameter("give a statement or --file, not both")
    settings = house.load()
    published = store.current(settings)
    limits = _limits(settings, max_rows, timeout, memory)
    if statement is None and file is None and sys.stdin.isatty():
        prompt.run(published, limits, format_)
        return
    text = _read(file) if file else sys.stdin.read() if statement in (None, "-") else statement
    _run(published.file, text, limits, format_, output)


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(help="such as core.events; without one all are listed")] = None,
    docs: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Tables of the published file, or the columns of one, with their meanings."""
    from warehouse import schema as public
    from warehouse import store

    published = store.current(house.load())
    if docs:
        typer.echo(public.reference(published), nl=False)
    elif table is None:
        typer.echo(public.listing(published), nl=False)
    else:
        typer.echo(public.explained(public.table(published, table)), nl=False)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="where the tree is to be; it becomes a link to the newest one")],
    project: Annotated[
        list[str] | None, typer.Option(help="only this project, or all for the sum (repeatable)")
    ] = None,
    metric: Annotated[list[str] | None, typer.Option(help="only this metric (repeatable)")] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help="only json, csv or parquet (repeatable)")
    ] = None,
) -> None:
    """Every metric of every project as JSON, CSV and Parquet at stable paths, with index and checksums.

    Readers see the old tree until the new one is whole. Run again on the same build, it only writes what is missing.
    See docs/export.md.
    """
    from warehouse import export as exports
    from warehouse import store

    wanted = exports.Wanted(tuple(project or ()), tuple(metric or ()), tuple(format_ or exports.FORMATS))
    with _progress("export") as progress:
        done = exports.export(store.current(house.load()), folder, wanted, progress)
    typer.echo(f"export: {done.written:,} files written, {done.kept:,} taken over, in {folder}", err=True)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on the terminal's error stream, which is nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("")
        yield lambda number, total, what: bar.update(task, completed=number, total=total, description=what)


@app.command()
def snapshot(
    name: Annotated[str | None, typer.Argument(help="name of the snapshot, e.g. steering-election-2026")] = None,
    list_: Annotated[bool, typer.Option("--list", help="list all snapshots")] = False,
    check: Annotated[bool, typer.Option("--check", help="compare files and answers with what they were")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="delete the snapshot for good")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="remove without asking")] = False,
) -> None:
    """Keep the current build for good, with the metrics of today; `duckstats metrics ... --snapshot NAME` asks it.

    Nothing overwrites a snapshot, and no later build or change of a metric reaches it. People who are hidden later
    still stand in it: `--list` says which snapshots are older than that, `--remove` deletes one. See docs/snapshots.md.
    """
    from warehouse import snapshot as snapshots

    settings = house.load()
    if list_ or (name is None and not check) or (name is None and not snapshots.listed(settings)):
        typer.echo(_snapshots_told(settings), nl=False)
    elif check:
        names = [name] if name else [manifest.name for manifest in snapshots.listed(settings)]
        wrong = [f"{one}: {said}" for one in names for said in snapshots.check(settings, one)]
        typer.echo("\n".join(wrong) or f"{len(names)} checked: files and answers are what they were.")
        raise typer.Exit(1 if wrong else 0)
    elif remove:
        yes or typer.confirm(f"Delete the snapshot {name} for good?", abort=True)
        snapshots.remove(settings, str(name))
        typer.echo(f"Removed {name}.")
    else:
        taken = snapshots.take(settings, str(name), lambda step: typer.echo(f"snapshot: {step}", err=True))
        typer.echo(f"Kept build {taken.build_id} as {taken.name}: {len(taken.metrics)} metrics.")


def _snapshots_told(settings: house.Settings) -> str:
    from warehouse import snapshot as snapshots
    from warehouse.publish import hidden_at

    found = snapshots.listed(settings)
    hidden = hidden_at(settings)
    lines = []
    for one in found:
        line = f"{one.name}  taken {one.taken_at}  build {one.build_id}  data until {one.as_of}"
        lines.append(line + ("  SHOWS people who were hidden since: see --remove" if one.build_id < hidden else ""))
    return "".join(f"{line}\n" for line in lines) or "No snapshot is kept.\n"


def _limits(settings: house.Settings, max_rows: int, timeout: float | None, memory: float | None) -> "Limits":
    from warehouse.door import Limits

    usual = Limits.of(settings)
    if (timeout is not None and timeout <= 0) or (memory is not None and memory <= 0):
        raise typer.BadParameter("--timeout and --memory are more than 0")
    return replace(
        usual,
        seconds=timeout or usual.seconds,
        memory_bytes=int(memory * 1e9) if memory else usual.memory_bytes,
        max_rows=max_rows,
        max_bytes=4_000_000_000,
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise house.DuckstatsError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def _run(published: Path, text: str, limits: "Limits", format_: str, output: Path | None) -> None:
    """Each statement of the text, one after the other; nothing is written when one fails."""
    from warehouse import door
    from warehouse import output as outputs
    from warehouse.door import rules

    encode = outputs.encoder(format_)
    statements = rules.split(text)
    if not statements:
        raise house.DuckstatsError("There is no statement.")
    if len(statements) > 1 and format_ == "parquet":
        raise house.DuckstatsError(f"A Parquet file holds one result, and these are {len(statements)} statements.")
    answers = [door.ask(published, statement, limits) for statement in statements]
    outputs.put(b"\n".join(encode(answer.table) for answer in answers), output)
    if any(answer.is_cut for answer in answers):
        typer.echo(f"Cut after {limits.max_rows:,} rows: there are more; --max-rows lets more through.", err=True)
