"""Typed rows of the raw tables from GitHub's own objects, whether an event or an API answer holds them.

`sight` holds what all rows of one look at GitHub share: seen_at, day, event_id, repo_id, repo_name. What an object
lacks stays NULL.
"""

import re
from datetime import UTC, datetime
from typing import Any

from ingest.gharchive.text import commands, mentions, redacted

Row = dict[str, Any]
Rows = dict[str, list[Row]]
API_URL = re.compile(r"https://api\.github\.com/repos/([^/]+/[^/]+)$")
NUMBER = re.compile(r"/(?:issues|pulls?)/(\d+)")


def moment(text: Any) -> datetime | None:
    """A time of any era as UTC without zone; None for what is no time."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = datetime.strptime(text, "%Y/%m/%d %H:%M:%S %z")
        except ValueError:
            return None
    try:
        return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except OverflowError:  # a zone that leads out of the calendar
        return None


def _item(sight: Row, item: dict[str, Any]) -> Row:
    """What issues and pull requests have in common."""
    milestone = part(item, "milestone")
    return (
        sight
        | author(item)
        | {
            "number": count(item.get("number")),
            "title": (redacted(item.get("title")) or "")[:500] or None,
            "state": redacted(item.get("state")),
            "created_at": moment(item.get("created_at")),
            "updated_at": moment(item.get("updated_at")),
            "closed_at": moment(item.get("closed_at")),
            "milestone_id": integer(milestone.get("id")),
            "milestone": redacted(milestone.get("title")),
            "labels": names(item.get("labels"), "name"),
            "assignees": names(item.get("assignees"), "login"),
            "comment_count": count(item.get("comments")),
            "body_length": len(item["body"]) if isinstance(item.get("body"), str) else None,
        }
    )


def issue_row(sight: Row, issue: dict[str, Any]) -> Row:
    """raw.issues of an issue, or of the issue that GitHub keeps of a pull request."""
    return _item(sight, issue) | {
        "issue_id": integer(issue["id"]),
        "is_pull_request": is_pull(issue),
        "state_reason": redacted(issue.get("state_reason")),
        "is_locked": boolean(issue.get("locked")),
    }


def pull_row(sight: Row, pull: dict[str, Any]) -> Row:
    """raw.pull_requests of a pull request."""
    head, target = part(pull, "head"), part(pull, "base")
    head_repo, merger = part(head, "repo"), part(pull, "merged_by")
    return _item(sight, pull) | {
        "pull_request_id": integer(pull.get("id")),
        "is_draft": boolean(pull.get("draft")),
        "is_merged": boolean(pull.get("merged")),
        "merged_at": moment(pull.get("merged_at")),
        "merged_by_id": integer(merger.get("id")),
        "merged_by_login": redacted(merger.get("login")),
        "base_ref": redacted(target.get("ref")),
        "base_sha": redacted(target.get("sha")),
        "head_ref": redacted(head.get("ref")),
        "head_sha": redacted(head.get("sha")),
        "head_repo_id": integer(head_repo.get("id")),
        "head_repo_name": redacted(head_repo.get("full_name") or _name_in(head_repo)),
        "merge_sha": redacted(pull.get("merge_commit_sha")),
        "additions": count(pull.get("additions")),
        "deletions": count(pull.get("deletions")),
        "changed_files": count(pull.get("changed_files")),
        "commit_count": count(pull.get("commits")),
        "review_comment_count": count(pull.get("review_comments")),
        "requested_reviewers": names(pull.get("requested_reviewers"), "login"),
    }


def _name_in(repo: Row) -> str | None:
    """owner/name in the API address, which is all that trimmed payloads leave of it."""
    match = API_URL.match(str(repo.get("url")))
    return match[1] if match else None


def comment_row(sight: Row, comment: Row, kind: str, number: int | None, on_pull: bool | None) -> Row:
    """raw.comments of a comment that has its own object. kind: issue, review or commit."""
    created = moment(comment.get("created_at")) or sight["seen_at"]
    return (
        sight
        | author(comment)
        | {
            "day": created.date(),
            "comment_id": integer(comment.get("id")),
            "kind": kind,
            "number": number,
            "is_pull_request": on_pull,
            "commit_sha": redacted(comment.get("commit_id")),
            "review_id": integer(comment.get("pull_request_review_id")),
            "in_reply_to_id": integer(comment.get("in_reply_to_id")),
            "path": redacted(comment.get("path")),
            "created_at": created,
            "updated_at": moment(comment.get("updated_at")),
            "body_length": len(comment["body"]) if isinstance(comment.get("body"), str) else None,
        }
    )


def review_row(sight: Row, review: Row, pull: Row) -> Row:
    """raw.reviews of a submitted review and its pull request."""
    submitted = moment(review.get("submitted_at")) or sight["seen_at"]
    return (
        sight
        | author(review)
        | {
            "day": submitted.date(),
            "review_id": integer(review["id"]),
            "number": count(pull.get("number")),
            "pull_request_id": integer(pull.get("id")),
            "state": (redacted(review.get("state")) or "").lower() or None,
            "submitted_at": submitted,
            "commit_sha": redacted(review.get("commit_id")),
            "body_length": len(review["body"]) if isinstance(review.get("body"), str) else None,
        }
    )


def release_row(sight: Row, release: Row) -> Row:
    """raw.releases of a release."""
    published = moment(release.get("published_at"))
    who = {key: value for key, value in author(release, "author").items() if key != "author_association"}
    return (
        sight
        | who
        | {
            "day": (published or sight["seen_at"]).date(),
            "release_id": integer(release["id"]),
            "tag": redacted(release.get("tag_name")),
            "name": redacted(release.get("name")),
            "is_draft": boolean(release.get("draft")),
            "is_prerelease": boolean(release.get("prerelease")),
            "created_at": moment(release.get("created_at")),
            "published_at": published,
        }
    )


def repo_row(sight: Row, role: str, repo: Row) -> Row:
    """Figures of a repository as its own object shows them."""
    license_ = repo.get("license")
    return sight | {
        "event_repo_id": sight["repo_id"],
        "event_repo_name": sight["repo_name"],
        "role": role,
        "repo_id": integer(repo.get("id")),
        "repo_name": redacted(repo.get("full_name")),
        "is_fork": boolean(repo.get("fork")),
        "is_archived": boolean(repo.get("archived")),
        "stars": count(repo.get("stargazers_count", repo.get("watchers"))),
        "forks": count(repo.get("forks_count", repo.get("forks"))),
        "open_issues": count(repo.get("open_issues_count", repo.get("open_issues"))),
        "size_kb": count(repo.get("size")),
        "language": redacted(repo.get("language")),
        "license": redacted(license_.get("key")) if isinstance(license_, dict) else None,
        "default_branch": redacted(repo.get("default_branch") or repo.get("master_branch")),
        "created_at": moment(repo.get("created_at")),
        "pushed_at": moment(repo.get("pushed_at")),
        "updated_at": moment(repo.get("updated_at")),
    }


def add_texts(rows: Rows, sight: Row, origin: str, holder: Row, number: int | None) -> None:
    """Add the commands and mentions in the text of an object; `origin` says what kind of object it is."""
    body, identifier, created = holder.get("body"), integer(holder.get("id")), moment(holder.get("created_at"))
    if not isinstance(body, str) or identifier is None or created is None:
        return
    shared = {"repo_id": sight["repo_id"], "repo_name": sight["repo_name"], "number": count(number)}
    shared |= {"origin": origin, "origin_id": identifier, "created_at": created, "day": created.date()}
    who = {key: value for key, value in author(holder).items() if key != "author_association"}
    for position, command, argument in commands(body):
        found = {"position": position, "command": command, "argument": argument}
        rows.setdefault("commands", []).append(shared | who | found)
    for position, team in mentions(body):
        rows.setdefault("mentions", []).append(shared | who | {"position": position, "team": redacted(team)})


def author(holder: Row, key: str = "user") -> Row:
    """Columns of the account that made an object."""
    user = part(holder, key)
    return {
        "author_id": integer(user.get("id")),
        "author_login": redacted(user.get("login")),
        "author_type": redacted(user.get("type")),
        "author_association": redacted(holder.get("author_association")),
    }


def is_pull(issue: Row) -> bool:
    """Whether an issue is that of a pull request."""
    link = issue.get("pull_request")
    # Before 2013 every issue has the object, with empty links unless it is a pull request.
    return isinstance(link, dict) and any(link.values())


def names(listed: Any, key: str) -> list[str] | None:
    """One text of each object of a list; None where there is no list."""
    if not isinstance(listed, list):
        return None
    return [name for one in listed if isinstance(one, dict) and (name := redacted(one.get(key)))]


def part(holder: Row, key: str) -> Row:
    """An object inside another; an empty one where there is none."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def integer(value: Any) -> int | None:
    """A number for a BIGINT column."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -(1 << 63) <= number < 1 << 63 else None


def count(value: Any) -> int | None:
    """A number for an INTEGER column."""
    number = integer(value)
    return number if number is not None and -(1 << 31) <= number < 1 << 31 else None


def boolean(value: Any) -> bool | None:
    """A truth value, or None."""
    return value if isinstance(value, bool) else None
