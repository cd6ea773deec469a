"""Panels that stand on several pages, and what they do to a metric's rows before drawing them."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboards import card, charts


def in_percent(*columns: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What turns these shares of 0 to 1 into percent."""
    return lambda frame: frame.assign(**{column: 100 * frame[column] for column in columns})


def _returning(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(returning_contributors=frame["contributors"] - frame["new_contributors"])


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
