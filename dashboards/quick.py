"""A quick chart of any rows: the kind and the columns are chosen by whoever looks."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import charts, colors

NONE = "table"
KINDS = [NONE, "line", "bar", "scatter"]
MOST_MARKS = 5000


def chart(frame: pd.DataFrame) -> None:
    """Widgets for kind and columns, bound to the URL, and the chart that they ask for."""
    numbers = [column for column in frame if pd.api.types.is_numeric_dtype(frame[column])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control("Chart", KINDS, default=NONE, key="chart", bind="query-params", required=True)
        if kind == NONE:
            return
        if not numbers:
            st.info("No column of this result is a number, so there is nothing to draw.")
            return
        x = st.selectbox("Across", list(frame), _best_x(frame), key="x", bind="query-params", width=200)
        choices = [column for column in numbers if column != x] or numbers
        ys = st.multiselect("Up", choices, choices[:1], key="y", bind="query-params", width=320)
        texts = [None, *(column for column in frame if column not in {x, *numbers})]
        part = st.selectbox("Parted by", texts, key="part", bind="query-params", width=200, format_func=_or_nothing)
    if not ys:
        st.info("Choose what goes up.")
        return
    shown = frame.head(MOST_MARKS)
    named = " and ".join(charts.words(y) for y in ys)
    charts.show(figure(shown, str(kind), x, ys, part), "quick", f"{named} by {charts.words(x)}", "")
    if len(shown) < len(frame):
        st.caption(f"The first {len(shown):,} of {len(frame):,} rows are drawn.")


def figure(frame: pd.DataFrame, kind: str, x: str, ys: list[str], part: str | None) -> go.Figure:
    """One trace per column, or per column and value of `part`."""
    drawing = go.Figure()
    groups = [("", frame)] if part is None else list(frame.groupby(part, sort=False, dropna=False))
    for name, rows in groups:
        for y in ys:
            label = charts.words(y) if part is None else str(name) if len(ys) == 1 else f"{name}, {charts.words(y)}"
            if kind == "bar":
                drawing.add_bar(x=rows[x], y=rows[y], name=label)
            else:
                drawing.add_scatter(x=rows[x], y=rows[y], name=label, mode="lines" if kind == "line" else "markers")
    drawing.update_layout(
        height=420,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        colorway=colors.PALETTE,
        dragmode=False,
        showlegend=len(drawing.data) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        barmode="group" if part is None else "stack",
    )
    drawing.update_xaxes(title_text=charts.words(x), fixedrange=True)
    drawing.update_yaxes(title_text=charts.words(ys[0]) if len(ys) == 1 else None, fixedrange=True, automargin=True)
    return drawing


def _best_x(frame: pd.DataFrame) -> int:
    """Time goes across, else the first column."""
    times = [place for place, column in enumerate(frame) if pd.api.types.is_datetime64_any_dtype(frame[column])]
    return times[0] if times else 0


def _or_nothing(value: str | None) -> str:
    return value or "nothing"
