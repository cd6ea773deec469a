"""Code / Releases: How often is it released, and what went in?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls

MOST = 40


def sizes(frame: pd.DataFrame) -> go.Figure:
    """Merged pull requests of each release, the newest on top."""
    newest = frame[~frame["is_prerelease"].fillna(False).astype(bool)].head(MOST)
    named = newest.assign(release=newest["repository"].str.partition("/")[2] + " " + newest["tag"])
    return charts.ranking(named.drop_duplicates("release"), "release", "merged", "pull requests merged since the last")


def main() -> None:
    """What each release brought, and all of them."""
    filters = controls.bar("project", "group", "range", "every")
    card.grid(
        filters,
        (
            partial(
                card.chart, "release_frequency", columns=["major", "minor", "patch", "pre", "other"], unit="releases"
            ),
            partial(card.picture, "releases", draw=sizes, title="Size of releases"),
        ),
        (partial(card.table, "releases"), partial(card.table, "release_cadence")),
    )


main()
