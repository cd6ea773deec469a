"""How complete an answer is, as a badge beside it."""

import pandas as pd
import streamlit as st

from dashboards import data
from dashboards.controls import Filters
from warehouse import catalog

# Source of a metric -> kind of fact whose coverage it has.
KINDS = {source: source for source in ("commits", "issues", "pull_requests", "comments", "reviews")}
HELP = (
    "Complete: one source is known to have all of it. Lower bound: something is known to be missing, hours of the "
    "archive or what it never showed; page Data status says what."
)


def verdict(name: str, filters: Filters, hours: str | None = None) -> str:
    """How complete a metric's answer is: by what each source saw of its kinds of facts, else by ingested hours."""
    said, begins = _verdict(name, filters, hours), data.build().starts_at
    # Nobody looked at what was before the first hour, so no row tells of it.
    if said == "complete" and begins and filters.range.since < begins and "since" in filters.of(name):
        return f"lower bound: the data begin on {begins:%Y-%m-%d}"
    return said


def _verdict(name: str, filters: Filters, hours: str | None) -> str:
    sources = catalog.metric(name).header.sources
    if sources == ["repos"]:
        return ""  # What GitHub says of a repository as it is: no hour of the archive tells whether it was asked.
    if hours is None:
        asked = {word: filters.arguments[word] for word in ("since", "until")}
        hours = by_hours(data.metric("ingested_hours", **asked))
    asked = {word: value for word, value in filters.of("data_coverage").items() if word != "every"}
    seen = data.metric("data_coverage", every="year", **asked)
    kinds = {KINDS.get(source, "events") for source in sources}
    verdicts = set(seen[seen["kind"].isin(kinds)]["verdict"])
    if verdicts == {"complete"}:
        return "complete"
    if hours == "complete" and verdicts:
        return "lower bound: the archive saw only a part"
    return hours


def by_hours(frame: pd.DataFrame) -> str:
    """`complete`, `lower bound: 87 % of hours`, `none`, or nothing where the rows do not say."""
    if "coverage" not in frame:
        return ""
    shares = frame.groupby("period")["coverage"].first()
    if shares.empty or shares.max() == 0:
        return "none"
    if shares.min() >= 1:
        return "complete"
    percent = shares.mean() * 100
    # 99.98 must not read as 100.
    return (
        f"lower bound: {percent:.0f} % of hours"
        if percent < 99
        else f"lower bound: {min(percent, 99.9):.1f} % of hours"
    )


def badge(said: str) -> None:
    """Coverage as a coloured badge."""
    if not said:
        return
    color, icon = {
        "complete": ("green", ":material/check_circle:"),
        "lower bound": ("orange", ":material/incomplete_circle:"),
        "none": ("red", ":material/cancel:"),
    }[said.split(":")[0]]
    text = {"complete": "complete", "none": "no data ingested"}.get(said, said)
    st.badge(text, color=color, icon=icon, help=HELP)
