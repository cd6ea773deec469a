"""Worlds that tests share: the real kubernetes hours of July 2017, and sample data. Each is built once, whatever the
number of parallel processes, and each process has a copy of its own.
"""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from settings import ROOT, Settings

SHARED = ROOT.parent / "shared" / "data"
REGISTRY = ROOT / "tests" / "registry"
# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
# Started in the background of a script, this process and all that it starts would not hear Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
SAMPLE_UNTIL = date(2026, 3, 1)


# Files that take longest, which begin first: a process that took one last would work on while the other has nothing left.
LONG = (
    "test_build", "test_by_night", "test_faults", "test_people_show", "test_one_truth", "test_browser", "test_crawl",
    "test_filters", "test_nights", "test_devstats", "test_metrics", "test_invariants", "test_github_nightly",
    "test_people_hiding", "test_tokens", "test_lock", "test_sources", "test_holes", "test_github", "test_catch_up",
)  # fmt: skip


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking for garbage in it again and again would take a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a file, tests stay in their order."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


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


World = Callable[[str, Path, Callable[[Settings], object]], Settings]


@pytest.fixture(scope="session")
def shared_world(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> World:
    """A function from a name, a configuration and what fills a data folder to that world. The process that asks first
    makes it while others wait; all of them take a copy, in which they may write.
    """
    from ingest import lock

    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent

    def made(name: str, config: Path, fill: Callable[[Settings], object]) -> Settings:
        origin, is_made = common / f"world-{name}", common / f"world-{name}.made"
        origin.mkdir(exist_ok=True)
        with lock.held(origin, wait_seconds=900):
            if not is_made.exists():
                fill(Settings(origin, config))
                is_made.touch()
        own = tmp_path_factory.mktemp(name)
        shutil.copytree(origin, own, symlinks=True, dirs_exist_ok=True)
        return Settings(own, config)

    return made


@pytest.fixture(scope="session")
def kubernetes_landed(shared_data: Path, shared_world: World) -> Settings:
    """The 72 kubernetes hours, the whole organisation without exclusions, as ingested."""
    from ingest import archive, scopes

    def fill(settings: Settings) -> None:
        hours = str(shared_data / "gharchive" / "kubernetes-2017-07")
        scope = scopes.scope(REGISTRY, ["kubernetes"], None)
        since, until = datetime(2017, 7, 24), datetime(2017, 7, 27)
        archive.ingest_archive(settings, since, until, hours, scope, workers=1, progress=False)

    return shared_world("kubernetes_landed", REGISTRY, fill)


@pytest.fixture(scope="session")
def kubernetes(kubernetes_landed: Settings, shared_world: World) -> Settings:
    """The 72 kubernetes hours, built and published."""

    def fill(settings: Settings) -> None:
        shutil.copy(kubernetes_landed.landing_file, settings.landing_file)
        built(settings)

    return shared_world("kubernetes", REGISTRY, fill)


@pytest.fixture(scope="session")
def kubernetes_as_imported(kubernetes_landed: Settings, shared_data: Path, shared_world: World) -> Settings:
    """The same hours with the employers that DevStats imported: what its output is compared with."""
    from tests.devstats.imported import as_imported

    return shared_world(
        "kubernetes_as_imported",
        REGISTRY,
        lambda settings: as_imported(kubernetes_landed, shared_data, settings.data_dir),
    )


@pytest.fixture(scope="session")
def published(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Sixty days of sample data and their people's affiliations, built and published."""
    from ingest import archive, demo, scopes
    from sample import generator

    def fill(settings: Settings) -> None:
        hours = tmp_path_factory.mktemp("hours")
        generator.write_hours(hours, days=60, until=SAMPLE_UNTIL)
        scope = scopes.scope(settings.config_dir, None, None)
        archive.ingest_archive(settings, None, None, str(hours), scope, progress=False, workers=1)
        demo.ingest_people(settings, 60, SAMPLE_UNTIL)
        built(settings)

    return shared_world("sample", ROOT / "config", fill)


@pytest.fixture(scope="module")
def server(published: Settings) -> Iterator[str]:
    """The address of a running server on the published sample data."""
    from tests import chromium

    with chromium.served(published.data_dir) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium; tests that need it are skipped where it is absent."""
    from tests import chromium

    pytest.importorskip("playwright.sync_api")
    if not shutil.which("chromium"):
        pytest.skip("chromium is not installed")
    with chromium.started() as started:
        yield started


@pytest.fixture
def data_dir(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The published sample data as the environment's data folder."""
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(published.data_dir))
    yield published.data_dir
