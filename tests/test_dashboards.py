"""Every page in Streamlit's own test bench, on a published build of sample data."""

import ast
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboards import behind, card, figures, ranges
from settings import ROOT, Settings
from warehouse import catalog, store

MAIN = ROOT / "dashboards" / "frame" / "main.py"
PAGES = sorted((ROOT / "dashboards" / "pages").glob("[0-9]*_*.py"))


def opened(page: Path | None = None, **query: str) -> Any:
    """A page after its first run, all of it; the home page without one."""
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_file(str(MAIN), default_timeout=60)
    if page:
        test.switch_page(f"../pages/{page.name}")
    for word, value in {card.ALL_PANELS: "true", **query}.items():
        test.query_params[word] = value
    return test.run()


def project_page(**query: str) -> Any:
    """The project page."""
    return opened(next(page for page in PAGES if page.stem.endswith("project")), **query)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_says_its_place_in_the_menu(page: Path) -> None:
    line = ast.get_docstring(ast.parse(page.read_text(encoding="utf-8"))) or ""
    place, colon, purpose = line.partition(": ")
    assert colon and purpose and place.count(" / ") == 1


@pytest.mark.parametrize("name", list(catalog.metrics()))
def test_every_metric_shows_on_the_metrics_page(name: str, data_dir: Path) -> None:
    page = next(page for page in PAGES if page.stem.endswith("metrics"))
    test = opened(page, metric=name)
    assert not test.exception
    assert test.selectbox(key="metric").value == name
    assert any(code.value.startswith(f"FROM {name}(") for code in test.code)


def test_link_chooses_filters(data_dir: Path) -> None:
    test = project_page(project="prometheus", range="30 days", every="week", who="all", window_days="7")
    assert not test.exception
    chosen = {word: test.selectbox(key=word).value for word in ("project", "range", "every", "who", "window_days")}
    assert chosen == {"project": "prometheus", "range": "30 days", "every": "week", "who": "all", "window_days": 7}
    assert any("for_project := 'prometheus'" in code.value and "who := 'all'" in code.value for code in test.code)


def test_from_any_release_or_milestone_to_any_later_one_is_a_range(published: Settings, data_dir: Path) -> None:
    current = store.current(published)
    spans = {row["name"]: row for row in current.metric("named_ranges", {"project": "kubernetes"}).to_pylist()}
    since = sorted((row["starts_at"], name) for name, row in spans.items() if name.startswith("since "))
    (first, one), (last, other) = since[0], since[-1]
    name = f"{one.removeprefix('since ')} to {other.removeprefix('since ')}"
    test = project_page(project="kubernetes", range=name)
    assert not test.exception and test.selectbox(key="range").value == name
    ends = [str(moment).removesuffix(" 00:00:00") for moment in (first, last)]
    assert any(f"since := '{ends[0]}', until := '{ends[1]}'" in code.value for code in test.code)
    given = {"project": "kubernetes", "range": name}
    dated = {"project": "kubernetes", "since": str(first), "until": str(last)}
    assert current.metric("activity", given) == current.metric("activity", dated)


def test_several_projects_at_once(published: Settings, data_dir: Path) -> None:
    test = project_page(project="helm, kubernetes", range="all")
    assert not test.exception
    assert test.selectbox(key="project").value == "helm, kubernetes"
    shown = {metric.label.partition("]")[0].removeprefix("["): metric.value for metric in test.metric}
    activity = [
        store.current(published).metric("activity", {"project": project, "every": "year"}).to_pylist()
        for project in ("helm", "kubernetes")
    ]
    both = sum(row["contributions"] for rows in activity for row in rows)
    assert shown["Contributions"] == f"{both:,.0f}"


def test_bogus_values_fall_back(data_dir: Path) -> None:
    test = project_page(project="nothing", range="a while", every="fortnight", who="cats", window_days="x", since="?")
    assert not test.exception
    chosen = {word: test.selectbox(key=word).value for word in ("every", "who", "window_days")}
    assert chosen == {"every": "auto", "who": "humans", "window_days": 1}
    assert any("no project 'nothing'" in warning.value for warning in test.warning)
    assert not any("for_project" in code.value for code in test.code)


def test_link_with_dates_alone(data_dir: Path) -> None:
    test = project_page(since="2026-01-10", until="2026-01-20")
    assert test.selectbox(key="range").value == "custom"
    assert any("since := '2026-01-10', until := '2026-01-20'" in code.value for code in test.code)


def test_a_range_that_begins_before_the_data_is_no_complete_one(published: Settings, data_dir: Path) -> None:
    begins = store.current(published).build.starts_at
    assert begins
    for since, is_before in ((begins - timedelta(days=400), True), (begins, False)):
        test = project_page(since=f"{since:%Y-%m-%d}", until="2026-01-20")
        badges = " ".join(mark.value for mark in test.markdown if "-badge[" in mark.value)
        assert (f"the data begin on {begins:%Y-%m-%d}" in badges) == is_before
        assert ("complete]" in badges) != is_before


def test_reversed_dates_are_explained(data_dir: Path) -> None:
    test = project_page(range="custom", since="2026-02-10", until="2026-01-20")
    assert not test.exception
    assert any("is not before" in warning.value for warning in test.warning)


def test_figures_are_those_of_the_metric(published: Settings, data_dir: Path) -> None:
    test = project_page(project="kubernetes", range="all")
    expected = {
        row["figure"]: row["value"]
        for row in store.current(published).metric("key_figures", {"project": "kubernetes"}).to_pylist()
    }
    # The label of what is counted one by one is a link to the list.
    shown = {metric.label.partition("]")[0].removeprefix("["): metric.value for metric in test.metric}
    assert shown["Contributors"] == f"{expected['contributors']:,.0f}"
    assert shown["Pull requests merged"] == f"{expected['pull_requests_merged']:,.0f}"


def test_a_number_leads_to_the_things_it_counts(published: Settings, data_dir: Path) -> None:
    given = {"project": "kubernetes", "every": "week", "since": "2026-02-02", "until": "2026-02-20"}
    row = store.current(published).metric("pull_requests_opened_and_merged", given).to_pylist()[1]
    address = behind.address("pull_requests_opened_and_merged", given, "merged", row)
    assert address and address["period"] == "2026-02-09"
    page = next(page for page in PAGES if page.stem.endswith("counted"))
    test = opened(page, range="custom", since="2026-02-02", until="2026-02-20", **address)
    assert not test.exception
    assert len(test.dataframe[0].value) == row["merged"] > 0
    assert test.dataframe[0].value["url"].str.match(r"https://github\.com/[^/]+/[^/]+/pull/\d+$").all()


def test_the_order_and_the_search_of_a_table_are_in_the_address(data_dir: Path) -> None:
    words = {"search-pr_authors": "sample", "sort-pr_authors": "merged, ascending"}
    test = project_page(project="kubernetes", range="all", **words)
    assert not test.exception
    assert test.text_input(key="search-pr_authors").value == "sample"
    frame = next(table.value for table in test.dataframe if {"opened", "merged", "login"} <= set(table.value))
    assert frame["merged"].is_monotonic_increasing and not frame["opened"].is_monotonic_decreasing
    assert frame["login"].str.contains("sample").all()


def test_a_chart_says_what_it_sums_to_and_how_that_changed(published: Settings, data_dir: Path) -> None:
    test = project_page(project="kubernetes", range="30 days", every="week", window_days="7")
    assert not test.exception

    def opened_and_merged(since: str, until: str) -> tuple[int, int]:
        given = {"project": "kubernetes", "since": since, "until": until, "every": "day"}
        rows = store.current(published).metric("pull_requests_opened_and_merged", given).to_pylist()
        return int(sum(row["opened"] for row in rows)), int(sum(row["merged"] for row in rows))

    (opened, merged), before = (
        opened_and_merged("2026-01-30", "2026-03-01"),
        opened_and_merged("2025-12-31", "2026-01-30"),
    )
    said = next(caption.value for caption in test.caption if caption.value.startswith("In all: opened"))
    changes = [figures.change(now, then) for now, then in zip((opened, merged), before, strict=True)]
    assert said.startswith(
        f"In all: opened {opened} ({changes[0]} from {before[0]}) · merged {merged} ({changes[1]} from "
    )
    # No change is said where the range before begins before the data.
    whole = project_page(project="kubernetes", range="all")
    assert any(caption.value.startswith("In all: opened") for caption in whole.caption)
    assert not any("In all" in caption.value and "from" in caption.value for caption in whole.caption)


def test_links_name_options_as_metrics_do_and_pages_show_words(data_dir: Path) -> None:
    counted = next(page for page in PAGES if page.stem.endswith("counted"))
    for asked in ("merged_pull_requests", "merged pull requests"):
        test = opened(counted, measured=asked, range="30 days")
        assert not test.exception
        assert test.selectbox(key="measured").value == "merged_pull_requests"
        assert "merged pull requests" in test.selectbox(key="measured").options
        assert any("measured := 'merged_pull_requests'" in code.value for code in test.code)
    for asked in ("de", "DE", "Germany"):
        test = opened(
            next(page for page in PAGES if page.stem.endswith("contributors")), country=asked, range="30 days"
        )
        assert test.selectbox(key="country").value == "de"
        assert any("for_country := 'de'" in code.value for code in test.code)


def test_what_nothing_tells_of_is_neither_drawn_nor_called_complete(data_dir: Path) -> None:
    countries = next(page for page in PAGES if page.stem.endswith("countries"))
    for panel in (
        "outside_working_hours.work-in-the-evening-and-at-weekends",
        "activity_by_weekday_and_hour.when-they-commit-by-their-own-clocks",
    ):
        test = opened(countries, panel=panel, range="30 days")  # sample data has no clones, and so nobody's own clock
        assert [info.value for info in test.info] == [card.UNKNOWN]
        assert not test.get("plotly_chart")
        assert not any("complete" in text.value for text in test.markdown)
    known = opened(countries, panel="country_activity.number-of-countries", range="30 days")
    assert known.get("plotly_chart") and any("complete" in text.value for text in known.markdown)


def test_one_panel_of_the_first_page_alone(data_dir: Path) -> None:
    assert not opened(panel="velocity").dataframe
    alone = opened(panel="projects_table.who-grows-who-shrinks", range="30 days")
    assert len(alone.get("plotly_chart")) == 1 and not alone.dataframe


def test_search_and_maturity_narrow_the_projects(data_dir: Path) -> None:
    assert opened(search="prometh").dataframe[0].value["project"].tolist() == ["prometheus"]
    assert set(opened(maturity="graduated").dataframe[0].value["maturity"]) == {"graduated"}


def test_nothing_published_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    test = opened()
    assert not test.exception
    assert "duckstats demo" in test.code[0].value


def test_new_build_shows_at_the_next_run(published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DUCKSTATS_DATA_DIR", str(tmp_path))
    test = opened()
    (tmp_path / "current").symlink_to(published.current_link.resolve(), target_is_directory=True)
    test.run()
    assert not test.exception
    assert test.metric


@pytest.mark.parametrize("name", ranges.PRESETS)
def test_presets_end_with_the_data_and_start_within_it(name: str) -> None:
    starts_at, as_of = datetime(2024, 11, 24), datetime(2026, 11, 24, 5)
    chosen = ranges.preset(name, starts_at, as_of)
    assert chosen.until == as_of
    assert starts_at <= chosen.since < as_of


def test_two_years_of_data_hold_the_twelve_months_before() -> None:
    for day in range(14):
        as_of = datetime(2026, 11, 24) + timedelta(days=day)
        chosen = ranges.preset("12 months", as_of - timedelta(days=730), as_of)
        assert chosen.since - chosen.length >= as_of - timedelta(days=730)


@pytest.mark.parametrize("every", ranges.LENGTHS)
def test_periods_follow_each_other(every: str) -> None:
    moment = datetime(2023, 12, 31, 23, 30)
    start = ranges.floor(moment, every)
    end = ranges.following(start, every)
    assert start <= moment < end
    assert ranges.floor(end - timedelta(seconds=1), every) == start
