"""Code / Releases: How often is it released, and what went in?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import card, charts, controls, data, figures, panels

MOST = 20


def sizes(frame: pd.DataFrame) -> go.Figure:
    """Merged pull requests of each release, the newest on top."""
    newest = frame[~frame["is_prerelease"].fillna(False).astype(bool)].head(MOST)
    named = newest.assign(release=newest["repository"].str.partition("/")[2] + " " + newest["tag"])
    return charts.ranking(named.drop_duplicates("release"), "release", "merged", "pull requests merged since the last")


# What went into the range, which is best one from a release to another.
BETWEEN = [
    (
        panels.given(
            partial(
                card.table,
                "counted_items",
                title="Merged pull requests",
                question="What went in? With a release pair as range: between these two tags.",
            ),
            measured="merged_pull_requests",
        ),
    ),
    (partial(card.table, "pr_authors"), partial(card.table, "companies_table")),
    (partial(card.table, "first_merges"), partial(card.table, "reviewers")),
]


def main() -> None:
    """What happened in the range, what each release brought, and all of them."""
    filters = controls.bar("project", "group", "country", "range", "every", "who")
    if not data.is_one(str(filters.arguments["project"])):
        st.caption("Choose a project: its releases are then ranges, such as v1.30.0 to v1.31.0.")
    figures.row(filters)
    card.grid(
        filters,
        (
            partial(
                card.chart, "release_frequency", columns=["major", "minor", "patch", "pre", "other"], unit="releases"
            ),
            partial(card.picture, "releases", draw=sizes, title="Size of releases"),
        ),
        (partial(card.table, "releases"), partial(card.table, "release_cadence")),
        *BETWEEN,
    )


main()
