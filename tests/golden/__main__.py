"""`make golden`: write every expected answer anew from ../shared/data."""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from ingest import archive, scopes
from settings import Settings
from tests.conftest import REGISTRY, SHARED, built
from tests.golden import answers
from warehouse import catalog, store


def main() -> None:
    """Ingest, build, ask every metric, write the answers; answers of metrics that are gone are deleted."""
    if not SHARED.exists():
        sys.exit(f"The real data is not there: {SHARED}")
    folder = Path(__file__).parent
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary), REGISTRY)
        scope = scopes.scope(REGISTRY, ["kubernetes"], None)
        hours = str(SHARED / "gharchive" / "kubernetes-2017-07")
        archive.ingest_archive(settings, datetime(2017, 7, 24), datetime(2017, 7, 27), hours, scope)
        current = store.current(built(settings))
        for old in folder.glob("*.csv"):
            old.unlink()
        for name in catalog.metrics():
            (folder / f"{name}.csv").write_text(answers.answer(current, name), encoding="utf-8")


if __name__ == "__main__":
    main()
