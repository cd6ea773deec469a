"""The SQL page: statements by link, by click and by hand; refusals; charts of any columns."""

from pathlib import Path

import pandas as pd
import pytest

from dashboards import quick
from tests.test_dashboards import PAGES, opened
from warehouse import door

PAGE = next(page for page in PAGES if page.stem.endswith("sql"))


def test_link_brings_its_rows(data_dir: Path) -> None:
    test = opened(PAGE, sql="SELECT 7 AS seven", chart="bar")
    assert not test.exception
    assert test.text_area(key="sql").value == "SELECT 7 AS seven"
    assert any("seven" in frame.value and frame.value["seven"].tolist() == [7] for frame in test.dataframe)


def test_example_and_edited_statement(data_dir: Path) -> None:
    test = opened(PAGE)
    test.button(key="example-10_bots_and_agents").click().run()
    assert any("person_kind" in frame.value for frame in test.dataframe)
    test.text_area(key="sql").set_value("SELECT 8 AS eight").run()
    assert not any("eight" in frame.value for frame in test.dataframe)
    test.button(key="run").click().run()
    assert any("eight" in frame.value for frame in test.dataframe)


def test_refusal_is_a_sentence(data_dir: Path, tmp_path: Path) -> None:
    test = opened(PAGE, sql=f"COPY (SELECT 1) TO '{tmp_path}/x'")
    assert not test.exception
    assert "Only statements that read" in test.error[0].value
    assert not list(tmp_path.iterdir())


def test_no_more_statements_than_places_run_at_once(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKSTATS_SQL_AT_ONCE", "1")
    places = door.places(1)
    assert places.acquire(blocking=False)
    try:
        test = opened(PAGE, sql="SELECT 6 AS six")
        assert "Others are asking in SQL right now" in test.error[0].value
        assert not any("six" in frame.value for frame in test.dataframe)
    finally:
        places.release()
    test.run()
    assert any("six" in frame.value for frame in test.dataframe)
    assert places.acquire(blocking=False), "a statement that ended keeps its place"
    places.release()


@pytest.mark.parametrize("kind", quick.KINDS[1:])
def test_quick_chart_parts_by_a_column(kind: str) -> None:
    frame = pd.DataFrame({"x": [1, 2, 1, 2], "y": [3, 4, 5, 6], "who": ["a", "a", "b", "b"]})
    assert [trace.name for trace in quick.figure(frame, kind, "x", ["y"], "who").data] == ["a", "b"]
    assert [trace.name for trace in quick.figure(frame, kind, "x", ["y"], None).data] == ["y"]
