"""The listings of a repository that are read page by page: where they are, and what rows their items make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingest.github.rows import issue_event_row
from ingest.objects import NUMBER, Row, Rows, add_texts, comment_row, count, is_pull, issue_row, moment, release_row


@dataclass(frozen=True)
class Endpoint:
    """One listing. `changed` tells an item's place in time, by which the listing is ordered.

    `takes_since`: GitHub leaves out what is older by itself, and can list oldest first.
    """

    name: str
    path: str
    parameters: dict[str, Any]
    changed: Callable[[Row], datetime | None]
    rows: Callable[[Row, list[Row]], Rows]
    takes_since: bool = True


def _updated(item: Row) -> datetime | None:
    return moment(item.get("updated_at"))


def _created(item: Row) -> datetime | None:
    return moment(item.get("created_at"))


def _issues(sight: Row, items: list[Row]) -> Rows:
    found: Rows = {"issues": [], "api_todo": []}
    for item in items:
        if not item.get("id") or count(item.get("number")) is None:
            continue
        row = issue_row(sight, item)
        found["issues"].append(row)
        add_texts(found, sight, "pull_request" if is_pull(item) else "issue", item, item["number"])
        if row["is_pull_request"]:
            todo = {key: row[key] for key in ("repo_id", "number", "updated_at")}
            found["api_todo"].append(todo)
    return found


def _comments(kind: str) -> Callable[[Row, list[Row]], Rows]:
    def rows(sight: Row, items: list[Row]) -> Rows:
        found: Rows = {"comments": []}
        for item in items:
            # The item that is commented on is only told by its address.
            address = str(item.get("pull_request_url") or item.get("html_url") or item.get("issue_url"))
            match = NUMBER.search(address)
            if not item.get("id") or not match:
                continue
            on_pull = kind == "review" or "/pull/" in str(item.get("html_url"))
            found["comments"].append(comment_row(sight, item, kind, int(match[1]), on_pull))
            add_texts(found, sight, "comment", item, int(match[1]))
        return found

    return rows


def _events(sight: Row, items: list[Row]) -> Rows:
    rows = [issue_event_row(sight, item) for item in items]
    return {"issue_events": [row for row in rows if row]}


def _releases(sight: Row, items: list[Row]) -> Rows:
    return {"releases": [release_row(sight, item) for item in items if item.get("id")]}


BY_CHANGE = {"sort": "updated"}
ISSUES = Endpoint("issues", "issues", BY_CHANGE | {"state": "all"}, _updated, _issues)
COMMENTS = Endpoint("comments", "issues/comments", BY_CHANGE, _updated, _comments("issue"))
REVIEW_COMMENTS = Endpoint("review_comments", "pulls/comments", BY_CHANGE, _updated, _comments("review"))
ISSUE_EVENTS = Endpoint("issue_events", "issues/events", {}, _created, _events, takes_since=False)
RELEASES = Endpoint("releases", "releases", {}, _created, _releases, takes_since=False)
