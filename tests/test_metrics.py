"""Every metric file is found here by itself: header, parameters, expected answer. What holds for all of them over random
parameters is in test_invariants.py.
"""

import csv
import io
import re
from pathlib import Path

import pytest

from settings import ROOT, DuckstatsError, Settings
from tests.golden import answers
from warehouse import catalog, store

NAMES = list(catalog.metrics())
GOLDEN = ROOT / "tests" / "golden"
PROJECTS = ["kubernetes", "prometheus", "helm", "envoy"]


@pytest.mark.parametrize("name", NAMES)
def test_no_parameter_hides_a_column(name: str, published: Settings) -> None:
    rows = store.current(published).query("SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal")
    columns = set(rows.column("column_name").to_pylist()) | set(catalog.metric(name).header.columns)
    assert not columns & set(catalog.metric(name).parameters)


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_answers(name: str, published: Settings) -> None:
    """The n-th choice of every parameter at once, until each had its turn."""
    metric = catalog.metric(name)
    choices = {key: p.choices for key, p in metric.parameters.items() if p.choices}
    range_ = {"since": "2026-02-01", "until": "2026-02-08"} if "since" in metric.parameters else {}
    for turn in range(max((len(values) for values in choices.values()), default=1)):
        asked = {key: values[turn % len(values)] for key, values in choices.items()}
        table = store.current(published).metric(name, asked | range_)
        # A week without a kind of thing has no row in a table of them; a series has one row a period.
        assert table.num_rows > 0 or metric.header.chart == "table"


@pytest.mark.parametrize("name", NAMES)
def test_expected_answer(name: str, kubernetes: Settings) -> None:
    """Equal to the committed answer on the real hours; `make golden` writes it, a reviewer reads the difference."""
    expected = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    assert answers.answer(store.current(kubernetes), name) == expected


def test_people_never_exceed_their_doings(published: Settings) -> None:
    current = store.current(published)
    for project in ("all", *PROJECTS):
        given_ = {"project": project, "every": "week"}
        people = current.metric("contributors", given_).to_pylist()
        doings = current.metric("activity", given_).to_pylist()
        assert all(p["contributors"] <= d["contributions"] for p, d in zip(people, doings, strict=True))
        assert all(p["new_contributors"] <= p["contributors"] for p in people)


def test_moving_window_is_the_mean_of_its_days(published: Settings) -> None:
    current = store.current(published)
    days = current.metric("activity", {"every": "day"}).column("events").to_pylist()
    moving = current.metric("activity", {"every": "day", "window_days": 7}).column("events").to_pylist()
    for place in range(6, len(days)):
        assert moving[place] == pytest.approx(sum(days[place - 6 : place + 1]) / 7, abs=0.006)


def test_who_splits_all(published: Settings) -> None:
    current = store.current(published)
    parts = [_sums(current, "activity", {"who": who})["events"] for who in ("humans", "bots", "agents")]
    assert sum(parts) == _sums(current, "activity", {"who": "all"})["events"]
    assert all(parts)


def test_call_is_what_the_shell_takes(published: Settings) -> None:
    call = catalog.metric("contributors").call({"project": "o'brien", "every": "week"})
    assert call == "FROM contributors(for_project := 'o''brien', every := 'week')"
    assert store.current(published).query(call).num_rows > 0


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        ({"colour": "red"}, "no parameter 'colour'"),
        ({"every": "fortnight"}, "every is one of"),
        ({"since": "yesterday"}, "is no date"),
        ({"window_days": "many"}, "whole number"),
    ],
)
def test_wrong_arguments_are_one_sentence(given_: dict[str, str], sentence: str) -> None:
    with pytest.raises(DuckstatsError, match=sentence):
        catalog.metric("activity").arguments(given_)


def test_unknown_metric_names_close_ones() -> None:
    with pytest.raises(DuckstatsError, match="contributors"):
        catalog.metric("contributers")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT 1", "must start with a YAML header"),
        ("/*\ntitle: x\n*/\nSELECT 1", "header field"),
        ("/*\n- a\n*/\nSELECT 1", "no YAML mapping"),
    ],
)
def test_wrong_metric_file_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.sql"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DuckstatsError, match=sentence):
        catalog.read(file)


def test_reference_is_current() -> None:
    from warehouse import describe

    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == describe.reference(), "run `make docs`"


def test_devstats_dashboards_lead_to_pages_with_filters_that_they_have() -> None:
    from dashboards import parity

    links = re.findall(r"^\| \d+ \|.*\| (/\S+) \|", parity.page(), re.MULTILINE)
    assert len(links) > 90
    for link in links:
        page, _, query = link[1:].partition("?")
        words = {word.partition("=")[0] for word in query.split("&") if word}
        assert page in parity.filters(), link
        assert words <= {*parity.filters()[page], *(["metric"] if page == parity.GENERAL else [])}, link


def test_devstats_parity_is_current_and_whole() -> None:
    from dashboards import parity

    assert (ROOT / "docs" / "devstats-parity.md").read_text(encoding="utf-8") == parity.page(), "run `make docs`"
    assert "not yet" not in parity.page()


def test_headers_name_what_devstats_has() -> None:
    """A name in a header that DevStats does not have would be missing from the page, silently."""
    import yaml

    known = yaml.safe_load((ROOT / "dashboards" / "devstats.yaml").read_text(encoding="utf-8"))
    names = {sql for key in ("standard", "kubernetes", "all") for board in known[key].values() for sql in board["sql"]}
    named = {
        sql for metric in catalog.metrics().values() for sql in metric.header.devstats if not sql.startswith("api ")
    }
    assert named <= names | set(known["others"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("first response", "pr_time_to_engagement"),
        ("bus_factor", "elephant_factor"),
        ("Change Request Duration", "merge"),
    ],
)
def test_search_finds_by_other_names(words: str, found: str) -> None:
    from warehouse import describe

    assert found in describe.listing(words)
    assert "activity " not in describe.listing(words)


def test_search_without_result_is_one_sentence() -> None:
    from warehouse import describe

    with pytest.raises(DuckstatsError, match="No metric has all of"):
        describe.listing("moon phase")


def _sums(current: store.Store, name: str, given_: dict[str, str]) -> dict[str, float]:
    rows = current.metric(name, given_).to_pylist()
    return {column: sum(row[column] or 0 for row in rows) for column in catalog.metric(name).header.adds_up}


# Nothing of the kind happened in these three days, or is known of their people; other tests have it.
QUIET = {
    "annotations",
    "countries",
    "documentation_by_company",
    "inactive_contributors",
    "languages",
    "lines_by_extension",
}


def test_golden_files_belong_to_metrics() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == set(NAMES)
    for path in GOLDEN.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert len(rows) > 1 or path.stem in QUIET, path.name
