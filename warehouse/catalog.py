"""The metric catalogue: reads metric files, checks their headers, makes table macros and calls of them."""

import re
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from settings import DuckstatsError, yaml_of

HERE = Path(__file__).resolve().parent
METRICS_DIR = HERE / "metrics"
FUNCTIONS_DIR = HERE / "functions"
PARAMETERS_FILE = HERE / "parameters.yaml"

HEADER = re.compile(r"\A/\*\n(?P<header>.*?)\n\*/\n(?P<body>.*)\Z", re.DOTALL)
DATES = {"since", "until"}
RANGE = "range"  # names since and until; the store knows what it means in its build


class Parameter(BaseModel):
    """One argument of a metric. `choices` are all its values, where it has few; the bounds are of whole numbers."""

    model_config = ConfigDict(extra="forbid")

    default: str | int
    help: str
    choices: list[str | int] | None = None
    minimum: int | None = None
    maximum: int | None = None


class Behind(BaseModel):
    """How one gets from a metric's numbers to the single things that they count."""

    model_config = ConfigDict(extra="forbid")

    by: list[str] = Field([], description="columns that say, beside the period, what a row is of: login, company ...")
    counts: dict[str, str] = Field({}, description="a column -> the measure of counted_items that lists its things")


class Header(BaseModel):
    """What a metric says of itself; every field is shown to users. Columns are name -> meaning, with the unit."""

    model_config = ConfigDict(extra="forbid")

    title: str
    question: str
    definition: str
    grain: str
    unit: str
    columns: dict[str, str]
    parameters: list[str] = []
    own_parameters: dict[str, Parameter] = {}
    sources: list[Literal["events", "commits", "issues", "pull_requests", "comments", "reviews", "repos"]]
    adds_up: list[str] = Field(description="columns whose values of parts (projects, periods) sum to that of the whole")
    counts: list[str] = Field([], description="other columns that count: a longer range never has fewer")
    at_most: dict[str, str] = Field({}, description="a column -> one of the same row that it never exceeds")
    behind: Behind = Behind()
    devstats: list[str] = Field(description="SQL files and drop-downs of DevStats that it answers for")
    differs: str = ""
    chaoss: list[str] = []
    chart: Literal["line", "bars", "stacked", "table", "figures"]


class Interface(BaseModel):
    """How a macro is asked: its name, and its parameters in the order that it takes them."""

    name: str
    parameters: dict[str, Parameter]

    def arguments(self, given: dict[str, Any]) -> dict[str, str | int]:
        """Checked arguments, only those that differ from the defaults; keys may leave `for_` out.

        Raises DuckstatsError for an unknown parameter, a value that is no choice, a bad date or a reversed range.
        """
        checked: dict[str, str | int] = {}
        for word, value in given.items():
            if word == RANGE:
                continue
            name = word if word in self.parameters else f"for_{word}"
            if name not in self.parameters:
                known = ", ".join(key.removeprefix("for_") for key in self.parameters)
                raise DuckstatsError(f"{self.name} has no parameter {word!r}; it has: {known}.")
            if value is not None:
                checked[name] = _checked(name, self.parameters[name], value)
        since, until = (
            checked.get(key, self.parameters[key].default) if key in self.parameters else ""
            for key in ("since", "until")
        )
        if since and until and _moment(str(since)) >= _moment(str(until)):
            raise DuckstatsError(f"The range is empty: since {since} is not before until {until}.")
        return {name: value for name, value in checked.items() if value != self.parameters[name].default}

    def call(self, given: dict[str, Any]) -> str:
        """The FROM clause that asks this metric, with literals: what a user can paste into any DuckDB shell."""
        arguments = ", ".join(f"{name} := {_literal(value)}" for name, value in self.arguments(given).items())
        return f"FROM {self.name}({arguments})"


class Metric(Interface):
    """A metric: its name (the file's), header, and body, a plain SELECT over core and marts."""

    header: Header
    body: str

    def macro(self) -> str:
        """The statement that makes the table macro."""
        arguments = ", ".join(f"{name} := {_literal(p.default)}" for name, p in self.parameters.items())
        return f"CREATE OR REPLACE MACRO {self.name}({arguments}) AS TABLE\n{self.body}"


@cache
def shared_parameters() -> dict[str, Parameter]:
    """The parameters that have one meaning everywhere, by name."""
    loaded = yaml_of(PARAMETERS_FILE.read_text(encoding="utf-8"))
    return {name: Parameter(**fields) for name, fields in loaded.items()}


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of warehouse/metrics, by name, in order of name. Raises DuckstatsError for a file that is wrong."""
    return {path.stem: read(path) for path in sorted(METRICS_DIR.glob("*.sql"))}


def metric(name: str) -> Metric:
    """One metric. Raises DuckstatsError naming close ones when there is none of that name."""
    found = metrics().get(name)
    if found:
        return found
    import difflib

    close = difflib.get_close_matches(name, metrics(), n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "`duckstats metrics` lists them."
    raise DuckstatsError(f"There is no metric {name!r}: {hint}")


def read(path: Path) -> Metric:
    """One metric file. Raises DuckstatsError with file and reason."""
    match = HEADER.match(path.read_text(encoding="utf-8"))
    if not match:
        raise DuckstatsError(f"{path.name}: must start with a YAML header between /* and */, then one SELECT.")
    try:
        header = Header(**yaml_of(match["header"]))
    except (yaml.YAMLError, TypeError) as error:
        raise DuckstatsError(f"{path.name}: the header is no YAML mapping: {str(error).splitlines()[0]}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise DuckstatsError(f"{path.name}: header field {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    named = [*header.adds_up, *header.counts, *header.at_most, *header.at_most.values(), *header.behind.counts]
    if absent := [column for column in named if column not in header.columns]:
        raise DuckstatsError(f"{path.name}: {absent[0]!r} is said to count, but is no column.")
    unknown = [name for name in header.parameters if name not in shared_parameters()]
    if unknown:
        raise DuckstatsError(f"{path.name}: unknown shared parameter {unknown[0]!r}; see {PARAMETERS_FILE.name}.")
    parameters = {name: shared_parameters()[name] for name in header.parameters} | header.own_parameters
    return Metric(name=path.stem, parameters=parameters, header=header, body=match["body"].strip().rstrip(";"))


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the functions and metric macros in the open file, which keeps what they are made of in `definitions`."""
    connection.execute(DEFINITIONS_TABLE)
    rows: list[list[str | int | None]] = []
    for name, statement in _functions():
        connection.execute(statement)
        rows.append([len(rows), "function", name, statement, None, None])
    for found in metrics().values():
        connection.execute(found.macro())
        header = found.header.model_dump_json(exclude_defaults=True)
        connection.execute(f"COMMENT ON MACRO TABLE {found.name} IS {_literal(header)}")
        interface = Interface(**found.model_dump(include={"name", "parameters"})).model_dump_json()
        rows.append([len(rows), "metric", found.name, found.macro(), interface, header])
    connection.executemany("INSERT INTO definitions VALUES (?, ?, ?, ?, ?, ?)", rows)


DEFINITIONS_TABLE = """
CREATE OR REPLACE TABLE definitions (
  position INTEGER, kind VARCHAR, name VARCHAR, statement VARCHAR, interface VARCHAR, header VARCHAR
)
"""


def _functions() -> list[tuple[str, str]]:
    """Names and statements of warehouse/functions: DuckDB wants those that others call to be there first."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FUNCTIONS_DIR.glob("*.sql"))}
    calls = {
        name: {other for other in texts if other != name and re.search(rf"\b{other}\(", text)}
        for name, text in texts.items()
    }
    return [(name, texts[name]) for name in TopologicalSorter(calls).static_order()]


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise DuckstatsError(f"{text!r} is no date: write 2024-01-31 or 2024-01-31T13:00.") from None


def _checked(name: str, parameter: Parameter, value: Any) -> str | int:
    typed: str | int = str(value)
    if "\0" in str(value):
        raise DuckstatsError(f"{name} holds a character of no name (NUL).")  # DuckDB would read no further
    if isinstance(parameter.default, int):
        try:
            typed = int(value)
        except (TypeError, ValueError):
            raise DuckstatsError(f"{name} takes a whole number, not {value!r}.") from None
        lowest, highest = parameter.minimum, parameter.maximum
        if (lowest is not None and typed < lowest) or (highest is not None and typed > highest):
            raise DuckstatsError(f"{name} is a whole number from {lowest} to {highest}; not {value!r}.")
    if parameter.choices and typed not in parameter.choices:
        raise DuckstatsError(f"{name} is one of {', '.join(map(str, parameter.choices))}; not {value!r}.")
    if name in DATES:
        return _moment(str(typed)).isoformat(sep=" ").removesuffix(" 00:00:00")
    return typed
