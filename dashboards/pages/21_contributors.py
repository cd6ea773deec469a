"""People / Who contributes: Who does the work, what kind of work, and when?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls, panels

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def week(frame: pd.DataFrame) -> go.Figure:
    """Hours of the day across, days of the week down."""
    return charts.heatmap(frame, "hour_of_day", "weekday", "contributions", "contributions", WEEKDAYS)


PANELS = [
    (
        panels.contributors,
        partial(card.chart, "contributions"),
    ),
    (partial(card.picture, "activity_by_weekday_and_hour", draw=week),),
    (
        partial(
            card.chart,
            "agent_pull_requests",
            title="Who opens pull requests: people, bots, agents",
            columns=["by_humans", "by_bots", "by_agents"],
            unit="pull requests",
        ),
        partial(
            card.chart,
            "ai_assisted_commits",
            columns=["commits", "assisted_commits"],
            unit="commits",
            draw=charts.lines,
        ),
    ),
    (partial(card.table, "pr_authors"), partial(card.table, "reviewers")),
    (partial(card.table, "commenters"), partial(card.table, "pr_mergers")),
]


def main() -> None:
    """How many, what they do, when, and who leads."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
