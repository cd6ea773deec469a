"""Two worlds that tests share: the real kubernetes hours of July 2017, and sample data. Each is built once."""

import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from settings import ROOT, Settings

SHARED = ROOT.parent / "shared" / "data"
REGISTRY = ROOT / "tests" / "registry"
SAMPLE_UNTIL = date(2026, 3, 1)


def built(settings: Settings) -> Settings:
    """Land the configuration, run the models and publish, as `duckstats build` does."""
    from ingest import landing, registry
    from warehouse import build, publish

    with landing.opened(settings.landing_file) as file:
        registry.land(file, registry.load(settings.config_dir))
    build.build_models(settings)
    publish.publish(settings)
    return settings


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit's test bench puts the page in the place of `__main__`, which worker processes would then import."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; tests that need it are skipped where it is absent."""
    if not SHARED.exists():
        pytest.skip(f"real data is not there: {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def kubernetes(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The 72 kubernetes hours, the whole organisation without exclusions, built and published."""
    from ingest import archive, scopes

    settings = Settings(tmp_path_factory.mktemp("kubernetes"), REGISTRY)
    archive.ingest_archive(
        settings,
        datetime(2017, 7, 24),
        datetime(2017, 7, 27),
        str(shared_data / "gharchive" / "kubernetes-2017-07"),
        scopes.scope(REGISTRY, ["kubernetes"], None),
        workers=1,
        progress=False,
    )
    return built(settings)


@pytest.fixture(scope="session")
def kubernetes_as_imported(
    kubernetes: Settings, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The same hours with the employers that DevStats imported: what its output is compared with."""
    from tests.devstats.imported import as_imported

    return as_imported(kubernetes, shared_data, tmp_path_factory.mktemp("kubernetes_as_imported"))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Sixty days of sample data and their people's affiliations, built and published."""
    from ingest import archive, demo, scopes
    from sample import generator

    settings = Settings(tmp_path_factory.mktemp("sample"), ROOT / "config")
    hours = tmp_path_factory.mktemp("hours")
    generator.write_hours(hours, days=60, until=SAMPLE_UNTIL)
    archive.ingest_archive(
        settings, None, None, str(hours), scopes.scope(settings.config_dir, None, None), progress=False, workers=1
    )
    demo.ingest_people(settings, 60, SAMPLE_UNTIL)
    return built(settings)


@pytest.fixture
def data_dir(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The published sample data as the environment's data folder."""
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(published.data_dir))
    yield published.data_dir
