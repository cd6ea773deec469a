"""The published file described: what its tables and columns mean, stored in it as comments and written as a page."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from settings import DuckstatsError, yaml_of
from warehouse.store import Store

COLUMNS_FILE = Path(__file__).resolve().parent / "columns.yaml"
TABLES = {
    "builds": "One row: the build that this file is.",
    "definitions": "One row per metric and function, as this file has it: what a snapshot needs to ask the same later.",
}


@dataclass(frozen=True)
class Column:
    """A column; `comment` is empty where nobody said what it means."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """A table of the published file; `name` has its schema, `rows` is DuckDB's own estimate."""

    name: str
    comment: str
    rows: int
    columns: list[Column]


def comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Say in the open published file what its columns mean, where their models do not."""
    for name, text in TABLES.items():
        connection.execute(f"COMMENT ON TABLE {name} IS {_quoted(text)}")
    unsaid = connection.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal "
        "AND database_name = current_database() AND schema_name IN ('core', 'marts', 'main')"
    ).fetchall()
    for schema, table, column in unsaid:
        meaning = meanings().get(f"{table}.{column}") or meanings().get(column)
        if meaning:
            connection.execute(f'COMMENT ON COLUMN {schema}.{table}."{column}" IS {_quoted(meaning)}')


@cache
def meanings() -> dict[str, str]:
    """Meanings of columns by name, or by table.column."""
    return yaml_of(COLUMNS_FILE.read_text(encoding="utf-8"))


def tables(store: Store) -> list[Table]:
    """Every table of a build, in order of name."""
    described = store.query(
        "SELECT schema_name || '.' || table_name AS name, coalesce(comment, '') AS comment, estimated_size AS rows "
        "FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
    ).to_pylist()
    columns: dict[str, list[Column]] = {}
    for row in store.query(
        "SELECT schema_name || '.' || table_name AS name, column_name, data_type, coalesce(comment, '') AS comment "
        "FROM duckdb_columns() WHERE NOT internal ORDER BY name, column_index"
    ).to_pylist():
        columns.setdefault(row["name"], []).append(Column(row["column_name"], row["data_type"], row["comment"]))
    return [
        Table(row["name"], " ".join(row["comment"].split()), row["rows"], columns[row["name"]]) for row in described
    ]


def listing(store: Store) -> str:
    """One line per table: name, rows, meaning."""
    found = tables(store)
    width = max(len(table.name) for table in found)
    return "".join(f"{table.name.ljust(width)}  {table.rows:>12,}  {table.comment}\n" for table in found)


def explained(table: Table) -> str:
    """A table and its columns, for a terminal."""
    width = max(len(column.name) for column in table.columns)
    kinds = max(len(column.type) for column in table.columns)
    lines = [f"{c.name.ljust(width)}  {c.type.ljust(kinds)}  {c.comment}" for c in table.columns]
    return "\n".join([f"{table.name}: {table.comment}", "", *lines]) + "\n"


def reference(store: Store) -> str:
    """docs/schema.md: every table with its columns and their meanings."""
    parts = [INTRODUCTION, *(_section(table) for table in tables(store))]
    return "\n".join(parts)


INTRODUCTION = """# The published file

Written by `make docs` from the comments in the file itself; edit those: in `warehouse/models`, or in
`warehouse/columns.yaml` where several tables mean the same by a name.

`data/current/duckstats.duckdb` is a DuckDB file of these tables, and of every metric as a table macro
([metrics.md](metrics.md)). `core` has one row per real thing, `marts` rows made for many questions. Times are UTC.
Ask it by `duckstats sql`, on the page SQL of the dashboards, or with any DuckDB of version 1.5;
[queries](queries) answers twenty questions. Tables and columns keep their names and meanings within a major version;
new ones may come at any time, so name the columns that you want.

A row's `company` is the person's employer when it happened. `person_kind` tells humans from bots and agents. A person
without account has a negative `person_id`. Nothing here holds an e-mail address.
"""


def _section(table: Table) -> str:
    rows = [f"| `{c.name}` | {c.type} | {c.comment.replace('|', '&#124;')} |" for c in table.columns]
    return "\n".join(
        [f"## {table.name}\n", f"{table.comment}\n", "| column | type | meaning |\n| --- | --- | --- |", *rows, ""]
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def table(store: Store, name: str) -> Table:
    """One table, `core.` may be left out. Raises DuckstatsError naming close ones."""
    import difflib

    found = {one.name: one for one in tables(store)}
    chosen = found.get(name) or found.get(f"core.{name}") or found.get(f"marts.{name}") or found.get(f"main.{name}")
    if chosen:
        return chosen
    close = difflib.get_close_matches(name, found, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(close)}?" if close else "`duckstats schema` lists them."
    raise DuckstatsError(f"There is no table {name!r}: {hint}")
