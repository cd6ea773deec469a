"""Views that models read raw rows through, made in the work file before SQLMesh opens it: as statements of its own it
would parse and render each of them."""

from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse import work
from warehouse.night import EXTRACTED

HERE = Path(__file__).resolve().parent


def make(work_dir: Path, attached: dict[str, Path]) -> None:
    """Make the schemas raw and known. `attached` are files by the names that SQLMesh attaches them under: landing, and
    for a night's build (warehouse/night.py) extract, which has the big tables and what the last build knew.
    """
    with duckdb.connect(str(work_dir / work.FILE)) as connection:
        for name, path in attached.items():
            connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
        for schema in ("raw", "known"):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name, query in _queries("extract" in attached).items():
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


def _queries(is_night: bool) -> dict[str, str]:
    raw = [model["name"] for model in _models("external_models.yaml")]
    known = _models("external_models/known.yaml")
    if not is_night:
        nothing = {table["name"]: _nothing(table["columns"]) for table in known}
        return {name: f"FROM landing.{name}" for name in raw} | nothing
    sources = {name: "extract" if name in EXTRACTED else "landing" for name in raw}
    sources |= {table["name"]: "extract" for table in known}
    return {name: f"FROM {source}.{name}" for name, source in sources.items()}


def _models(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _nothing(columns: dict[str, str]) -> str:
    """A query with these columns and no row."""
    return f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in columns.items())} LIMIT 0"
