"""The 72 real kubernetes hours: ingest, models and publishing, in seconds."""

import tempfile
import time
from datetime import datetime
from pathlib import Path

from settings import ROOT, Settings

HOURS = ROOT.parent / "shared" / "data" / "gharchive" / "kubernetes-2017-07"


def run() -> list[str]:
    """Figures as sentences; DevStats' importer stores 233 events a second of these hours."""
    from ingest import archive, landing, registry, scopes
    from warehouse import build, publish

    if not HOURS.exists():
        return [f"skipped: {HOURS} is not there"]
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary), ROOT / "tests" / "registry")
        started = time.perf_counter()
        scope = scopes.scope(settings.config_dir)
        since, until = datetime(2017, 7, 24), datetime(2017, 7, 27)
        report = archive.ingest_archive(settings, since, until, str(HOURS), scope, progress=False)
        ingested = time.perf_counter()
        with landing.opened(settings.landing_file) as file:
            registry.land(file, registry.load(settings.config_dir))
        build.build_models(settings)
        publish.publish(settings)
        built = time.perf_counter()
    return [
        f"ingest: {report.events:,} events in {ingested - started:.1f} s, "
        f"{report.events / (ingested - started):,.0f} a second",
        f"build and publish: {built - ingested:.1f} s; together {built - started:.1f} s (bound 15)",
    ]
