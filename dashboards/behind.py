"""From a number to the very things that it counts: what to ask `counted_items` for, and the page that lists them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards import ranges
from dashboards.data import Argument
from warehouse import catalog

METRIC = "counted_items"
PAGE = "counted"  # the page that lists them
# Column of a row -> the parameter that asks for what stands in it.
ASKED_BY = {
    "kind": "measured",
    "figure": "measured",
    "login": "person",
    "company": "company",
    "country": "country",
    "repository": "repo",
    "project": "project",
}
# What a kind of work or a key figure is called where that differs from its measure.
MEASURES = {
    "push": "pushes",
    "pull_request": "pull_request_events",
    "issue": "issue_events",
    "issue_comment": "issue_comments",
    "commit_comment": "commit_comments",
    "review": "review_events",
    "review_comment": "review_comments",
    "pull_requests_opened": "pull_requests",
    "pull_requests_merged": "merged_pull_requests",
    "issues_opened": "issues",
}
EVERYTHING = {"All", "all"}
UNKNOWN = {"company", "country"}  # parameters that can ask for what is not known
TIME = {"since", "until", "every"}
ENDS = {word: catalog.shared_parameters()[word].default for word in ("since", "until")}
MEASURED = catalog.metric(METRIC).header.own_parameters["measured"]


def counts(name: str) -> dict[str, str]:
    """Columns of a metric that count things, and the measure that lists them."""
    return catalog.metric(name).header.behind.counts


def question(name: str, given: Mapping[str, Argument], column: str, row: Mapping[str, Any]) -> dict[str, str] | None:
    """Arguments of `counted_items` whose rows are as many as the number in this column of this row says.

    `given` are the metric's arguments by URL word; an empty row stands for everything that the metric was asked for.
    None where the things cannot be asked for one by one: averages over windows, what no parameter names.
    """
    measured = counts(name).get(column)
    places = _places(name, given, row)
    if measured is None or places is None or not _is_plain(name, given):
        return None
    if places.get("measured", measured) not in MEASURED.choices:
        return None
    known = {word.removeprefix("for_") for word in catalog.metric(METRIC).parameters}
    everybody = {} if "who" in catalog.metric(name).parameters else {"who": "all"}
    asked = {word: str(value) for word, value in given.items() if word in known}
    asked |= everybody | {"measured": measured} | places
    if row.get("period") is None:
        return asked
    since, until = within(pd.Timestamp(row["period"]).to_pydatetime(), str(given.get("every", "month")), given)
    return asked | {"since": str(since), "until": str(until)}


def address(name: str, given: Mapping[str, Argument], column: str, row: Mapping[str, Any]) -> dict[str, str] | None:
    """The same as words of the page's address, which keeps the range by its name and has one word for places: so None
    for a repository's row within a group, too, as some of the repository's work may not be in the group.
    """
    asked = question(name, given, column, row)
    if asked is None or ("repo" in asked and asked.get("group", "all") != "all"):
        return None
    words = {word: value for word, value in asked.items() if word not in ("since", "until", "repo")}
    if "repo" in asked:
        words["group"] = asked["repo"]
    if row.get("period") is not None:
        every = str(given.get("every", "month"))
        words |= {"every": every, "period": ranges.shown(pd.Timestamp(row["period"]).to_pydatetime())}
    return words


def within(period: datetime, every: str, given: Mapping[str, Argument]) -> tuple[datetime, datetime]:
    """The part of a period that lies within the range asked for."""
    since, until = (datetime.fromisoformat(str(given.get(word, end))) for word, end in ENDS.items())
    return max(period, since), min(ranges.following(period, every), until)


def _places(name: str, given: Mapping[str, Argument], row: Mapping[str, Any]) -> dict[str, str] | None:
    """What a row is of; None where that cannot be asked for, as a project's repositories of one owner cannot."""
    places: dict[str, str] = {}
    for column in catalog.metric(name).header.behind.by if row else []:
        value, word = row.get(column), ASKED_BY[column]
        if value in EVERYTHING:
            # Everybody's row stands beside the companies', whichever of them is asked for.
            places |= {word: "all"} if word == "company" else {}
            continue
        if value is None or pd.isna(value):
            if word not in UNKNOWN:
                return None
            value = "unknown"
        # The unknown ones are several people, and an owner's repositories may be of several projects.
        if value == "(unknown)" or (word == "project" and str(given.get("project")).startswith("org:")):
            return None
        places[word] = str(value) if word != "measured" else MEASURES.get(str(value), str(value))
    return places


def _is_plain(name: str, given: Mapping[str, Argument]) -> bool:
    """Whether the metric counts as `counted_items` does: with no argument that one lacks, and over no window."""
    metric, known = catalog.metric(name), catalog.metric(METRIC).parameters.keys() | TIME
    return metric.arguments(dict(given)).keys() <= known
