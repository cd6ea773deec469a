"""Panels that stand on several pages, and what they do to a metric's rows before drawing them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, data

ALL = "All"  # the rows of metrics that hold everything together
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def given(panel: card.Panel, **arguments: data.Argument) -> card.Panel:
    """A panel that asks with these arguments of its metric, whatever the filter bar says."""
    return lambda filters: panel(filters.but(**arguments))


def lines(name: str, *columns: str, **look: Any) -> card.Panel:
    """Columns of a metric over time, a line each."""
    return partial(card.chart, name, columns=list(columns), draw=charts.lines, **look)


def parted(name: str, part: str, value: str, *, stacked: bool = True, **look: Any) -> card.Panel:
    """One column of a metric over time, by the texts of another: SIGs, companies, labels."""
    draw = charts.stacked if stacked else charts.named_lines
    return partial(card.chart, name, columns=[part, value], draw=draw, **look)


def ranking(name: str, names: str, value: str, unit: str, most: int = 15, **look: Any) -> card.Panel:
    """The first rows of a table as bars."""

    def draw(frame: pd.DataFrame) -> go.Figure:
        return charts.ranking(frame.head(most), names, value, unit)

    return partial(card.picture, name, draw=draw, **look)


def week(frame: pd.DataFrame, clock: str = "UTC") -> go.Figure:
    """Hours of the day across, days of the week down."""
    return charts.heatmap(frame, "hour_of_day", "weekday", "contributions", "contributions", WEEKDAYS).update_xaxes(
        title_text=f"hour of the day, {clock}"
    )


def in_percent(*columns: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What turns these shares of 0 to 1 into percent."""
    return lambda frame: frame.assign(**{column: 100 * frame[column] for column in columns})


def _returning(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(returning_contributors=frame["contributors"] - frame["new_contributors"])


def _milestones(frame: pd.DataFrame) -> pd.DataFrame:
    everywhere = (frame["sig"] == ALL) & (frame["repository"] == ALL)
    return frame[everywhere & (frame["milestone"] != ALL)]


open_by_milestone = parted(
    "open_by_milestone", "milestone", "open", prepare=_milestones, title="Open by milestone", unit="issues"
)
# Those who were there before, beside the new ones.
contributors = partial(
    card.chart,
    "contributors",
    columns=["returning_contributors", "new_contributors"],
    draw=charts.stacked,
    prepare=_returning,
)
unanswered = partial(
    card.chart,
    "pr_time_to_engagement",
    title="Unanswered pull requests",
    question="Of the pull requests opened then, how many has nobody answered yet?",
    unit="pull requests",
    columns=["opened", "unanswered"],
    draw=charts.lines,
)
outcomes = partial(card.chart, "pr_outcomes", columns=["merged", "declined", "still_open"])
