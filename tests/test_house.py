"""The rules of the house, read from the code itself: who may import whom, where SQL may stand, how long a file may be."""

import ast
import re
from pathlib import Path

import pytest

from settings import ROOT

STOREYS = ["ingest", "warehouse", "dashboards", "sample"]
FILES = [path for storey in STOREYS for path in sorted((ROOT / storey).rglob("*.py"))]
MOST_LINES = 450
# What each storey may see of the others.
ALLOWED = {
    "ingest": {"ingest", "sample"},
    "warehouse": {"warehouse"},
    "dashboards": {
        "dashboards",
        "warehouse.catalog",
        "warehouse.store",
        "warehouse.formats",
        "warehouse.quality",
        "warehouse.describe",
        "warehouse.door",
        "warehouse.queries",
        "warehouse.ranges",
        "warehouse.schema",
    },
    "sample": {"sample"},
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """Modules that a file imports; `from warehouse import store` is warehouse.store."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = (ROOT / node.module.replace(".", "/")).is_dir()
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if inside else {node.module}
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_storeys_see_only_what_they_may(path: Path) -> None:
    storey = path.relative_to(ROOT).parts[0]
    others = {name for name in imported(path) if name.split(".")[0] in STOREYS}
    strangers = {
        name for name in others if not any(name == fine or name.startswith(f"{fine}.") for fine in ALLOWED[storey])
    }
    assert not strangers


@pytest.mark.parametrize("path", [path for path in FILES if "dashboards" in path.parts], ids=name_of)
def test_dashboards_hold_no_sql(path: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [text for text in texts if re.search(r"\b(SELECT|FROM)\s+\S+\s+(FROM|WHERE|JOIN|GROUP)\b", text)]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_every_package_is_installed() -> None:
    listed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {".".join(path.parent.relative_to(ROOT).parts) for path in FILES if path.name == "__init__.py"}
    assert not [name for name in packages if f'"{name}"' not in listed]


def test_nothing_names_a_machine_or_an_address() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.toml", "*.txt", "*.yaml", "*.yml", "*.md", "Makefile", "*.sql")
        for path in ROOT.rglob(pattern)
        if not {".venv", "data", "node_modules"} & set(path.relative_to(ROOT).parts)
    }
    assert len(texts) > 100
    here = re.compile(r"file:///|/home/\w+/|--index-url|--extra-index-url")
    assert not [name_of(path) for path, text in texts.items() if here.search(text) and path != Path(__file__)]
