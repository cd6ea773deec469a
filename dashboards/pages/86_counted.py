"""Reference / What was counted: Which pull requests, issues, commits or comments are behind a number?"""

from datetime import datetime

import streamlit as st

from dashboards import behind, card, charts, controls, ranges

WHOLE = "whole range"


def main() -> None:
    """The measure, the filters, the period, and each single thing."""
    filters = controls.bar(
        "project",
        "group",
        "person",
        "company",
        "country",
        "range",
        "every",
        "who",
        own={"measured": behind.MEASURED},
        then=_of_period,
    )
    card.table(behind.METRIC, filters, title=charts.words(str(filters.arguments["measured"])).capitalize())


def _of_period(filters: controls.Filters) -> controls.Filters:
    """One period of the range, or all of it."""
    every = str(filters.arguments["every"])
    starts = ranges.periods(filters.range, every)[: charts.MOST_POINTS]
    period = st.selectbox(
        "Period",
        [WHOLE, *(ranges.shown(start) for start in starts)],
        key="period",
        bind="query-params",
        width=200,
        help=f"One {every} of the range, as a chart has it, or all of it.",
    )
    if period == WHOLE:
        return filters
    since, until = behind.within(datetime.fromisoformat(str(period)), every, filters.arguments)
    return filters.but(since=str(since), until=str(until))


main()
