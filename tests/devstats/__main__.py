"""`python -m tests.devstats`: how many of DevStats' numbers are ours, and which defect is behind each that is not."""

import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from settings import Settings
from tests.conftest import REGISTRY, SHARED, built
from tests.devstats import harness, imported
from warehouse import store


def main(arguments: list[str]) -> None:
    """Print the report, of the files that are named or of all; `--write` writes the lists of differences anew.

    `--data-dir DIR` takes a folder that is built already, with the employers that DevStats imported (imported.py).
    """
    if not SHARED.exists():
        sys.exit(f"The real data is not there: {SHARED}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments[arguments.index("--data-dir") + 1] if "--data-dir" in arguments else None
        settings = Settings(Path(folder), REGISTRY) if folder else _built_as_imported(Path(temporary))
        names = [word for word in arguments if not word.startswith("--") and word != folder]
        report(store.current(settings), names, write="--write" in arguments)


def report(current: store.Store, names: list[str], write: bool) -> None:
    """One line a golden file, then the sums by defect."""
    cases = harness.load_cases()
    reasons: Counter[int | None] = Counter()
    equal = missing = 0
    print("| range | DevStats SQL | equal | differ | register |\n| --- | --- | ---: | ---: | --- |")
    for folder, name in harness.golden_files(SHARED):
        if names and name not in names:
            continue
        case = cases.get((folder, name))
        if case is None:
            missing += 1
            print(f"| {folder} | {name} | no case | | |")
            continue
        found = harness.compare(case, harness.World(current, folder), SHARED)
        by_reason = Counter(difference.register for difference in found.differences)
        reasons += by_reason
        equal += found.equal
        told = ", ".join(f"{reason}: {number}" for reason, number in by_reason.most_common())
        print(f"| {folder} | {name} | {found.equal} | {len(found.differences)} | {told} |")
        if write:
            _write(folder, name, found.differences)
    print(f"\n{equal} numbers equal, {sum(reasons.values())} differ, {missing} files without a case.")
    print("By defect of the register: " + ", ".join(f"{reason}: {n}" for reason, n in reasons.most_common()))


def _write(folder: str, name: str, differences: list[harness.Difference]) -> None:
    path = harness.list_file(folder, name)
    path.unlink(missing_ok=True)
    if differences:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(harness.to_list(differences), encoding="utf-8")


def _built_as_imported(folder: Path) -> Settings:
    plain, own = folder / "plain", folder / "as_imported"
    for path in (plain, own):
        path.mkdir()
    return imported.as_imported(_built(Settings(plain, REGISTRY)), SHARED, own)


def _built(settings: Settings) -> Settings:
    from ingest import archive, scopes

    hours = str(SHARED / "gharchive" / "kubernetes-2017-07")
    scope = scopes.scope(REGISTRY, ["kubernetes"], None)
    archive.ingest_archive(settings, datetime(2017, 7, 24), datetime(2017, 7, 27), hours, scope)
    return built(settings)


if __name__ == "__main__":
    main(sys.argv[1:])
