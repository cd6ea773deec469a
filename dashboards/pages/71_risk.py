"""Overview / Is it at risk?: Which projects need somebody to look at them, and why?"""

from functools import partial

import streamlit as st

from dashboards import card, controls, data, panels
from dashboards.controls import Filters

ALL = [
    (partial(card.table, "projects_health", title="All projects"),),
    (
        panels.given(partial(card.table, "factors_by_project", title="People who carry a project"), counted="people"),
        panels.given(
            partial(card.table, "factors_by_project", title="Companies that carry a project"), counted="companies"
        ),
    ),
    (partial(card.table, "release_cadence"), partial(card.table, "known_affiliations")),
]
ONE = [
    (partial(card.table, "starter_health"),),
    (partial(card.table, "project_health"),),
    (
        partial(card.chart, "contributor_recency", columns=["active", "drifting", "away"], unit="people"),
        panels.lines(
            "organisational_diversity",
            "largest_share",
            "top_ten_share",
            prepare=panels.in_percent("largest_share", "top_ten_share"),
            title="Share of the largest companies",
            unit="percent of the work with a known company",
        ),
    ),
    (partial(card.table, "contributor_absence_factor"), partial(card.table, "elephant_factor")),
    (
        partial(card.chart, "release_frequency", columns=["major", "minor", "patch", "pre", "other"], unit="releases"),
        partial(card.chart, "closure_ratio", columns=["opened", "closed"]),
    ),
    (
        partial(card.chart, "bursts", columns=["number", "mean", "upper"], unit="contributions"),
        partial(card.table, "inactive_contributors"),
    ),
]


def main() -> None:
    """The matrix of all projects, or the signs of one."""
    filters: Filters = controls.bar("project", "range", "every", "who")
    is_one = data.is_one(str(filters.arguments["project"]))
    st.caption(
        "No light is red or green here: what is good for a young project may be wrong for a finished one. Each figure "
        "says what it is of and how it changed; small projects swing much."
    )
    card.grid(filters, *(ONE if is_one else ALL))


main()
