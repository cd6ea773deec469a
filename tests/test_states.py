"""What pages say when something is missing, broken or slow: a sentence and what to do, never a traceback."""

import os
from pathlib import Path
from typing import Any

import pytest

from dashboards import data
from settings import DuckstatsError, Settings
from tests.test_dashboards import opened, project_page
from warehouse import store

# Ranges that no other test asks for, so that no answer is kept.
RANGE = {"project": "helm", "since": "2026-01-03", "until": "2026-01-30"}


def warnings(test: Any) -> str:
    assert not test.exception
    return "\n".join(warning.value for warning in test.warning)


def failing(name: str, how: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one metric fail."""
    real = store.Store.metric

    def metric(self: store.Store, asked: str, given: dict[str, Any], started: Any = None, *more: Any) -> Any:
        return how(self, started) if asked == name else real(self, asked, given, started, *more)

    monkeypatch.setattr(store.Store, "metric", metric)


def broken(current: store.Store, started: Any) -> Any:
    return current.query("SELECT no_such_column FROM core.events", None, started)


def endless(current: store.Store, started: Any) -> Any:
    return current.query("SELECT count(*) FROM range(1_000_000_000) AS a, range(1000) AS b", None, started)


def test_a_build_that_is_gone(data_dir: Path) -> None:
    test = opened(build="20200101T000000-aaaaaa")
    assert "is not kept any more: leave build= out of the address" in warnings(test)
    assert test.title[0].value == "Projects"
    assert not test.metric


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "builds" / "one").mkdir(parents=True)
    (tmp_path / "builds" / "one" / "duckstats.duckdb").write_bytes(b"no database" * 4096)
    (tmp_path / "current").symlink_to("builds/one", target_is_directory=True)
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    assert "cannot be read" in warnings(opened())


def test_a_broken_metric_leaves_the_other_panels(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing("commits", broken, monkeypatch)
    test = project_page(**RANGE)
    assert "could not be computed" in warnings(test) and "no_such_column" in warnings(test)
    assert len(test.get("plotly_chart")) > 5


def test_a_broken_metric_of_a_whole_page(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing("projects_table", broken, monkeypatch)
    test = opened(since="2026-01-04", until="2026-01-29")
    assert "could not be computed" in warnings(test)


def test_a_slow_metric_is_given_up(data_dir: Path, published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_ANSWER_SECONDS", "5")
    failing("issues_opened_and_closed", endless, monkeypatch)
    test = project_page(project="helm", since="2026-01-05", until="2026-01-28")
    assert "took longer than 5 s and was given up" in warnings(test)
    assert len(test.get("plotly_chart")) > 5


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_slow_query_after_a_quick_one_is_given_up(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_ANSWER_SECONDS", "1")
    current = store.current(published)
    with pytest.raises(DuckstatsError, match="took longer than 1 s"), data._watched() as started:
        current.query("SELECT 1", None, started)
        endless(current, started)
