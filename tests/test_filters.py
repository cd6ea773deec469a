"""Every page with every filter at its extremes, in Streamlit's test bench: no exception, and a word where nothing is."""

from pathlib import Path
from typing import Any

import pytest

from tests.test_dashboards import PAGES, opened

# Words of the address that no filter has, or none so; and a range of one day.
NONSENSE = {
    "project": "no-such-project",
    "group": "no/such-repository",
    "company": "No Such Company",
    "country": "zz",
    "person": "nobody; DROP TABLE people--",
    "range": "v0 to v∞",
    "since": "2026-02-10",
    "until": "2026-02-11",
    "every": "fortnight",
    "window_days": "-1",
    "who": "cats",
    "metric": "no_such_metric",
    "named_projects": "nothing",
    "compared": "apples",
    "period": "1066",
    "panel": "",
}
# Options that are shown otherwise than they are called.
FORMATTED = {"scale": ["absolute", "indexed", "per_contributor"]}
SAID = ("info", "warning", "caption")


def stem(page: Path) -> str:
    return page.stem


def speaks(test: Any) -> bool:
    """Whether the page, which shows no number, says why."""
    shown = len(test.metric) + len(test.dataframe) + len(test.get("plotly_chart"))
    return shown > 0 or any(len(getattr(test, kind)) > 1 for kind in SAID)


@pytest.mark.parametrize("page", PAGES, ids=stem)
def test_every_filter_at_both_ends(page: Path, data_dir: Path) -> None:
    """As it opens; then all at their first option and lists empty; then all at their last and lists full."""
    test = opened(page)
    assert "Sample data" in test.warning[0].value
    assert test.title[0].value
    assert any("Data until 2026-03-01 UTC" in caption.value for caption in test.caption)
    for end in (0, -1):
        assert not test.exception
        assert speaks(test)
        for box in test.selectbox:
            box.select_index(end % len(box.options))
        for many in test.multiselect:
            many.set_value([] if end == 0 else list(many.options)[:6])
        for many in test.pills:
            many.set_value([] if end == 0 else list(many.options))
        for one in test.segmented_control:
            one.set_value(FORMATTED.get(str(one.key), one.options)[end])
        test.run()
    assert not test.exception
    assert speaks(test)


@pytest.mark.parametrize("page", PAGES, ids=stem)
def test_nonsense_in_the_address_and_one_day(page: Path, data_dir: Path) -> None:
    test = opened(page, **NONSENSE)
    assert not test.exception
    assert test.title[0].value
    assert speaks(test)


@pytest.mark.parametrize("page", PAGES, ids=stem)
def test_what_nobody_did_is_said(page: Path, data_dir: Path) -> None:
    """A project of the registry in which nothing happened, years before all data."""
    test = opened(page, project="aeraki-mesh", since="2012-01-01", until="2013-01-01")
    assert not test.exception
    assert speaks(test)
