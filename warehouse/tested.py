"""Whether the code of the models is the one that last passed the unit tests. These speak of the code alone, whatever
the data, so that a build need not run them again.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
CODE = ("audits", "config.py", "external_models.yaml", "macros", "models", "raw_views.py", "tests")
RUNS_IT = ("duckdb", "sqlglot", "sqlmesh")
MARK = "unit_tests_passed"


def is_tested(cache_dir: Path) -> bool:
    """Whether `passed` was called with the code as it is now."""
    mark = cache_dir / MARK
    return mark.exists() and mark.read_text(encoding="utf-8") == _digest()


def passed(cache_dir: Path) -> None:
    """Note that the unit tests of the code as it is now passed."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    (cache_dir / MARK).write_text(_digest(), encoding="utf-8")


def _digest() -> str:
    digest = hashlib.sha256(" ".join(map(version, RUNS_IT)).encode())
    for name in sorted(path.relative_to(PROJECT) for path in PROJECT.rglob("*.*")):
        if name.parts[0] in CODE and name.suffix in (".py", ".sql", ".yaml"):
            digest.update(name.as_posix().encode() + (PROJECT / name).read_bytes())
    return digest.hexdigest()
