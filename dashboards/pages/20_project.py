"""Overview / Project: Is the project alive, responsive, and who carries it?"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import card, charts, controls, data, figures


def returning(frame: pd.DataFrame) -> pd.DataFrame:
    """Contributors that were there before, beside the new ones."""
    return frame.assign(returning_contributors=frame["contributors"] - frame["new_contributors"])


PANELS = [
    (partial(card.chart, "activity"), partial(card.chart, "contributions")),
    (
        partial(
            card.chart,
            "contributors",
            columns=["returning_contributors", "new_contributors"],
            draw=charts.stacked,
            prepare=returning,
        ),
        partial(card.chart, "commits", columns=["commits", "committers"]),
    ),
    (partial(card.chart, "pull_requests_opened_and_merged"), partial(card.chart, "pr_time_to_merge")),
    (
        partial(card.chart, "pr_time_to_engagement"),
        partial(
            card.chart,
            "pr_time_to_engagement",
            title="Unanswered pull requests",
            question="Of the pull requests opened then, how many has nobody answered yet?",
            unit="pull requests",
            columns=["opened", "unanswered"],
            draw=charts.lines,
        ),
    ),
    (
        partial(card.chart, "issues_opened_and_closed"),
        partial(card.chart, "stars_and_forks", columns=["stars", "forks"]),
    ),
    (partial(card.table, "pr_authors"), partial(card.table, "commenters")),
]


def main() -> None:
    """Filters, key figures, then panels in pairs: what happens, by whom, how fast, and who leads."""
    filters = controls.bar("project", "group", "range", "every", "window_days", "who")
    _name(str(filters.arguments["project"]))
    figures.row(filters)
    card.grid(filters, *PANELS)


def _name(key: str) -> None:
    known = data.project(key)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(known.name if known else key if key != "all" else "All projects", anchor=False, width="content")
        if known and known.maturity:
            st.badge(known.maturity, color="gray")


main()
