"""What a statement of a stranger may be: one statement that reads, and calls no function that does more than read.

DuckDB's own tokenizer and parser do the reading, inside the worker, where a statement that crashes them harms nobody.
"""

import re
from dataclasses import dataclass

import duckdb

READING = {
    "select",
    "from",
    "with",
    "values",
    "table",
    "pivot",
    "unpivot",
    "describe",
    "desc",
    "show",
    "summarize",
    "(",
}
LONGEST = 200_000  # bytes of one statement
# Of DuckDB's own table functions only these may be called: they make rows from their arguments, or describe the file.
# The others read files, take addresses in memory, run SQL from strings that nothing has checked, or change the
# process for whoever comes next, as enable_logging does.
TABLE_FUNCTIONS = {
    "duckdb_columns",
    "duckdb_functions",
    "duckdb_keywords",
    "duckdb_schemas",
    "duckdb_tables",
    "duckdb_types",
    "duckdb_views",
    "generate_series",
    "icu_calendar_names",
    "json_each",
    "json_tree",
    "pg_timezone_names",
    "pragma_collations",
    "pragma_show",
    "pragma_table_info",
    "pragma_version",
    "range",
    "repeat",
    "repeat_row",
    "summary",
    "test_all_types",
    "test_vector_types",
    "unnest",
}
# Scalar functions that do more than compute from their arguments.
SCALAR_FUNCTIONS = {"write_log", "json_serialize_plan", "json_execute_serialized_sql", "current_setting", "getvariable"}
# Views of DuckDB that tell about the machine rather than the data.
VIEWS = {"duckdb_logs", "duckdb_settings", "duckdb_databases", "duckdb_secrets", "pragma_database_list"}


class Refusal(Exception):
    """Why a statement is not run, as one sentence."""


@dataclass(frozen=True)
class Token:
    """A word, number, string or sign of a statement; `text` is lower case and without quotes for words."""

    kind: str
    text: str
    start: int


def tokens(sql: str) -> list[Token]:
    """The statement's tokens without comments. Offsets are in bytes, as DuckDB counts them."""
    raw = sql.encode()
    found = []
    for start, kind in duckdb.tokenize(sql):
        found.append(Token(kind.name, _text(raw[start:].decode(errors="replace")), start))
    return found


def _text(rest: str) -> str:
    if rest.startswith('"'):
        match = re.match(r'"((?:[^"]|"")*)"?', rest)
        return match[1].replace('""', '"').lower() if match else ""
    match = re.match(r"\w+", rest)
    return match[0].lower() if match else rest[:1]


def split(sql: str) -> list[str]:
    """The statements of a text, parted at semicolons outside of strings and comments."""
    raw = sql.encode()
    ends = [token.start for token in tokens(sql) if token.text == ";" and token.kind == "operator"]
    parts = [
        raw[start:end].decode() for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(raw)], strict=True)
    ]
    return [part.strip() for part in parts if tokens(part)]


def check(sql: str, refused: set[str]) -> None:
    """Raises Refusal for anything but one reading statement without `refused` functions, duckdb.Error for no SQL."""
    if len(sql.encode()) > LONGEST:
        raise Refusal(f"The statement is longer than {LONGEST:,} bytes.")
    if "\0" in sql:
        raise Refusal("The statement holds a NUL character.")
    found = tokens(sql)
    while found and found[-1].text == ";":
        found.pop()
    if not found:
        raise Refusal("There is no statement.")
    if any(token.text == ";" and token.kind == "operator" for token in found):
        raise Refusal("One statement at a time.")
    _check_kind(sql, found)
    _check_functions(found, refused)


def _check_kind(sql: str, found: list[Token]) -> None:
    inner = found
    if found[0].text == "explain":
        inner = _explained(found)
        sql = sql.encode()[inner[0].start :].decode() if inner else ""
    first = inner[0].text if inner else ""
    if first not in READING:
        raise Refusal(
            f"Only statements that read are run (SELECT, FROM, WITH, DESCRIBE ...), not {first.upper()[:40]!r}."
        )
    kinds = [statement.type for statement in duckdb.extract_statements(sql)]
    # PIVOT without IN comes as two: a temporary type of the values found, then the SELECT that uses it.
    if first == "pivot" or any(token.text == "pivot" for token in inner):
        kinds = kinds[-1:]
    if kinds != [duckdb.StatementType.SELECT]:
        names = ", ".join(kind.name for kind in kinds)
        raise Refusal(f"Only statements that read are run, not {names}.")


def _explained(found: list[Token]) -> list[Token]:
    rest = found[1:]
    if rest and rest[0].text == "analyze":
        rest = rest[1:]
    if rest and rest[0].text == "(" and len(rest) > 1 and rest[1].text in ("format", "analyze"):
        end = next((place for place, token in enumerate(rest) if token.text == ")"), len(rest) - 1)
        rest = rest[end + 1 :]
    return rest


def _check_functions(found: list[Token], refused: set[str]) -> None:
    for token, following in zip(found, [*found[1:], Token("operator", "", 0)], strict=True):
        is_name = token.kind in ("identifier", "keyword")
        if is_name and (token.text in VIEWS or (token.text in refused and following.text == "(")):
            raise Refusal(f"{token.text} cannot be used here: it does more than read the published tables.")


def refused_functions(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of functions that may not be called: the table functions that nothing here allows, and some scalar ones."""
    rows = connection.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() "
        "WHERE internal AND function_type IN ('table', 'table_macro')"
    ).fetchall()
    # One name can be both, as histogram is: what is an aggregate is no danger as a table either.
    harmless = connection.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() "
        "WHERE internal AND function_type IN ('scalar', 'aggregate')"
    ).fetchall()
    return {name for (name,) in rows} - {name for (name,) in harmless} - TABLE_FUNCTIONS | SCALAR_FUNCTIONS
