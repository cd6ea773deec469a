"""Code / Repositories: In which repositories does the work happen?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls, panels

MOST_BARS = 20


def busiest(frame: pd.DataFrame) -> go.Figure:
    """The repositories with most contributions."""
    return charts.ranking(frame.head(MOST_BARS), "repository", "contributions", "contributions")


PANELS = [
    (
        partial(card.picture, "repositories", draw=busiest, title="Busiest repositories", beside_table=True),
        partial(card.chart, "stars_and_forks", columns=["stars", "forks"]),
    ),
    (partial(card.table, "repositories"),),
    (
        panels.ranking("languages", "language", "size_bytes", "bytes of code", title="Languages"),
        partial(card.table, "licenses_and_languages"),
    ),
    (partial(card.table, "repository_groups"),),
    (
        panels.given(
            partial(card.table, "github_statistics", title="What GitHub counts, by repository"), split_by="repository"
        ),
        partial(card.chart, "technical_forks", columns=["forks", "contributing"], unit="forks"),
    ),
    (
        partial(card.chart, "lines_changed", columns=["lines_added", "lines_removed"], unit="lines", draw=charts.lines),
        partial(card.table, "lines_by_extension"),
    ),
    (
        partial(card.chart, "commits", columns=["commits", "committers"]),
        partial(card.chart, "pull_requests_opened_and_merged"),
    ),
]


def main() -> None:
    """Where, and what of."""
    card.grid(controls.bar("project", "group", "country", "range", "every", "window_days", "who"), *PANELS)


main()
