"""How a case is declared, asked and compared. The cases are in the modules beside this one."""

import csv
import importlib
import io
import math
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from warehouse import catalog
from warehouse.store import Store

HERE = Path(__file__).parent
SHARED_RANGES = ["2017-07-24_2017-07-27", "2017-07-25_2017-07-26"]
KUBERNETES = "kubernetes_2017-07-24_2017-07-27"
FOLDERS = [*SHARED_RANGES, KUBERNETES]
REGISTER = range(1, 66)  # numbers of the defects in the catalogue

Value = float | str | None
Rows = dict[tuple[str, ...], Any]  # series and other texts of a row -> its number, or its numbers in order
Theirs = Callable[[list[list[str]]], Rows]  # from the lines of a golden file
Because = int | Callable[["Difference"], int | None]


@dataclass(frozen=True)
class Difference:
    """One number that is not the same. `row` are the texts of the row, `column` the place of the number, from 0."""

    row: tuple[str, ...]
    column: int
    theirs: Value
    ours: Value
    register: int | None = None

    def cells(self) -> list[str]:
        """As a line of a list in `differences/`."""
        return ["|".join(self.row), str(self.column), _text(self.theirs), _text(self.ours), str(self.register)]


@dataclass(frozen=True)
class World:
    """What a case asks: the published kubernetes hours, over the range of one folder. `of_repositories` is for the
    twins of DevStats' Kubernetes set, which have single repositories where the others have groups.
    """

    store: Store
    folder: str
    of_repositories: bool = False

    @property
    def since(self) -> str:
        """First day."""
        return self.folder.removeprefix("kubernetes_").split("_")[0]

    @property
    def until(self) -> str:
        """End, not included."""
        return self.folder.removeprefix("kubernetes_").split("_")[1]

    @property
    def is_kubernetes_set(self) -> bool:
        """DevStats' Kubernetes metric set, with repository groups by SIG; else the shared set."""
        return self.folder == KUBERNETES

    def groups(self) -> list[str]:
        """All, and the groups of the folder's metric set: SIGs, or repositories and organisations by name."""
        kinds = ["config"] if self.is_kubernetes_set else ["repository", "organization"]
        kinds = ["repository"] if self.of_repositories else kinds
        return ["All", *(row["group_name"] for row in self.ask("groups") if row["kind"] in kinds)]

    def fields(self, names: str) -> str:
        """Names of a series' fields in the order of the folder's metric set: the Kubernetes set has reviews first."""
        return names.replace("comments,reviews", "reviews,comments") if self.is_kubernetes_set else names

    def ask(self, metric: str, **more: Any) -> list[dict[str, Any]]:
        """The rows of our metric over the folder's range; `group="All"` asks for all repositories."""
        known = {word.removeprefix("for_") for word in catalog.metric(metric).parameters}
        given = {"project": "kubernetes", "since": self.since, "until": self.until}
        given = {word: value for word, value in given.items() if word in known} | more
        given = {word: value for word, value in given.items() if not (word in ("group", "repo") and value == "All")}
        return _rows(self.store, metric, tuple(given.items()))

    def one(self, metric: str, **more: Any) -> dict[str, Any]:
        """The only row of a metric asked over the whole range as one period (`every="year"`)."""
        rows = self.ask(metric, every="year", **more)
        assert len(rows) == 1, f"{metric}: {len(rows)} rows"
        return rows[0]


def by_repository(answer: Callable[[World], Rows]) -> Callable[[World], Rows]:
    """The same answer with every repository by itself in place of the groups."""
    return lambda world: answer(replace(world, of_repositories=True))


@cache
def _rows(store: Store, metric: str, given: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return store.metric(metric, dict(given)).to_pylist()


@dataclass(frozen=True)
class Case:
    """A DevStats SQL file and how its rows come out of our metrics."""

    name: str
    answer: Callable[[World], Rows]
    because: Because | None
    keys: int
    theirs: Theirs | None
    folders: tuple[str, ...] = field(default=tuple(FOLDERS))


CASES: dict[tuple[str, str], Case] = {}


def case(
    *names: str,
    because: Because | None = None,
    keys: int = 1,
    theirs: Theirs | None = None,
    folders: Iterable[str] = FOLDERS,
) -> Callable[[Callable[[World], Rows]], Callable[[World], Rows]]:
    """Declare the case of DevStats SQL files.

    `keys`: how many of the first columns of a golden file are texts that name the row; the others are its numbers.
    `theirs`: makes the rows of the golden file's lines where these are packed, or a thing has another name there.
    `because`: the register's number behind every difference, or a function from a difference to it (None: unexplained).
    """

    def declare(answer: Callable[[World], Rows]) -> Callable[[World], Rows]:
        for name in names:
            for folder in folders:
                assert (folder, name) not in CASES, f"{name} in {folder} is declared twice"
                CASES[folder, name] = Case(name, answer, because, keys, theirs, tuple(folders))
        return answer

    return declare


def load_cases() -> dict[tuple[str, str], Case]:
    """Every case of the modules beside this one, by folder and name of the golden file."""
    for module in pkgutil.iter_modules([str(HERE)]):
        if module.name not in ("harness", "imported", "__main__"):
            importlib.import_module(f"tests.devstats.{module.name}")
    return CASES


def golden_files(shared: Path) -> list[tuple[str, str]]:
    """Folder and name of everything that DevStats computed."""
    root = shared / "devstats-golden"
    return [(folder, path.stem) for folder in FOLDERS for path in sorted((root / folder).glob("*.csv"))]


def golden(shared: Path, folder: str, case_: Case) -> Rows:
    """DevStats' rows: texts -> numbers. An empty cell is None."""
    with (shared / "devstats-golden" / folder / f"{case_.name}.csv").open(encoding="utf-8") as file:
        lines = list(csv.reader(file))[1:]
    if case_.theirs:
        return case_.theirs(lines)
    keys = case_.keys
    return {tuple(line[:keys]): [_value(cell) for cell in line[keys:]] for line in lines}


@dataclass(frozen=True)
class Comparison:
    """What became of one golden file: how many of its numbers are equal, and which are not."""

    equal: int
    differences: list[Difference]

    @property
    def unexplained(self) -> list[Difference]:
        """Differences that the case gives no register number for."""
        return [difference for difference in self.differences if difference.register not in REGISTER]


def compare(case_: Case, world: World, shared: Path) -> Comparison:
    """Ask a case and hold it against the golden file. A row that one side lacks is a row of zeros."""
    theirs, ours = _lists(golden(shared, world.folder, case_)), _lists(case_.answer(world))
    equal, differences = 0, []
    for row in sorted(theirs.keys() | ours.keys()):
        a, b = theirs.get(row), ours.get(row)
        width = max(len(a or []), len(b or []))
        for column in range(width):
            left = a[column] if a and column < len(a) else None
            right = b[column] if b and column < len(b) else None
            if _same(left, right):
                equal += a is not None
                continue
            found = Difference(row, column, left, right)
            reason = case_.because(found) if callable(case_.because) else case_.because
            differences.append(Difference(row, column, left, right, reason))
    return Comparison(equal, differences)


def list_file(folder: str, name: str) -> Path:
    """Where the known differences of a golden file are listed."""
    return HERE / "differences" / folder / f"{name}.csv"


def listed(folder: str, name: str) -> list[list[str]]:
    """The known differences of a golden file."""
    path = list_file(folder, name)
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def to_list(differences: list[Difference]) -> str:
    """Differences as the text of a list."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["row", "column", "theirs", "ours", "register"])
    writer.writerows(difference.cells() for difference in differences)
    return out.getvalue()


def _lists(rows: Rows) -> dict[tuple[str, ...], list[Value]]:
    return {row: list(values) if isinstance(values, list | tuple) else [values] for row, values in rows.items()}


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return (left or "") == (right or "")
    # Some of DevStats' numbers are rounded to two decimals; percentiles are seconds as hours.
    left, right = left or 0, right or 0
    return math.isclose(left, right, rel_tol=1e-6, abs_tol=0.0051 if round(left, 2) == left else 1e-6)


def _value(cell: str) -> Value:
    if cell == "":
        return None
    try:
        return float(cell)
    except ValueError:
        return cell


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.6g}"
