"""The things behind a number are as many as the number says, for every metric whose header says that they are listed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import behind
from settings import Settings
from tests.test_invariants import VALUES
from warehouse import catalog, store
from warehouse.store import Store

NAMES = [name for name in catalog.metrics() if catalog.metric(name).header.behind.counts]
FIRST_DAY = datetime(2025, 12, 31)  # the sample data's
ROWS = 3


@pytest.fixture(scope="module")
def current(published: Settings) -> Store:
    return store.current(published)


def arguments(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Shared filters at any value, one place at a time, over a range of whole hours."""
    parameters = {word.removeprefix("for_"): word for word in catalog.metric(name).header.parameters}
    words = [word for word in ("project", "company", "country", "who", "every") if word in parameters]
    values = {word: VALUES.get(parameters[word]) or ["week", "month"] for word in words if word != "who"}
    values |= {"who": ["humans", "bots", "all"]} if "who" in words else {}
    chosen = st.fixed_dictionaries({word: st.sampled_from(found) for word, found in values.items()})
    hours = st.lists(st.integers(24, 24 * 59), min_size=2, max_size=2, unique=True).map(sorted)
    return st.builds(
        lambda some, cuts: (
            some
            | {word: str(FIRST_DAY + timedelta(hours=cut)) for word, cut in zip(("since", "until"), cuts, strict=True)}
        ),
        chosen,
        hours,
    )


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_things_are_as_many_as_the_number(name: str, data: st.DataObject, current: Store) -> None:
    chosen = data.draw(arguments(name))
    rows = current.metric(name, chosen).to_pylist()
    for row in data.draw(st.lists(st.sampled_from(rows), max_size=ROWS)) if rows else []:
        for column in behind.counts(name):
            asked = behind.question(name, chosen, column, row)
            if asked is not None:
                assert current.metric(behind.METRIC, asked).num_rows == (row[column] or 0), (column, asked)


def test_pages_of_a_list_are_the_list(current: Store) -> None:
    asked = {"measured": "events", "who": "all", "since": "2026-02-20"}
    whole = current.metric(behind.METRIC, asked).to_pylist()
    for search, sort in (("", None), ("", "login"), ("dependabot", None), ("dependabot", "title")):
        wanted = [row for row in whole if search in row["login"].lower()]
        if sort:
            wanted.sort(key=lambda row: (row[sort] is not None, row[sort] or ""), reverse=True)
            wanted = sorted(wanted, key=lambda row: row[sort] is None)
        for offset in (0, 300, len(wanted)):
            slice_ = store.Slice(search, ("login",), sort, True, offset, 300)
            rows, total = current.page(behind.METRIC, asked, slice_)
            found = [row[sort or "id"] for row in rows.to_pylist()]
            assert total == len(wanted) and found == [row[sort or "id"] for row in wanted[offset : offset + 300]]
