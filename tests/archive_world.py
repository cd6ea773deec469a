"""The GitHub that the 72 kubernetes hours were recorded from, as far as their events show it."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.fake_github import FakeGitHub, Repo

COMMENT, REVIEW_COMMENT = "IssueCommentEvent", "PullRequestReviewCommentEvent"
Json = dict[str, Any]


def events(folder: Path) -> Iterator[Json]:
    """Every event of the hours, in order."""
    for path in sorted(
        folder.glob("*.json.gz"), key=lambda path: (path.name[:10], int(path.name[11:].partition(".")[0]))
    ):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def fill(
    world: FakeGitHub, folder: Path, until: datetime | None = None, told: set[tuple[str, int | str]] | None = None
) -> None:
    """Put issues, pull requests, comments, closings and reopenings of the hours' events into the fake: all of them, or
    those before a time. `told` are those that it has already.
    """
    told = set() if told is None else told
    for event in events(folder):
        if until and event["created_at"] >= f"{until:%Y-%m-%dT%H:%M:%SZ}":
            continue
        name, payload = event["repo"]["name"], event["payload"]
        repo = world.repos.get(name.lower()) or world.repo(name)
        repo.object["id"] = event["repo"]["id"]
        item = payload.get("issue") or payload.get("pull_request")
        if not item:
            continue
        _item(repo, payload)
        comment = payload.get("comment")
        key = (
            event["type"],
            comment["id"] if comment else f"{name} {item['number']} {payload['action']} {event['created_at']}",
        )
        if key in told:
            continue
        told.add(key)
        if event["type"] == COMMENT:
            repo.comments.append(comment)
        elif event["type"] == REVIEW_COMMENT:
            repo.review_comments.append(comment)
        elif payload.get("action") in ("closed", "reopened") and not comment:
            number = len(repo.events) + 1 + 1_000_000 * event["repo"]["id"]
            repo.add_event(number, item["number"], payload["action"], event["created_at"], event["actor"])


def _item(repo: Repo, payload: Json) -> None:
    """The newest state of the item, as its issue and, of a pull request, as its own object."""
    issue, pull = payload.get("issue"), payload.get("pull_request")
    if pull:
        repo.pulls[pull["number"]] = pull | {"requested_reviewers": [], "labels": []}
        state = "open" if pull["state"] == "open" else "closed"
        shared = ("number", "title", "user", "created_at", "updated_at", "closed_at", "assignees", "milestone", "body")
        before = repo.issues.get(pull["number"], {"labels": [], "comments": 0, "id": pull["id"] + 10**10})
        issue = before | {key: pull[key] for key in shared} | {"state": state, "pull_request": {"url": pull["url"]}}
    repo.issues[issue["number"]] = issue
