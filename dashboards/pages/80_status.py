"""Reference / Data status: What do these numbers rest on, and what is missing?"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import card, charts, controls, data, figures, ranges

SOURCES = {"archive_count": "GH Archive", "api_count": "GitHub's API", "git_count": "git clones"}


def by_source(frame: pd.DataFrame) -> pd.DataFrame:
    """What each source saw of one kind; nothing, not 0, of a source that never did."""
    seen = {column: frame[column] if frame[column].any() else float("nan") for column in SOURCES}
    return frame.assign(**seen).rename(columns=SOURCES)


def main() -> None:
    """The build, then each kind of fact by source."""
    filters = controls.bar("project", "range", "every")
    _build()
    seen = data.metric("data_coverage", **filters.of("data_coverage"))
    if seen.empty:
        st.info(card.NOTHING)
        return
    kinds = list(dict.fromkeys(seen["kind"]))
    rows = [kinds[place : place + 2] for place in range(0, len(kinds), 2)]
    card.grid(filters, *(tuple(partial(_kind, kind=kind) for kind in row) for row in rows))
    card.table("data_coverage", filters)


def _build() -> None:
    build = data.build()
    with st.container(key="figures"):
        figures.plain("Data from", ranges.shown(build.starts_at) if build.starts_at else "–")
        figures.plain("Data until", ranges.shown(build.as_of) if build.as_of else "–")
        figures.plain("Archive hours", f"{build.hour_count:,}")
        figures.plain("Hours not whole", f"{build.bad_hour_count:,}")
    st.caption(f"Build {build.build_id} of {build.built_at:%Y-%m-%d %H:%M} UTC; scanned for: {build.scope_text}")


def _kind(filters: controls.Filters, kind: str) -> None:
    def only(frame: pd.DataFrame) -> pd.DataFrame:
        return by_source(frame[frame["kind"] == kind])

    card.chart(
        "data_coverage",
        filters,
        title=charts.words(kind).capitalize(),
        question="What did each source see?",
        unit=charts.words(kind),
        columns=list(SOURCES.values()),
        prepare=only,
        draw=charts.lines,
    )


main()
