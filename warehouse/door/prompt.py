"""The interactive prompt: history, completion, several lines; Ctrl-C cancels a statement, Ctrl-D leaves."""

import os
import re
import sys
from pathlib import Path

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import Completer, FuzzyCompleter, WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from settings import DuckstatsError
from warehouse import door, formats, schema
from warehouse.catalog import metrics
from warehouse.store import Store

SHOWN_ROWS = 200
HELP = """A statement ends with a semicolon. Ctrl-C cancels it, Ctrl-D leaves.
.tables            tables and their meanings
.schema TABLE      columns of a table
.metrics           metrics: ask one with FROM name(for_project := 'helm', since := '2024-01-01')
.format FORMAT     table, csv, json or markdown
.help              this
.quit              leave
"""


class Leave(Exception):
    """The wish to go."""


class Prompt:
    """One conversation about one build."""

    def __init__(self, published: Store, limits: door.Limits, format_: str) -> None:
        self.published = published
        self.limits = limits
        self.format = format_ if format_ != "parquet" else "table"

    def handle(self, text: str) -> str:
        """The answer to one input, as text. Raises DuckstatsError for a wrong one, Leave at the end."""
        text = text.strip()
        if text.startswith("."):
            return self._command(*text.split(maxsplit=1))
        return self._statement(text)

    def _command(self, command: str, argument: str = "") -> str:
        match command:
            case ".tables":
                return schema.listing(self.published)
            case ".schema":
                return schema.explained(schema.table(self.published, argument.strip()))
            case ".metrics":
                return "".join(f"{name}: {metric.header.question}\n" for name, metric in metrics().items())
            case ".format" if argument in formats.FORMATS and argument != "parquet":
                self.format = argument
                return ""
            case ".quit" | ".exit":
                raise Leave
            case _:
                return HELP

    def _statement(self, text: str) -> str:
        answer = door.ask(self.published.file, text, self.limits)
        rows = answer.table.num_rows
        shown = answer.table.slice(0, SHOWN_ROWS) if self.format == "table" else answer.table
        counted = f"{rows:,}{' or more' if answer.is_cut else ''} row{'' if rows == 1 else 's'}"
        told = f"{counted} in {answer.seconds:.2f} s"
        if shown.num_rows < rows:
            told += f", the first {shown.num_rows:,} shown"
        return formats.FORMATS[self.format](shown).decode() + f"({told})\n"


def run(published: Store, limits: door.Limits, format_: str) -> None:
    """Read, answer, until Ctrl-D."""
    prompt = Prompt(published, limits, format_)
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=completer(published),
        complete_while_typing=False,
        auto_suggest=AutoSuggestFromHistory(),
        lexer=PygmentsLexer(SqlLexer),
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation="      ...> ",
    )
    build = published.build
    typer.echo(f"duckstats, build {build.build_id}, data until {build.as_of}. .help helps, Ctrl-D leaves.")
    while True:
        try:
            text = session.prompt("duckstats> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if not text.strip():
            continue
        try:
            sys.stdout.write(prompt.handle(text))
        except KeyboardInterrupt:
            typer.echo("Cancelled.", err=True)
        except DuckstatsError as error:
            typer.echo(str(error), err=True)
        except Leave:
            return


def completer(published: Store) -> Completer:
    """Completes tables, columns, metrics, their parameters and SQL's own words."""
    words = {table.name for table in schema.tables(published)}
    words |= {column.name for table in schema.tables(published) for column in table.columns}
    words |= {f"{name}(" for name in metrics()}
    words |= {f"{parameter} := " for metric in metrics().values() for parameter in metric.parameters}
    keywords = published.query("SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category = 'reserved'")
    words |= set(keywords.column(0).to_pylist())
    # A name with its schema is one word.
    return FuzzyCompleter(WordCompleter(sorted(words), pattern=re.compile(r"[\w.]+")), pattern=r"^[\w.]*")


def is_whole(text: str) -> bool:
    """Whether Enter ends the input: at a semicolon or after a command; else it makes a new line."""
    text = text.strip()
    return not text or text.endswith(";") or text.startswith(".")


def _keys() -> KeyBindings:
    keys = KeyBindings()

    def ends() -> bool:
        from prompt_toolkit.application import get_app

        return is_whole(get_app().current_buffer.text)

    @keys.add("enter", filter=Condition(ends))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return keys


def _history() -> History:
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "duckstats"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return FileHistory(str(folder / "sql_history"))
    except OSError:
        return InMemoryHistory()
