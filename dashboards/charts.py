"""Drawings: one look for all charts. Colours come from the theme, so light and dark need no drawing of their own."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import colors, countries, labels, ranges

MOST_POINTS = 3000
MOST_NAMES = 15  # of bubbles
DASHES = {"": "solid", "/": "dot", "x": "dash", ".": "dashdot"}  # of lines, as patterns are of bars
MOST_PARTS = 12  # of a stack or a bundle of lines; more cannot be told apart
HEIGHT = 300
LEGEND_FITS = 5
# Ranges are chosen in the filter bar; zooming by touch would catch the finger that scrolls the page.
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "responsive": True}

UP, DOWN = colors.PALETTE[0], colors.PALETTE[3]
# Ticks that are written out: Plotly would write the 2 of 200 alone.
_TICKS = [step * 10**decade for decade in range(9) for step in (1, 2, 5)]
_LOGARITHMIC = {"type": "log", "tickvals": _TICKS, "ticktext": [f"{tick:,}" for tick in _TICKS]}
_BAND = "rgba(43, 131, 198, 0.25)"
MOST_HOURS = 96  # of a scale; longer times read better in days
_GREY = "rgba(128, 128, 128, 0.20)"
_MARK = "rgba(128, 128, 128, 0.7)"
# An axis of its own for what only marks times.
BEHIND = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
MOST_MARKS = 40
_DOTS_UP_TO = 40
_BARS_UP_TO = 120
_HOVER = {
    "hour": "%a %d %b %Y %H:%M",
    "day": "%a %d %b %Y",
    "week": "week from %d %b %Y",
    "month": "%B %Y",
    "quarter": "quarter from %B %Y",
    "year": "%Y",
}


@dataclass(frozen=True)
class Plot:
    """What a drawing needs: rows with a `period`, which columns to show, their unit, and the range they answer."""

    frame: pd.DataFrame
    columns: list[str]
    unit: str
    every: str
    range: ranges.Range
    marks: pd.DataFrame | None = None  # happened_at, kind, name: releases and milestones

    @property
    def incomplete(self) -> pd.Series:
        """Which rows count too little: hours are missing, or the range cuts their period."""
        periods = self.frame["period"]
        cut = (periods < self.range.since) | (periods.map(self._end) > self.range.until)
        return cut | (self.frame["coverage"] < 1) if "coverage" in self.frame else cut

    @property
    def has_gaps(self) -> bool:
        """Whether hours are missing, and not only a period is cut by the range."""
        return "coverage" in self.frame and bool((self.frame["coverage"] < 1).any())

    def _end(self, period: pd.Timestamp) -> pd.Timestamp:
        return pd.Timestamp(ranges.following(period.to_pydatetime(), self.every))


def show(figure: go.Figure, key: str, title: str, meaning: str, **selection: Any) -> Any:
    """Put a drawing on the page; what it is of is also said to those who do not see it."""
    said = f"Chart: {title}. {meaning}".strip()
    return st.plotly_chart(figure, key=f"chart-{key}", config=CONFIG, alt=said, **selection)


def lines(plot: Plot) -> go.Figure:
    """One line per column."""
    figure = go.Figure()
    mode = "lines+markers" if len(plot.frame) <= _DOTS_UP_TO else "lines"
    for column in plot.columns:
        figure.add_scatter(
            x=plot.frame["period"],
            y=plot.frame[column],
            name=words(column),
            mode=mode,
            line={"color": colors.of_unnamed(column)},
            hovertemplate="%{y:,.4~g}",
        )
    return _finished(figure, plot)


def stacked(plot: Plot) -> go.Figure:
    """Stacked bars, or areas where bars would be hairlines.

    Of all columns; or, where the first is text, of the second by the first.
    """
    figure = go.Figure()
    is_named = not pd.api.types.is_numeric_dtype(plot.frame[plot.columns[0]])
    parts = by_part(plot) if is_named else {name: plot.frame.set_index("period")[name] for name in plot.columns}
    shapes = colors.patterns(list(parts))
    for name, values in parts.items():
        look: dict[str, Any] = {"name": spoken(plot.columns[0], str(name)), "hovertemplate": "%{y:,.4~g}"}
        color = colors.of(name) if is_named else colors.of_unnamed(name)
        pattern = shapes[name] if is_named or color else ""
        if len(values) <= _BARS_UP_TO:
            figure.add_bar(x=values.index, y=values, marker={"color": color, "pattern": {"shape": pattern}}, **look)
        else:
            line = {"width": 0.5, "color": color}
            figure.add_scatter(x=values.index, y=values, stackgroup="all", mode="lines", line=line, **look)
    return _finished(figure, plot).update_layout(barmode="stack", bargap=0.15)


def named_lines(plot: Plot) -> go.Figure:
    """One line per text of the first column, of the second."""
    figure = go.Figure()
    parts = by_part(plot)
    shapes = colors.patterns(list(parts))
    for name, values in parts.items():
        line = {"color": colors.of(name), "dash": DASHES[shapes[name]]}
        figure.add_scatter(
            x=values.index,
            y=values,
            name=spoken(plot.columns[0], name),
            mode="lines",
            line=line,
            hovertemplate="%{y:,.4~g}",
        )
    return _finished(figure, plot)


def by_part(plot: Plot) -> dict[str, pd.Series]:
    """The second column over time for each text of the first, the largest texts only where there are many."""
    first, second = plot.columns[:2]
    named = plot.frame.assign(**{first: plot.frame[first].fillna("unknown")})
    largest = named.groupby(first)[second].sum().sort_values(ascending=False).index[:MOST_PARTS]
    return {str(name): named[named[first] == name].set_index("period")[second] for name in largest}


def band(plot: Plot) -> go.Figure:
    """The median, within the band from the 15th to the 85th percentile; in days where hours would be many."""
    figure = go.Figure()
    # A period without a merge has no percentiles; a gap would tear the band into triangles.
    frame = plot.frame.dropna(subset="median_hours")
    is_long = frame["p85_hours"].max() > MOST_HOURS
    if is_long:
        plot = dataclasses.replace(plot, unit=plot.unit.replace("hours", "days"))
    p15, median, p85 = (frame[name] / (24 if is_long else 1) for name in ("p15_hours", "median_hours", "p85_hours"))
    hover = "%{y:,.1f} days" if is_long else "%{y:,.1f} h"
    x = frame["period"]
    edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hovertemplate": hover}
    figure.add_scatter(x=x, y=p15, name="15 % within", **edge)
    figure.add_scatter(x=x, y=p85, fill="tonexty", fillcolor=_BAND, name="85 % within", **edge)
    mode = "lines+markers" if len(frame) <= _DOTS_UP_TO else "lines"
    figure.add_scatter(
        x=x,
        y=median,
        name="median",
        mode=mode,
        line={"color": UP},
        customdata=frame["n"],
        hovertemplate=hover + " of %{customdata:,} pull requests",
    )
    # The legend shows the band as a patch of its colour.
    patch = {"size": 12, "symbol": "square", "color": _BAND}
    figure.add_scatter(x=[None], y=[None], mode="markers", marker=patch, name="15 % to 85 %", hoverinfo="skip")
    return _finished(figure, plot)


def changes(frame: pd.DataFrame, names: str, values: str, unit: str) -> go.Figure:
    """Bars to the right for what grew and to the left for what shrank, the greatest growth on top."""
    ordered = frame.sort_values(values)
    figure = go.Figure(
        go.Bar(
            x=ordered[values],
            y=ordered[names],
            orientation="h",
            marker_color=[UP if value > 0 else DOWN for value in ordered[values]],
            text=[f"{value:+,.0f}" for value in ordered[values]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:+,} " + unit + "<extra></extra>",
        )
    )
    figure.update_layout(height=90 + 24 * len(ordered), margin={"l": 0, "r": 24, "t": 8, "b": 0}, dragmode=False)
    # Room for the numbers beside the bars, which would stand on the names.
    lowest, highest = min(0, ordered[values].min()), max(0, ordered[values].max())
    ends = [lowest - 0.2 * (highest - lowest) * (lowest < 0), highest + 0.15 * (highest - lowest)]
    figure.update_xaxes(title_text=unit, fixedrange=True, zeroline=True, range=ends)
    figure.update_yaxes(fixedrange=True, automargin=True, showgrid=False)
    return figure


def heatmap(frame: pd.DataFrame, x: str, y: str, value: str, unit: str, y_labels: list[str] | None = None) -> go.Figure:
    """One square per row of the frame, the darker the more; the first y on top."""
    wide = frame.pivot(index=y, columns=x, values=value)
    figure = go.Figure(
        go.Heatmap(
            z=wide.to_numpy(),
            x=[str(column) for column in wide.columns],
            y=y_labels or [str(label) for label in wide.index],
            colorscale=[[0, "rgba(43, 131, 198, 0.04)"], [1, colors.PALETTE[0]]],
            hovertemplate="%{y}, %{x}: %{z:,.4~g} " + unit + "<extra></extra>",
            xgap=1,
            ygap=1,
            colorbar={"title": {"text": unit, "side": "right"}, "thickness": 10, "outlinewidth": 0},
        )
    )
    figure.update_layout(height=max(220, 60 + 22 * len(wide)), margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode=False)
    figure.update_xaxes(fixedrange=True, title_text=words(x), type="category", nticks=13, showgrid=False)
    figure.update_yaxes(fixedrange=True, autorange="reversed", automargin=True, type="category", showgrid=False)
    return figure


def ranking(frame: pd.DataFrame, names: str, value: str, unit: str) -> go.Figure:
    """Bars to the right with their numbers, the first row on top."""
    figure = go.Figure(
        go.Bar(
            x=frame[value],
            y=[spoken(names, str(name)) if names == "country" else name for name in frame[names]],
            orientation="h",
            marker_color=UP,
            text=[f"{number:,.0f}" for number in frame[value]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:,.4~g} " + unit + "<extra></extra>",
        )
    )
    height = max(200, 70 + 28 * len(frame))
    figure.update_layout(height=height, margin={"l": 0, "r": 48, "t": 8, "b": 0}, dragmode=False)
    figure.update_xaxes(title_text=unit, fixedrange=True, rangemode="tozero")
    figure.update_yaxes(fixedrange=True, automargin=True, showgrid=False, autorange="reversed", type="category")
    return figure


def curve(frame: pd.DataFrame, x: str, y: str, x_title: str, y_title: str) -> go.Figure:
    """One falling or rising line over a number that is no time."""
    figure = go.Figure(go.Scatter(x=frame[x], y=frame[y], mode="lines", line={"color": UP, "shape": "hv"}))
    figure.update_traces(hovertemplate=f"%{{y:.1%}} after %{{x:,}} {x}<extra></extra>")
    figure.update_layout(height=HEIGHT, margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode=False, showlegend=False)
    figure.update_xaxes(title_text=x_title, fixedrange=True, rangemode="tozero")
    figure.update_yaxes(title_text=y_title, fixedrange=True, rangemode="tozero", tickformat=".0%", automargin=True)
    return figure


def bubbles(frame: pd.DataFrame, name: str, x: str, y: str, size: str, titles: tuple[str, str, str]) -> go.Figure:
    """Projects by two measures on logarithmic scales, the area of each bubble by a third; named where there is room."""
    shown = frame[(frame[x] > 0) & (frame[y] > 0)].sort_values(size, ascending=False)
    unit = 2 * max(shown[size].max(), 1) / 50**2 if len(shown) else 1
    area = {"sizemode": "area", "sizeref": unit, "sizemin": 3}
    figure = go.Figure(
        go.Scatter(
            x=shown[x],
            y=shown[y],
            mode="markers",
            customdata=shown[[name, size]],
            marker=area
            | {"size": shown[size], "color": [colors.of(str(label)) for label in shown[name]], "opacity": 0.75},
            hovertemplate="%{customdata[0]}: %{x:,} "
            + titles[0]
            + ", %{y:,} "
            + titles[1]
            + ", %{customdata[1]:,} "
            + titles[2]
            + "<extra></extra>",
        )
    )
    dots = [
        labels.Dot(str(row[name]), math.log10(row[x]), math.log10(row[y]), max(3.0, math.sqrt(row[size] / unit)))
        for row in shown[[name, x, y, size]].head(MOST_NAMES).to_dict("records")
    ]
    # Two sets of names, of which the style sheet shows the one that the screen has room for.
    for room in labels.ROOMS:
        sides = labels.placed(dots, room)
        named = shown.head(MOST_NAMES)[[str(label) in sides for label in shown[name].head(MOST_NAMES)]]
        figure.add_scatter(
            x=named[x],
            y=named[y],
            mode="markers+text",
            marker=area | {"size": named[size], "color": "rgba(0, 0, 0, 0)", "line": {"width": 0}},
            text=named[name],
            textposition=[sides[str(label)] for label in named[name]],
            hoverinfo="skip",
        )
    figure.update_layout(
        height=labels.HEIGHT, margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode=False, showlegend=False
    )
    figure.update_xaxes(title_text=titles[0], fixedrange=True, **_LOGARITHMIC)
    figure.update_yaxes(title_text=titles[1], fixedrange=True, automargin=True, **_LOGARITHMIC)
    return figure


def spoken(column: str, text: str) -> str:
    """A text of a column as people write it."""
    return countries.name(text) if column == "country" else words(text)


def words(column: str) -> str:
    """A column's name as people write it."""
    return column.replace("_", " ")


def _finished(figure: go.Figure, plot: Plot) -> go.Figure:
    # A legend of many lines would leave no room for the drawing.
    more = max(0, len(figure.data) - LEGEND_FITS)
    _shade(figure, plot)
    _mark(figure, plot)
    # In one call: each takes Plotly milliseconds, of which a page with many charts has few.
    figure.update_layout(
        height=HEIGHT + 20 * more,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        colorway=colors.PALETTE,
        hovermode="x unified",
        dragmode=False,
        showlegend=len(figure.data) > 1,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "title": None,
            "traceorder": "normal",
            "maxheight": 0.75,  # on a phone it is a list; half the height, Plotly's own measure, would scroll it
        },
        xaxis={"hoverformat": _HOVER[plot.every], "fixedrange": True, "title": None, "nticks": 5, "tickangle": 0},
        yaxis={"title": plot.unit, "rangemode": "tozero", "fixedrange": True, "automargin": True},
        yaxis2=BEHIND,
        yaxis3=BEHIND,
    )
    return figure


def _mark(figure: go.Figure, plot: Plot) -> None:
    """A thin line where something was released, or the project moved up; its name shows beside the cursor."""
    if plot.marks is None or plot.marks.empty:
        return
    marks = plot.marks.tail(MOST_MARKS)
    at = [moment for moment in marks["happened_at"] for _ in range(3)]
    figure.add_scatter(
        x=at,
        y=[0, 1, None] * len(marks),
        yaxis="y3",
        mode="lines",
        line={"width": 1, "dash": "dot", "color": _MARK},
        name="release",
        text=[name for name in marks["name"] for _ in range(3)],
        hovertemplate="%{text}<extra></extra>",
        legendrank=1900,
    )


def _shade(figure: go.Figure, plot: Plot) -> None:
    """Grey behind periods that are incomplete: one trace on an axis of its own, however many they are."""
    marks = pd.DataFrame({"period": plot.frame["period"], "grey": plot.incomplete})
    marks = marks.groupby("period", as_index=False)["grey"].max()
    if not marks["grey"].any():
        return
    # Steps lie half-way between points; one more point at each end lets the outer ones be as wide as the others.
    step = pd.Timedelta(ranges.following(plot.range.since, plot.every) - ranges.floor(plot.range.since, plot.every)) / 2
    x = [marks["period"].iloc[0] - step, *marks["period"], marks["period"].iloc[-1] + step]
    y = [marks["grey"].iloc[0], *marks["grey"], marks["grey"].iloc[-1]]
    figure.add_scatter(
        x=x,
        y=[float(value) for value in y],
        yaxis="y2",
        mode="lines",
        line={"width": 0, "shape": "hvh"},
        fill="tozeroy",
        fillcolor=_GREY,
        name="incomplete" if plot.has_gaps else "unfinished",
        hoverinfo="skip",
        legendrank=2000,
    )
