"""What holds for every metric, over random parameters; metrics and what they promise are found in their headers.

`HYPOTHESIS_PROFILE=search` looks far and wide; without it the examples are few and the same each time.
"""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from settings import DuckstatsError, Settings
from warehouse import catalog, store
from warehouse.store import Store

CHECKS = {"deadline": None, "suppress_health_check": list(HealthCheck)}
hypothesis_settings.register_profile("suite", max_examples=3, derandomize=True, database=None, **CHECKS)
hypothesis_settings.register_profile("search", max_examples=60, print_blob=True, **CHECKS)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

NAMES = list(catalog.metrics())
RANGED = [name for name in NAMES if {"since", "until"} <= catalog.metric(name).parameters.keys()]
COUNTING = [name for name in RANGED if catalog.metric(name).header.adds_up or catalog.metric(name).header.counts]
ADDITIVE = [name for name in RANGED if catalog.metric(name).header.adds_up]
BOUNDED = [name for name in NAMES if catalog.metric(name).header.at_most]
FIRST_DAY = datetime(2025, 12, 31)  # the sample data's
PERIODS = {
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 31 * 86400,
    "quarter": 92 * 86400,
    "year": 366 * 86400,
}
VALUES = {
    "for_project": ["all", "kubernetes", "prometheus", "helm", "org:kubernetes"],
    "for_group": ["all", "SIG Scheduling", "prometheus"],
    "for_repo": ["all", "kubernetes/kubernetes", "helm/helm"],
    "for_company": ["all", "unknown", "Independent", "Blue Teapot Cloud"],
    "for_country": ["all", "unknown", "de", "us"],
    "for_person": ["all", "dependabot[bot]"],
}
PLACES = ("for_group", "for_repo", "for_person")


def arguments(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any values of a metric's parameters but its range. At most one of group, repository and person is chosen."""
    parameters = catalog.metric(name).parameters
    chosen = {
        word: st.sampled_from(VALUES.get(word) or parameter.choices or [parameter.default])
        for word, parameter in parameters.items()
        if word not in ("since", "until", *PLACES)
    }
    places = [word for word in PLACES if word in parameters]
    place = st.sampled_from([{}, *({word: value} for word in places for value in VALUES[word])])
    return st.builds(lambda some, one: some | one, st.fixed_dictionaries(chosen), place)


def whole_periods(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """The same, where a range is one period and nothing is an average: columns of rows can be summed."""
    return arguments(name).map(
        lambda chosen: (
            chosen | {word: value for word, value in (("every", "year"), ("window_days", 1)) if word in chosen}
        )
    )


def cuts(number: int) -> st.SearchStrategy[list[datetime]]:
    """Moments in order, to the hour, none twice, within one calendar year of the sample data."""
    hours = st.lists(st.integers(24, 24 * 59), min_size=number, max_size=number, unique=True)
    return hours.map(lambda found: [FIRST_DAY + timedelta(hours=hour) for hour in sorted(found)])


def ask(current: Store, name: str, chosen: dict[str, Any], since: datetime, until: datetime) -> list[dict[str, Any]]:
    return current.metric(name, chosen | {"since": str(since), "until": str(until)}).to_pylist()


def sums(rows: list[dict[str, Any]], columns: list[str]) -> dict[str, float]:
    return {column: sum(row[column] or 0 for row in rows) for column in columns}


@pytest.fixture(scope="module")
def current(published: Settings) -> Store:
    return store.current(published)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_any_arguments_answer_in_order(name: str, data: st.DataObject, current: Store) -> None:
    """Rows have the header's columns; periods are starts that touch the half-open range; bounds hold in every row."""
    metric = catalog.metric(name)
    chosen = data.draw(arguments(name))
    if name not in RANGED:
        assert current.metric(name, chosen).column_names == list(metric.header.columns)
        return
    since, until = data.draw(cuts(2))
    if chosen.get("every") == "hour":
        until = min(until, since + timedelta(days=7))
    table = current.metric(name, chosen | {"since": str(since), "until": str(until)})
    assert table.column_names == list(metric.header.columns)
    rows = table.to_pylist()
    for row in rows:
        if "period" in row and "every" in chosen and row["period"] is not None:
            length = 86400 if chosen.get("window_days", 1) != 1 else PERIODS[str(chosen["every"])]
            assert since - timedelta(seconds=length) < row["period"] < until
        for small, great in metric.header.at_most.items():
            assert row[small] is None or row[great] is None or row[small] <= row[great] + 1e-9, (small, great)


@pytest.mark.parametrize("name", COUNTING)
@given(data=st.data())
def test_longer_range_never_counts_fewer(name: str, data: st.DataObject, current: Store) -> None:
    header = catalog.metric(name).header
    chosen = data.draw(whole_periods(name))
    first, second, third, fourth = data.draw(cuts(4))
    columns = [*header.adds_up, *header.counts]
    short = sums(ask(current, name, chosen, second, third), columns)
    long_ = sums(ask(current, name, chosen, first, fourth), columns)
    for column in columns:
        assert short[column] <= long_[column] + 1e-6, column


@pytest.mark.parametrize("name", ADDITIVE)
@given(data=st.data())
def test_two_halves_are_the_whole(name: str, data: st.DataObject, current: Store) -> None:
    """A range is half-open: cut anywhere, nothing is lost and nothing counts twice."""
    columns = catalog.metric(name).header.adds_up
    chosen = data.draw(whole_periods(name))
    first, second, third = data.draw(cuts(3))
    whole = sums(ask(current, name, chosen, first, third), columns)
    before, after = (sums(ask(current, name, chosen, *half), columns) for half in ((first, second), (second, third)))
    for column in columns:
        assert before[column] + after[column] == pytest.approx(whole[column]), column


@pytest.mark.parametrize("name", [n for n in ADDITIVE if "for_project" in catalog.metric(n).parameters])
@given(data=st.data())
@hypothesis_settings(max_examples=1)
def test_projects_are_the_whole(name: str, data: st.DataObject, current: Store) -> None:
    columns = catalog.metric(name).header.adds_up
    chosen = data.draw(whole_periods(name)) | {
        word: "all" for word in PLACES if word in catalog.metric(name).parameters
    }
    first, last = data.draw(cuts(2))
    keys = current.query("SELECT DISTINCT project FROM core.repos").column("project").to_pylist()
    whole = sums(ask(current, name, chosen | {"for_project": "all"}, first, last), columns)
    parts = [sums(ask(current, name, chosen | {"for_project": key}, first, last), columns) for key in keys]
    for column in columns:
        assert sum(part[column] for part in parts) == pytest.approx(whole[column]), column


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "chosen",
    [{"for_project": "nothing"}, {"for_repo": "no/thing"}, {"since": "2001-01-01", "until": "2001-02-01"}],
    ids=["no project", "no repository", "before all data"],
)
def test_where_nothing_is_nothing_counts(name: str, chosen: dict[str, str], current: Store) -> None:
    """An unknown project, an unknown repository, a range before all data: no rows, or rows that count nothing."""
    metric = catalog.metric(name)
    if not chosen.keys() <= metric.parameters.keys():
        pytest.skip("it has no such parameter")
    rows = current.metric(name, chosen).to_pylist()
    counted = sums(rows, [*metric.header.adds_up, *metric.header.counts])
    assert not any(counted.values()), counted


@pytest.mark.parametrize("name", RANGED)
def test_reversed_range_is_one_sentence(name: str) -> None:
    with pytest.raises(DuckstatsError, match="range is empty"):
        catalog.metric(name).arguments({"since": "2024-02-01", "until": "2024-01-01"})


@pytest.mark.parametrize("name", [n for n in RANGED if "every" in catalog.metric(n).parameters])
def test_period_longer_than_the_range(name: str, current: Store) -> None:
    """A year asked of three days is that year, once per kind of row, counting these days only."""
    header = catalog.metric(name).header
    days = {"since": "2026-02-03", "until": "2026-02-06"}
    years = current.metric(name, days | {"every": "year"}).to_pylist()
    assert {row["period"] for row in years if row.get("period")} <= {datetime(2026, 1, 1)}
    by_day = sums(current.metric(name, days | {"every": "day"}).to_pylist(), header.adds_up)
    assert by_day == pytest.approx(sums(years, header.adds_up))


def test_there_is_something_to_check() -> None:
    """Headers that promise nothing would let the checks above pass unseen."""
    promising = [name for name in NAMES if name in COUNTING or name in BOUNDED]
    assert len(promising) > len(NAMES) / 2
