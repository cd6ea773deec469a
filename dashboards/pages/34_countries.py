"""People / Where are they from?: Where do the people come from?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls, panels, world

MOST_BARS = 15


def without_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Countries alone: everybody together would stand on top of their sum."""
    return frame[frame["country"] != "all"][["period", "country", "contributors", "coverage"]]


def everybody(frame: pd.DataFrame) -> pd.DataFrame:
    """Everybody together."""
    return frame[frame["country"] == "all"]


def largest(frame: pd.DataFrame) -> go.Figure:
    """The countries with most contributors."""
    named = frame[(frame["rank"] > 0) & frame["country"].notna()]
    return charts.ranking(named.head(MOST_BARS), "country", "contributors", "contributors")


def in_percent(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares as percent."""
    weekend = 100 * frame["weekend"] / frame["known"].where(frame["known"] > 0)
    return frame.assign(outside_percent=100 * frame["outside_share"], weekend_percent=weekend)


def everywhere(frame: pd.DataFrame) -> go.Figure:
    """The world, the darker the more contributors."""
    return world.choropleth(frame.dropna(subset="country"), "country", "contributors", "contributors")


PANELS = [
    (
        partial(card.picture, "countries_table", draw=everywhere, title="The world", beside_table=True),
        partial(card.table, "countries_table"),
    ),
    (
        partial(
            card.chart,
            "country_activity",
            columns=["country", "contributors"],
            draw=charts.stacked,
            prepare=without_all,
            unit="contributors",
        ),
        partial(card.picture, "countries_table", draw=largest, beside_table=True, title="Most contributors"),
    ),
    (
        partial(
            card.chart,
            "country_activity",
            title="Number of countries",
            columns=["countries", "countries_so_far"],
            prepare=everybody,
            unit="countries",
            draw=charts.lines,
        ),
        panels.lines(
            "outside_working_hours",
            "outside_percent",
            "weekend_percent",
            prepare=in_percent,
            title="Work in the evening and at weekends",
            unit="percent of commits with a known clock",
        ),
    ),
    (
        panels.given(
            partial(
                card.picture,
                "activity_by_weekday_and_hour",
                draw=partial(panels.week, clock="each author's own"),
                title="When they commit, by their own clocks",
                shown=("contributions",),
            ),
            clock="own",
        ),
    ),
    (partial(card.table, "countries_by_project"),),
    (partial(card.table, "countries_over_time"),),
]


def main() -> None:
    """Courses and the whole list."""
    card.grid(controls.bar("project", "group", "company", "range", "every", "window_days", "who"), *PANELS)


main()
