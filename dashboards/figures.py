"""Key figures: the number, its change against the range of equal length before, and its course as a small line."""

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import behind, charts, controls, covered, data, menu, ranges
from dashboards.controls import Filters
from settings import DuckstatsError

NO_CHANGE = "±0%"
LONG = timedelta(days=330)  # From here on the range before and that of the year before are nearly one.
# Figure -> metric and column of its course.
COURSES = {
    "contributors": ("contributors", "contributors"),
    "new_contributors": ("contributors", "new_contributors"),
    "contributions": ("activity", "contributions"),
    "commits": ("commits", "commits"),
    "pull_requests_opened": ("pull_requests_opened_and_merged", "opened"),
    "pull_requests_merged": ("pull_requests_opened_and_merged", "merged"),
    "issues_opened": ("issues_opened_and_closed", "opened"),
    "median_hours_to_merge": ("pr_time_to_merge", "median_hours"),
}


def row(filters: Filters) -> None:
    """All key figures, side by side, on as many lines as the screen needs."""
    try:
        frame = data.metric("key_figures", **filters.of("key_figures"))
    except DuckstatsError as error:
        st.warning(str(error))
        return
    with st.container(key="figures"):
        for figure in frame.itertuples():
            _figure(figure, filters)
    with st.container(horizontal=True, vertical_alignment="center"):
        if frame["previous"].isna().all():
            st.caption("No change is shown: the data does not reach back over the range before.", width="stretch")
        else:
            since = filters.range.since - filters.range.length
            early = " Of new contributors none is shown: near the data's beginning nearly everybody looks new."
            st.caption(
                f"Change against the range of equal length before, which began on {since:%Y-%m-%d}."
                f"{early if _is_early(filters) else ''}",
                width="stretch",
            )
        covered.badge(covered.verdict("key_figures", filters))
        menu.draw("key_figures", filters, "", has_picture=False)


def _figure(figure: Any, filters: Filters) -> None:
    name, value, previous = figure.figure, figure.value, figure.previous
    known = not (name == "new_contributors" and _is_early(filters))
    changed = change(value, previous) if known else None
    # Where both ranges before are one, it is said once.
    yearly = change(value, figure.year_before) if known and filters.range.length < LONG else None
    st.metric(
        _label(name, filters),
        shown(name, value),
        changed,
        # One colour whether it rose or fell: which of them is good is for the reader to say.
        delta_color="primary",
        delta_arrow="off" if changed == NO_CHANGE else "auto",
        delta_description=_before(name, previous, yearly) if changed else None,
        border=True,
        height="stretch",
        chart_data=_course(name, filters),
        chart_type="area",
    )


def _label(name: str, filters: Filters) -> str:
    """What the figure is, which leads to the single things where it counts them."""
    label = charts.words(name).replace("hours to", "time to").capitalize()
    words = behind.address("key_figures", filters.of("key_figures"), "value", {"figure": name})
    return f"[{label}]({controls.link(behind.PAGE, **words)})" if words else label


def change(value: float, before: float) -> str | None:
    """The change in percent as text; nothing where either number is unknown, or where there was nothing before."""
    known = pd.notna(value) and pd.notna(before) and before
    if not known:
        return None
    moved = (value - before) / before
    return f"{moved:+.0%}" if round(moved, 2) else NO_CHANGE


def _before(name: str, previous: float, yearly: str | None) -> str:
    return f"from {shown(name, previous)}" + (f", {yearly} on the year" if yearly else "")


def plain(label: str, value: str) -> None:
    """A figure that has no course and no change."""
    st.metric(label, value, border=True, height="stretch")


def _is_early(filters: Filters) -> bool:
    """Whether the range before lies so near the data's beginning that nearly everybody in it looks new."""
    begins = data.build().starts_at
    return begins is None or filters.range.since - 2 * filters.range.length < begins


def shown(name: str, value: float) -> str:
    """A figure as text: hours as hours or days, everything else as a whole number."""
    if pd.isna(value):
        return "–"
    if "hours" not in name:
        return f"{value:,.0f}"
    return f"{value:.1f} h" if value < 48 else f"{value / 24:,.1f} days"


def _course(name: str, filters: Filters) -> list[float] | None:
    if name not in COURSES:
        return None
    metric, column = COURSES[name]
    every = ranges.auto(filters.range.length)
    asked = filters.but(every=every, window_days=1)
    try:
        frame = data.metric(metric, **asked.of(metric))
    except DuckstatsError:  # a figure stands without its course, and the course's own panel says what is wrong
        return None
    plot = charts.Plot(frame, [column], "", every, filters.range)
    # A period that the range cuts would look like a fall.
    whole = frame[~plot.incomplete][column].dropna() if len(frame) else frame
    return [float(value) for value in whole] if len(whole) > 2 else None
