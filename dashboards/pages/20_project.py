"""Overview / Project: Is the project alive, responsive, and who carries it?"""

import pandas as pd
import streamlit as st

from dashboards import card, charts, controls, figures


def returning(frame: pd.DataFrame) -> pd.DataFrame:
    """Contributors that were there before, beside the new ones."""
    return frame.assign(returning_contributors=frame["contributors"] - frame["new_contributors"])


def main() -> None:
    """Filters, key figures, then panels in pairs: what happens, by whom, how fast, and who leads."""
    filters = controls.bar("project", "group", "range", "every", "window_days", "who")
    figures.row(filters)
    left, right = st.columns(2)
    with left:
        card.chart("activity", filters)
        card.chart(
            "contributors",
            filters,
            columns=["returning_contributors", "new_contributors"],
            draw=charts.stacked,
            prepare=returning,
        )
        card.chart("pull_requests_opened_and_merged", filters)
        card.chart("pr_time_to_merge", filters)
        card.chart("issues_opened_and_closed", filters)
        card.table("pr_authors", filters)
    with right:
        card.chart("contributions", filters)
        card.chart("commits", filters)
        card.chart("pr_time_to_engagement", filters)
        card.chart(
            "pr_time_to_engagement",
            filters,
            title="Unanswered pull requests",
            columns=["opened", "unanswered"],
            draw=charts.lines,
        )
        card.chart("stars_and_forks", filters, columns=["stars", "forks"])
        card.table("commenters", filters)


main()
