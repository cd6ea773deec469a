"""Panels: title, one line of meaning, chart or table, coverage, and a menu with definition, SQL and downloads."""

from collections.abc import Callable
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, data, ranges, tables
from dashboards.controls import Filters
from settings import DuckstatsError
from warehouse import catalog

Draw = Callable[[charts.Plot], go.Figure]
# Source of a metric -> kind of fact whose coverage it has.
KINDS = {source: source for source in ("commits", "issues", "pull_requests", "comments", "reviews")}
COVERAGE_HELP = (
    "Complete: one source is known to have all of it. Lower bound: something is known to be missing, hours of the "
    "archive or what it never showed; page Data status says what."
)
NOTHING = "Nothing of this kind happened in this range, for these filters."


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
    header = catalog.metric(name).header
    with st.container(border=True, height="stretch", key=f"card-{name}-{title}"):
        try:
            frame, used = _thinned(name, filters)
        except DuckstatsError as error:
            _head(name, filters, title, "", question)
            st.warning(str(error))
            return
        _head(name, used, title, coverage(name, used, coverage_of(frame)), question)
        if frame.empty:
            st.info(NOTHING)
            return
        frame = prepare(frame) if prepare else frame
        window = used.arguments.get("window_days", 1)
        every = "day" if window != 1 else str(used.arguments.get("every", "day"))
        measure = (unit or header.unit) + (f", {window} days' window" if window != 1 else "")
        plot = charts.Plot(frame, columns or values(frame), measure, every, used.range, _marks(used))
        figure = (draw or _drawing(name, frame))(plot)
        st.plotly_chart(figure, key=f"chart-{name}-{title}", config=charts.CONFIG)
        if used.arguments != filters.arguments:
            st.caption(f"Shown by {every}: shorter periods would be more points than a chart can show.")


@st.fragment
def table(name: str, filters: Filters, *, title: str = "") -> None:
    """A metric's rows, whole; where they have logins, with a search box."""
    with st.container(border=True, height="stretch", key=f"card-{name}-{title}"):
        try:
            frame = data.metric(name, **filters.of(name))
        except DuckstatsError as error:
            _head(name, filters, title, "")
            st.warning(str(error))
            return
        covered = (
            coverage(name, filters, coverage_of(frame) if "coverage" in frame else None)
            if "since" in filters.of(name)
            else ""
        )
        _head(name, filters, title, covered)
        if frame.empty:
            st.info(NOTHING)
            return
        whole = len(frame)
        texts = [column for column in frame if pd.api.types.is_string_dtype(frame[column])]
        if texts:
            frame = tables.searched(frame, texts, f"search-{name}-{title}")
        st.dataframe(
            tables.linked(frame),
            column_config=tables.columns(name, frame),
            hide_index=True,
            placeholder="–",
            key=f"table-{name}-{title}",
        )
        st.caption(f"{len(frame):,} of {whole:,} rows" if len(frame) < whole else f"{whole:,} rows, all shown")


def picture(
    name: str,
    filters: Filters,
    draw: Callable[[pd.DataFrame], go.Figure],
    *,
    title: str = "",
    question: str = "",
) -> None:
    """A metric whose rows are no course over time, drawn by a function of its rows."""
    with st.container(border=True, height="stretch", key=f"card-{name}-{title}"):
        try:
            frame = data.metric(name, **filters.of(name))
        except DuckstatsError as error:
            _head(name, filters, title, "", question)
            st.warning(str(error))
            return
        _head(name, filters, title, coverage(name, filters), question)
        if frame.empty:
            st.info(NOTHING)
            return
        st.plotly_chart(draw(frame), key=f"chart-{name}-{title}", config=charts.CONFIG)


def grid(filters: Filters, *rows: tuple[Callable[[Filters], None], ...]) -> None:
    """Panels in rows, side by side."""
    for row in rows:
        for column, panel in zip(st.columns(len(row)), row, strict=True):
            with column:
                panel(filters)


def show(name: str, filters: Filters) -> None:
    """A metric in the form that its header asks for, with whatever columns it has: needs no code of its own."""
    header = catalog.metric(name).header
    if "period" in header.columns and header.chart != "table":
        chart(name, filters)
    else:
        table(name, filters)


def coverage(name: str, filters: Filters, hours: str | None = None) -> str:
    """How complete a metric's answer is: by what each source saw of its kinds of facts, else by ingested hours."""
    if hours is None:
        asked = {word: filters.arguments[word] for word in ("since", "until")}
        hours = coverage_of(data.metric("activity", **asked))
    asked = {word: value for word, value in filters.of("data_coverage").items() if word != "every"}
    seen = data.metric("data_coverage", every="year", **asked)
    kinds = {KINDS.get(source, "events") for source in catalog.metric(name).header.sources}
    verdicts = set(seen[seen["kind"].isin(kinds)]["verdict"])
    if verdicts == {"complete"}:
        return "complete"
    if hours == "complete" and verdicts:
        return "lower bound: the archive saw only a part"
    return hours


def coverage_of(frame: pd.DataFrame) -> str:
    """`complete`, `lower bound: 87 % of hours`, `none`, or nothing where the rows do not say."""
    if "coverage" not in frame:
        return ""
    shares = frame.groupby("period")["coverage"].first()
    if shares.empty or shares.max() == 0:
        return "none"
    if shares.min() >= 1:
        return "complete"
    percent = shares.mean() * 100
    # 99.98 must not read as 100.
    return (
        f"lower bound: {percent:.0f} % of hours"
        if percent < 99
        else f"lower bound: {min(percent, 99.9):.1f} % of hours"
    )


def badge(covered: str) -> None:
    """Coverage as a coloured badge."""
    if not covered:
        return
    kind = covered.split(":")[0]
    color, icon = {
        "complete": ("green", ":material/check_circle:"),
        "lower bound": ("orange", ":material/incomplete_circle:"),
        "none": ("red", ":material/cancel:"),
    }[kind]
    text = {"complete": "complete", "none": "no data ingested"}.get(covered, covered)
    st.badge(text, color=color, icon=icon, help=COVERAGE_HELP)


def values(frame: pd.DataFrame) -> list[str]:
    """Columns that a chart can show: all but time and coverage."""
    return [column for column in frame if column not in ("period", "coverage")]


def menu(name: str, filters: Filters, key: str) -> None:
    """Definition, SQL, CSV and API link of exactly what the panel shows."""
    metric = catalog.metric(name)
    given = filters.of(name)
    arguments = {word.removeprefix("for_"): value for word, value in metric.arguments(given).items()}
    address = f"/api/v2/metrics/{name}"
    query = f"?{urlencode(arguments)}" if arguments else ""
    with st.popover("", icon=":material/info:", type="tertiary", key=f"menu-{key}", help="Definition, SQL, CSV, API"):
        st.markdown(f"**{metric.header.title}** · `{name}`")
        st.markdown(metric.header.definition)
        st.caption("SQL, for `duckstats sql` or any DuckDB shell on the published file")
        st.code(metric.call(given), language="sql", wrap_lines=True)
        with st.container(horizontal=True):
            st.link_button("CSV", f"{address}.csv{query}", icon=":material/download:")
            st.link_button("API", f"{address}{query}", icon=":material/data_object:")
            st.link_button("All about it", f"/metrics?metric={name}", icon=":material/menu_book:")


def _head(name: str, filters: Filters, title: str, covered: str, question: str = "") -> None:
    header = catalog.metric(name).header
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"##### {title or header.title}", width="stretch")
        menu(name, filters, f"{name}-{title}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(question or header.question, width="content")
        badge(covered)


def _marks(filters: Filters) -> pd.DataFrame | None:
    """Releases and milestones of the one project that is shown."""
    project = filters.arguments.get("project", "all")
    if project == "all" or str(project).startswith("org:"):
        return None
    return data.metric("annotations", **filters.of("annotations"))


def _thinned(name: str, filters: Filters) -> tuple[pd.DataFrame, Filters]:
    """The rows, by longer periods than asked for where they were too many to draw, and the filters that gave them."""
    while True:
        frame = data.metric(name, **filters.of(name))
        every = str(filters.arguments.get("every", "year"))
        if len(frame) <= charts.MOST_POINTS or every == "year":
            return frame, filters
        moving = filters.arguments.get("window_days", 1) != 1
        filters = filters.but(window_days=1, every="day" if moving else ranges.coarser(every))


def _drawing(name: str, frame: pd.DataFrame) -> Draw:
    if {"p15_hours", "median_hours", "p85_hours"} <= set(frame):
        return charts.band
    return charts.stacked if catalog.metric(name).header.chart in ("stacked", "bars") else charts.lines
