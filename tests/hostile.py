"""`python -m tests.hostile FILE`: every hostile statement through the SQL door, with what became of it."""

import dataclasses
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

from settings import ROOT
from warehouse import door

LIST = ROOT / "tests" / "hostile.yaml"
SECRET_TEXT = "the secret of a file beside the data"  # pragma: allowlist secret
LIMITS = door.Limits(seconds=0.7, memory_bytes=200_000_000, max_rows=1000, max_bytes=10_000_000)
# What no limit has to end must not meet one on a busy machine.
PATIENT = dataclasses.replace(LIMITS, seconds=15)


@dataclass(frozen=True)
class Outcome:
    """What became of a statement, in words, and how long it took in seconds."""

    expected: str
    sql: str
    kind: str
    said: str
    seconds: float


def statements(secret: Path, target: Path, file: Path) -> list[tuple[str, str]]:
    """Expected outcome and statement."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    places = {"SECRET": secret, "TARGET": target, "FILE": file}

    def placed(sql: str) -> str:
        for word, path in places.items():
            sql = sql.replace(f"'{word}'", f"'{path}'")
        return sql

    return [(expected, placed(sql)) for expected, sqls in listed.items() for sql in sqls]


def run(secret: Path, target: Path, file: Path) -> list[Outcome]:
    """All of them, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: _outcome(file, *one), statements(secret, target, file)))


def _outcome(file: Path, expected: str, sql: str) -> Outcome:
    began = time.monotonic()
    try:
        answer = door.ask(file, sql, LIMITS if expected == "limit" else PATIENT)
        kind, said = ("cut" if answer.is_cut else "harmless"), str(answer.table.slice(0, 3).to_pylist())
    except door.DoorError as error:
        said = str(error)
        kind = "wrong" if said.startswith("SQL: ") else "limit" if "narrow it down" in said else "refused"
    return Outcome(expected, sql, kind, said, time.monotonic() - began)


def main() -> None:
    """Print the list and the results."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        secret, target = Path(folder) / "secret", Path(folder) / "target"
        secret.write_text(SECRET_TEXT, encoding="utf-8")
        for outcome in run(secret, target, Path(sys.argv[1]).resolve()):
            mark = "ok" if outcome.kind == outcome.expected else "DIFFERS"
            print(
                f"{mark:8}{outcome.kind:9}{outcome.seconds:5.1f} s  {outcome.sql[:90]!r}\n{' ' * 26}{outcome.said[:110]!r}"
            )
        print("target written" if target.exists() else "nothing written")


if __name__ == "__main__":
    main()
