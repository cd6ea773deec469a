"""How models join: what would be slow on real sizes, though right on small ones."""

import re
from pathlib import Path

import pytest

from settings import ROOT

MODELS = sorted((ROOT / "warehouse" / "models").rglob("*.sql"))
ONE_SIDED = re.compile(r"\b(ON|AND) \w+\.\w+ IS (NOT )?NULL AND \w+\.\w+ =")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_no_join_condition_is_about_one_side(path: Path) -> None:
    """`ON a.id IS NULL AND b.name = a.name` compares every row with every row where DuckDB knows that no id is NULL.

    Write `ON b.name = CASE WHEN a.id IS NULL THEN a.name END`.
    """
    assert not ONE_SIDED.search(path.read_text(encoding="utf-8"))
