"""Below a table or chart: the way to the things behind the number that was clicked."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import behind, charts, controls
from dashboards.controls import Filters
from warehouse import catalog

HINT = "Click a {} to list what it counts, one by one."


def below(name: str, filters: Filters, frame: pd.DataFrame, chosen: Any) -> None:
    """What is behind the cell of a table that was clicked, if it counts things."""
    cells = chosen.selection.cells
    if not cells:
        st.caption(HINT.format("number"))
        return
    place, column = cells[0]
    if place < len(frame):
        _offer(name, filters, column, frame.iloc[place].to_dict())


def countable(name: str, filters: Filters, columns: list[str]) -> list[str]:
    """Those of a chart's columns whose points lead to the things that they count, as averages of windows do not."""
    given = filters.of(name)
    return [column for column in columns if behind.question(name, given, column, {}) is not None]


def of_point(
    name: str, filters: Filters, frame: pd.DataFrame, columns: list[str], figure: go.Figure, chosen: Any
) -> None:
    """What is behind the point or bar of a chart that was clicked, if it counts things."""
    points = chosen.selection.points
    if not points:
        return
    trace, period = figure.data[points[0]["curve_number"]].name, pd.Timestamp(points[0]["x"])
    rows = frame[frame["period"] == period]
    column = next((column for column in countable(name, filters, columns) if charts.words(column) == trace), None)
    if column is None and columns[0] not in behind.counts(name):
        # The traces are parts of one number, by the texts of the first column.
        column = columns[1]
        rows = rows[rows[columns[0]].fillna("unknown").astype(str).map(partial(charts.spoken, columns[0])) == trace]
    if column is not None and len(rows) == 1:
        _offer(name, filters, column, rows.iloc[0].to_dict())


def links(name: str, filters: Filters) -> Mapping[str, str]:
    """What the whole panel counts -> the address that lists it."""
    found: dict[str, str] = {}
    for column, measured in behind.counts(name).items():
        words = behind.address(name, filters.of(name), column, {})
        if words:
            found.setdefault(measured, controls.link(behind.PAGE, **words))
    return found


def _offer(name: str, filters: Filters, column: str, row: Mapping[str, Any]) -> None:
    if column not in behind.counts(name):
        st.caption(HINT.format("number"))
        return
    words = behind.address(name, filters.of(name), column, row)
    number = row.get(column)
    if words is None or number is None or pd.isna(number):
        st.caption("This number is no count of single things, so there is no list behind it.")
        return
    asked = controls.link(behind.PAGE, **words)
    what = charts.words(words["measured"])
    st.markdown(f"[:material/list: The {number:,.10g} {what} one by one{_of(row, name)}]({asked})")


def _of(row: Mapping[str, Any], name: str) -> str:
    named = [row[part] for part in catalog.metric(name).header.behind.by if part not in ("kind", "figure")]
    parts = [f"of {part}" for part in named if isinstance(part, str) and part not in behind.EVERYTHING]
    if row.get("period") is not None:
        parts.append(f"in the period from {pd.Timestamp(row['period']):%Y-%m-%d %H:%M}".removesuffix(" 00:00"))
    return ", " + ", ".join(parts) if parts else ""
