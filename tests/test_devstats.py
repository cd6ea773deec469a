"""Every number that DevStats computed from the real kubernetes hours is ours, or is listed with the defect behind it."""

from pathlib import Path

import pytest

from settings import Settings
from tests.conftest import SHARED
from tests.devstats import harness
from warehouse import store

CASES = harness.load_cases()
FILES = harness.golden_files(SHARED)
COMPARED = [key for key in FILES if key in CASES]


@pytest.mark.parametrize(("folder", "name"), COMPARED, ids=[f"{folder}-{name}" for folder, name in COMPARED])
def test_equal_or_listed(folder: str, name: str, kubernetes_as_imported: Settings, shared_data: Path) -> None:
    found = harness.compare(
        CASES[folder, name], harness.World(store.current(kubernetes_as_imported), folder), shared_data
    )
    assert not found.unexplained
    assert [difference.cells() for difference in found.differences] == harness.listed(folder, name)


def test_files_without_a_case_are_known() -> None:
    """What is not compared yet is listed, so that nothing drops out unseen."""
    if not FILES:
        pytest.skip(f"real data is not there: {SHARED}")
    known = (harness.HERE / "not_compared.txt").read_text(encoding="utf-8").split()
    assert [f"{folder}/{name}" for folder, name in FILES if (folder, name) not in CASES] == known


def test_lists_belong_to_golden_files() -> None:
    if not FILES:
        pytest.skip(f"real data is not there: {SHARED}")
    lists = {(path.parent.name, path.stem) for path in harness.HERE.glob("differences/*/*.csv")}
    assert lists <= set(FILES)
    assert set(CASES) <= set(FILES), "a case without a golden file"
