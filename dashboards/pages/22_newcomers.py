"""People / Are newcomers staying?: Do newcomers come, and do they stay?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls
from dashboards.controls import Filters

AUTHORS = ["authors", "new_authors", "episodic_authors"]
# A square of a heat map has to be seen: months up to two years, quarters up to six, then years.
LONGEST = {"month": 750, "quarter": 2200}


def cohorts(frame: pd.DataFrame, every: str) -> go.Figure:
    """Cohorts down, periods after the first across. The first period is left out, where all are active."""
    later = frame[frame["periods_later"] > 0]
    if later.empty:
        later = frame
    labels = [f"{when:%Y-%m} · {size:,}" for when, size in later.groupby("first_period")["newcomers"].first().items()]
    figure = charts.heatmap(later, "periods_later", "first_period", "active_percent", "% still active", labels)
    return figure.update_xaxes(title_text=f"{every}s later").update_yaxes(title_text="first seen · people")


def steps(frame: pd.DataFrame) -> go.Figure:
    """Steps down, people across."""
    return charts.ranking(frame, "step", "people", "people")


def retention(filters: Filters) -> None:
    """Cohorts by periods that fit the range."""
    days = filters.range.length.days
    every = next((every for every, most in LONGEST.items() if days <= most), "year")
    card.picture(
        "retention",
        filters.but(every=every),
        partial(cohorts, every=every),
        question=f"Of those whose first contribution lies in a {every}, how many are active so many {every}s later?",
    )


def main() -> None:
    """How many come, who they are, how long they stay, how far they get."""
    filters = controls.bar("project", "group", "company", "country", "range", "every", "who")
    issues = filters.but(of_what="issues")
    opened = partial(card.chart, "newcomers", columns=AUTHORS, draw=charts.lines)
    card.grid(
        filters,
        (
            partial(
                opened,
                title="New authors of pull requests",
                question="Who opens one for the first time, and who only now and then?",
            ),
            lambda _: opened(issues, title="New authors of issues", question="Who reports for the first time?"),
        ),
        (retention,),
        (
            partial(card.chart, "contributor_recency", columns=["active", "drifting", "away"], unit="people"),
            partial(card.picture, "contributor_funnel", draw=steps),
        ),
        (partial(card.table, "occasional_contributors"), partial(card.table, "contribution_types")),
        (partial(card.table, "first_merges"), partial(card.table, "inactive_contributors")),
    )


main()
