"""Panels: title, one line of meaning, coverage, a menu, and a chart, a picture or a table of one metric."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import alone, charts, covered, data, menu, ranges, rows, tables, totals
from dashboards.controls import Filters
from settings import DuckstatsError
from warehouse import catalog

Draw = Callable[[charts.Plot], go.Figure]
Panel = Callable[[Filters], None]
ALL_PANELS = "whole"  # the address's word for all panels at once, for printing and for programs
AT_ONCE = 2  # rows that stand on most screens
NOTHING = "Nothing of this kind happened in this range, for these filters, or nothing that was ingested tells of it."
NONE = "There is nothing of this kind."  # of what has no range
# Units of which a moving window has the whole, and no daily mean.
WHOLE = {"people", "companies", "countries", "contributors", "hours", "days", "percent", "shares", "place", "index"}
UNKNOWN = "Nothing that was ingested tells of this for these filters: the definition in the menu says what would."


def chart(
    name: str,
    filters: Filters,
    *,
    title: str = "",
    question: str = "",
    unit: str = "",
    columns: list[str] | None = None,
    draw: Draw | None = None,
    prepare: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> None:
    """A metric over time; what is not given comes from its header. `prepare` may add columns, row by row."""
    if not alone.is_wanted(name, title):
        return
    header = catalog.metric(name).header
    with _card(name, title):
        frame, used = _thinned(name, filters)
        verdict = covered.verdict(name, used, covered.by_hours(frame))
        frame = prepare(frame) if prepare and len(frame) else frame
        shown = columns or values(frame)
        unknown = _is_unknown(frame, shown)
        _head(name, used, title, question, "" if unknown else verdict, has_picture=True)
        if frame.empty or unknown:
            st.info(UNKNOWN if unknown else NOTHING)
            return
        window = used.of(name).get("window_days", 1)
        every = "day" if window != 1 else str(used.arguments.get("every", "day"))
        measure = _over(int(window), unit or header.unit)
        plot = charts.Plot(frame, shown, measure, every, used.range, _marks(used))
        figure = (draw or _drawing(name, frame))(plot)
        said = (alone.identity(name, title), title or header.title, question or header.question)
        drawn = {trace.name for trace in figure.data}
        lines = [column for column in shown if charts.words(column) in drawn]
        _plot(name, used, plot, figure, said, totals.said(totals.Asked(name, used, lines, frame, prepare)))
        if columns and columns[0] in frame and not pd.api.types.is_numeric_dtype(frame[columns[0]]):
            parts = frame[columns[0]].nunique()
            if parts > charts.MOST_PARTS:
                st.caption(f"The {charts.MOST_PARTS} largest of {parts:,}; CSV in the menu has all.")
        if used.arguments != filters.arguments:
            st.caption(f"Shown by {every}: shorter periods would be more points than a chart can show.")


def picture(
    name: str,
    filters: Filters,
    draw: Callable[[pd.DataFrame], go.Figure | None],
    *,
    title: str = "",
    question: str = "",
    beside_table: bool = False,
    shown: tuple[str, ...] = (),
) -> None:
    """A metric whose rows are no course over time, drawn by a function of its rows; it may find nothing to draw.

    `beside_table`: of the first page of rows, which a table on the same page shows, too. `shown`: columns that may be
    unknown in every row.
    """
    if not alone.is_wanted(name, title):
        return
    with _card(name, title):
        frame = tables.first_page(name, filters) if beside_table else data.metric(name, **filters.of(name))
        unknown = bool(shown) and _is_unknown(frame, list(shown))
        _head(name, filters, title, question, "" if unknown else covered.verdict(name, filters))
        figure = None if frame.empty or unknown else draw(frame)
        if figure is None:
            st.info(UNKNOWN if unknown else NOTHING)
            return
        header = catalog.metric(name).header
        charts.show(figure, alone.identity(name, title), title or header.title, question or header.question)


@st.fragment
def table(name: str, filters: Filters, *, title: str = "", question: str = "") -> None:
    """A metric's rows, whole: a page of them at a time, searched and sorted by the database."""
    if not alone.is_wanted(name, title):
        return
    with _card(name, title):
        key = alone.identity(name, title)
        asked, filters = filters, _fitting(name, filters)
        found = tables.browse(name, filters, key)
        hours = covered.by_hours(found.rows) if "coverage" in found.rows else None
        verdict = covered.verdict(name, filters, hours) if "since" in filters.of(name) else ""
        with found.head:
            _head(name, filters, title, question, verdict)
        if not found.total and not found.search:
            st.info(NOTHING if "since" in filters.of(name) else NONE)
            return
        tables.draw(name, found, key, filters)
        if filters != asked:
            st.caption(f"By {filters.arguments['every']}: the range has too many shorter periods.")


def grid(filters: Filters, *rows: tuple[Panel, ...], at_once: int = AT_ONCE) -> None:
    """Panels in rows, side by side; the one that is asked for alone has the whole width.

    Rows after the first `at_once` lie below what a screen shows, and are asked for when the visitor comes near them
    (see access.js).
    """
    if alone.asked() is not None:
        for panel in (panel for row in rows for panel in row):
            panel(filters)
        return
    for place, row in enumerate(rows):
        if place < at_once or ALL_PANELS in st.query_params:
            _row(filters, row)
        else:
            _later(filters, row, place)


def _row(filters: Filters, row: tuple[Panel, ...]) -> None:
    for column, panel in zip(st.columns(len(row)), row, strict=True):
        with column:
            panel(filters)


@st.fragment
def _later(filters: Filters, row: tuple[Panel, ...], place: int) -> None:
    page = (st.context.url or "").partition("?")[0]
    come_to = f"come-to-{place}-{page}"
    # Without scripts in the browser, and by keyboard, it is a button like others.
    if st.session_state.get(come_to):
        _row(filters, row)
        return
    with st.container(key=f"later-{place}", height=420, border=False):
        st.button(
            "Show more",
            icon=":material/expand_more:",
            type="tertiary",
            key=f"show-{place}",
            on_click=lambda: st.session_state.update({come_to: True}),
        )


def show(name: str, filters: Filters) -> None:
    """A metric in the form that its header asks for, with whatever columns it has: needs no code of its own."""
    header = catalog.metric(name).header
    if "period" in header.columns and header.chart != "table":
        chart(name, filters)
    else:
        table(name, filters)


def values(frame: pd.DataFrame) -> list[str]:
    """Columns that a chart can show: all but time and coverage."""
    return [column for column in frame if column not in ("period", "coverage")]


def _is_unknown(frame: pd.DataFrame, columns: list[str]) -> bool:
    """Whether there are rows and nothing is known in any: such an answer is not to be called complete."""
    return not frame.empty and bool(frame[columns].isna().all(axis=None))


@contextmanager
def _card(name: str, title: str) -> Iterator[None]:
    """The frame of a panel; what is wrong with its question is said in it, and the rest of the page goes on."""
    with st.container(border=True, height="stretch", key=f"card-{alone.identity(name, title).replace('.', '-')}"):
        try:
            yield
        except DuckstatsError as error:
            st.markdown(f"## {title or catalog.metric(name).header.title}")
            st.warning(str(error))


def _head(name: str, filters: Filters, title: str, question: str, verdict: str, *, has_picture: bool = False) -> None:
    header = catalog.metric(name).header
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"## {title or header.title}", width="stretch")
        menu.draw(name, filters, title, has_picture)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(question or header.question, width="content")
        covered.badge(verdict)
    over_time = "period" in header.columns
    unheeded = [word for word in filters.beyond(name) if over_time or word != "moving window"]
    if unheeded:
        st.caption(f":material/filter_alt_off: Does not apply here: {', '.join(unheeded)}.")


def _over(window: int, unit: str) -> str:
    """The unit of a moving window: things are counted a day of it, people once in it, and times stay times."""
    if window == 1:
        return unit
    parts = [part if part.split()[0] in WHOLE else f"{part} a day" for part in unit.split(" and ")]
    return f"{' and '.join(parts)}, over {window} days"


def _marks(filters: Filters) -> pd.DataFrame | None:
    """Releases and milestones of the one project that is shown."""
    project = filters.arguments.get("project", "all")
    if not data.is_one(str(project)):
        return None
    return data.metric("annotations", **filters.of("annotations"))


def _plot(
    name: str, filters: Filters, plot: charts.Plot, figure: go.Figure, said: tuple[str, str, str], total: str
) -> None:
    """A chart over time, its totals below, whose points lead to what they count where the metric says how."""
    below = [f"In all: {total}."] if total else []
    if not rows.countable(name, filters, plot.columns):
        charts.show(figure, *said)
        if below:
            st.caption(*below)
        return
    chosen = charts.show(figure, *said, on_select="rerun", selection_mode="points")
    if not chosen.selection.points:
        below.append(rows.HINT.format("point"))
    if below:
        st.caption(" ".join(below))
    rows.of_point(name, filters, plot.frame, plot.columns, figure, chosen)


def _thinned(name: str, filters: Filters) -> tuple[pd.DataFrame, Filters]:
    """The rows, by longer periods than asked for where they were too many to draw, and the filters that gave them."""
    filters = _fitting(name, filters)
    while True:
        frame = data.metric(name, **filters.of(name))
        every = str(filters.arguments.get("every", "year"))
        if len(frame) <= charts.MOST_POINTS or every == "year":
            return frame, filters
        moving = filters.of(name).get("window_days", 1) != 1
        filters = filters.but(window_days=1, every="day" if moving else ranges.coarser(every))


def _fitting(name: str, filters: Filters) -> Filters:
    """The filters with periods so long that the range has no more of them than a chart can show.

    Some metrics have a row for each two periods: all hours of ten years would be thousands of millions.
    """
    every = str(filters.arguments.get("every", "year"))
    if "every" not in catalog.metric(name).parameters or filters.of(name).get("window_days", 1) != 1:
        return filters
    while filters.range.length / ranges.SHORTEST[every] > charts.MOST_POINTS:
        every = ranges.coarser(every)
    return filters if every == filters.arguments.get("every", "year") else filters.but(every=every)


def _drawing(name: str, frame: pd.DataFrame) -> Draw:
    if {"p15_hours", "median_hours", "p85_hours"} <= set(frame):
        return charts.band
    return charts.stacked if catalog.metric(name).header.chart in ("stacked", "bars") else charts.lines
