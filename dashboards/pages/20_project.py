"""Overview / Project: Is the project alive, responsive, and who carries it?"""

from functools import partial

import streamlit as st

from dashboards import card, controls, data, figures, panels

PANELS = [
    (partial(card.chart, "activity"), partial(card.chart, "contributions")),
    (
        panels.contributors,
        partial(card.chart, "commits", columns=["commits", "committers"]),
    ),
    (partial(card.chart, "pull_requests_opened_and_merged"), partial(card.chart, "pr_time_to_merge")),
    (
        partial(card.chart, "pr_time_to_engagement"),
        panels.unanswered,
    ),
    (
        partial(card.chart, "issues_opened_and_closed"),
        partial(card.chart, "stars_and_forks", columns=["stars", "forks"]),
    ),
    (partial(card.table, "pr_authors"), partial(card.table, "commenters")),
]


def main() -> None:
    """Filters, key figures, then panels in pairs: what happens, by whom, how fast, and who leads."""
    filters = controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who")
    _name(str(filters.arguments["project"]))
    figures.row(filters)
    card.grid(filters, *PANELS)


def _name(key: str) -> None:
    known = data.project(key)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(known.name if known else key if key != "all" else "All projects", anchor=False, width="content")
        if known and known.maturity:
            st.badge(known.maturity, color="gray")


main()
