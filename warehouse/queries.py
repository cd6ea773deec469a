"""The example queries of docs/queries: a question as comment, then the statement that answers it."""

from dataclasses import dataclass
from functools import cache

from settings import ROOT

FOLDER = ROOT / "docs" / "queries"
EMPTY = "May be empty: "


@dataclass(frozen=True)
class Query:
    """`sql` has the comments, too."""

    name: str
    question: str
    sql: str
    may_be_empty: bool


@cache
def examples() -> tuple[Query, ...]:
    """All of them in order of file name; none where the documentation is not there."""
    return tuple(_read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql")))


def _read(name: str, text: str) -> Query:
    comments = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    question = " ".join(line for line in comments if not line.startswith(EMPTY))
    return Query(name, question, text.strip(), any(line.startswith(EMPTY) for line in comments))
