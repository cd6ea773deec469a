"""Companies / Company: Where does one company contribute, who does it, and where are only its peers?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import card, charts, controls, data
from dashboards.controls import Filters


def own(frame: pd.DataFrame) -> pd.DataFrame:
    """The company's own rows."""
    return frame[frame["company"] != "All"]


def from_the_top(plot: charts.Plot) -> go.Figure:
    """Places, the first on top."""
    lowest = plot.frame["rank"].max()
    figure = charts.lines(plot)
    return figure.update_layout(yaxis={"range": [max(5, lowest if pd.notna(lowest) else 5) + 0.5, 0.5]})


def course(filters: Filters, column: str, title: str, question: str, unit: str, draw: card.Draw = charts.lines) -> None:
    """One figure of the company over time."""
    card.chart(
        "company_activity",
        filters,
        title=title,
        question=question,
        unit=unit,
        columns=[column],
        prepare=own,
        draw=draw,
    )


PANELS = [
    (
        partial(course, column="contributions", title="Contributions", question="How much?", unit="contributions"),
        partial(course, column="contributors", title="Contributors", question="How many people?", unit="people"),
    ),
    (
        partial(
            course,
            column="rank",
            title="Place among companies",
            question="1 is the busiest.",
            unit="place",
            draw=from_the_top,
        ),
        partial(card.chart, "contributions", title="Kinds of work"),
    ),
    (partial(card.table, "company_projects"),),
    (partial(card.table, "developers_table", title="Its people"), partial(card.table, "company_commits")),
]


def main() -> None:
    """A company over time, by project, by person."""
    filters = controls.bar("company", "project", "country", "range", "every", "window_days", "who")
    if filters.arguments["company"] in ("all", "unknown"):
        st.info("Choose a company above, or one of these.")
        card.table("companies_table", filters, title="All companies")
        return
    company = str(filters.arguments["company"])
    gaps = data.metric("company_projects", **filters.of("company_projects"))
    st.header(company, anchor=False)
    absent = gaps[gaps["is_gap"].fillna(False).astype(bool)] if len(gaps) else gaps
    if len(absent):
        named = ", ".join(absent.sort_values("peer_contributions", ascending=False)["project"].head(8))
        st.caption(f"Companies of its size contribute to {named}{' …' if len(absent) > 8 else ''}; it does not.")
    card.grid(filters, *PANELS)


main()
