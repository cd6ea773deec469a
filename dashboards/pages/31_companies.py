"""Companies / Which companies?: Which companies do the work, and does it hang on few of them?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls, panels

MOST_BARS = 15


def largest(frame: pd.DataFrame) -> go.Figure:
    """The companies with most contributions."""
    named = frame[frame["rank"] > 0]
    return charts.ranking(named.head(MOST_BARS), "company", "contributions", "contributions")


def without_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Companies alone: everybody together would stand on top of their sum."""
    return frame[frame["company"] != "All"][["period", "company", "contributions", "coverage"]]


PANELS = [
    (
        partial(
            card.chart,
            "company_activity",
            columns=["company", "contributions"],
            draw=charts.stacked,
            prepare=without_all,
            title="The ten busiest companies",
            unit="contributions",
        ),
        partial(card.picture, "companies_table", draw=largest, title="Who did most", beside_table=True),
    ),
    (partial(card.table, "companies_table", title="All companies"),),
    (
        partial(card.chart, "companies_contributing", unit="companies", columns=["companies", "new_companies"]),
        partial(
            card.chart,
            "organisational_diversity",
            columns=["largest_share", "top_ten_share", "known_share"],
            prepare=panels.in_percent("largest_share", "top_ten_share", "known_share"),
            unit="percent",
            draw=charts.lines,
        ),
    ),
    (partial(card.table, "elephant_factor"), partial(card.table, "contributor_absence_factor")),
    (partial(card.table, "new_companies"), partial(card.table, "pull_requests_by_company")),
    (partial(card.table, "documentation_by_company"), partial(card.table, "company_pull_requests")),
]


def main() -> None:
    """Course, table, number, concentration."""
    card.grid(controls.bar("project", "group", "country", "range", "every", "window_days", "who"), *PANELS)


main()
