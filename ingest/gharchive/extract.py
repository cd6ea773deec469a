"""Typed rows of the raw tables from one event of GH Archive, whatever its era.

Three shapes, told apart by what is there: before 2015 (`actor` is a login, `repository` an object, payloads mostly
ids), full payloads, and since October 2025 trimmed ones. What a payload lacks stays NULL.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from ingest.gharchive.scan import OLD_URL, repository_name
from ingest.gharchive.text import commands, hashed, mentions, redacted, subject, trailers

Row = dict[str, Any]
Rows = dict[str, list[Row]]
API_URL = re.compile(r"https://api\.github\.com/repos/([^/]+/[^/]+)$")
NUMBER = re.compile(r"/(?:issues|pull)/(\d+)")
COMMENT_KINDS = {
    "IssueCommentEvent": "issue",
    "CommitCommentEvent": "commit",
    "PullRequestReviewCommentEvent": "review",
}


class UnusableEvent(ValueError):
    """An event that lacks what every event has; the message says what."""


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


def extract(event: dict[str, Any], line: int, roles: dict[str, str]) -> Rows:
    """Rows by raw table, without `source` and `archive_hour`, which the hour adds.

    Raises UnusableEvent for an event without type, time or actor.
    """
    base = _event_row(event, line)
    payload = event.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    rows: Rows = {"events": [base]}
    sight = {key: base[key] for key in ("event_id", "repo_id", "repo_name")} | {
        "seen_at": base["created_at"],
        "day": base["day"],
    }
    issue, pull = _object(payload, "issue"), _object(payload, "pull_request")
    comment, review = _object(payload, "comment"), _object(payload, "review")
    _fill_event(base, event, payload)
    if issue.get("id") and issue.get("number"):
        rows["issues"] = [_issue(sight, issue)]
        _texts(rows, sight, "pull_request" if _is_pull(issue) else "issue", issue, issue["number"])
    if pull.get("number"):
        rows["pull_requests"] = [_pull(sight, base, pull)]
        rows["repos"] = _pull_repos(sight, pull)
        _texts(rows, sight, "pull_request", pull, pull["number"])
    if base["type"] in COMMENT_KINDS and base["comment_id"]:
        rows["comments"] = [_comment(sight, base, comment, issue, review)]
        _texts(rows, sight, "comment", comment, base["number"])
    if review.get("id"):
        rows["reviews"] = [_review(sight, review, pull)]
        _texts(rows, sight, "review", review | {"created_at": review.get("submitted_at")}, pull.get("number"))
    if base["type"] == "PushEvent":
        _commits(rows, base, payload, roles)
    if base["release_id"]:
        rows["releases"] = [_release(sight, _object(payload, "release"))]
    if base["type"] == "ForkEvent" and _object(payload, "forkee").get("id"):
        rows.setdefault("repos", []).append(_repo(sight, "forkee", _object(payload, "forkee")))
    if isinstance(event.get("repository"), dict):
        rows.setdefault("repos", []).append(_old_repo(sight, event["repository"]))
    return rows


def _event_row(event: dict[str, Any], line: int) -> Row:
    kind, at, actor = event.get("type"), moment(event.get("created_at")), event.get("actor")
    if not isinstance(kind, str) or at is None:
        raise UnusableEvent("an event without type or time")
    login = actor.get("login") if isinstance(actor, dict) else actor
    if not isinstance(login, str) or not login:
        attributes = event.get("actor_attributes")
        login = attributes.get("login") if isinstance(attributes, dict) else None
        # A gist could be made without an account.
        if not login and kind != "GistEvent":
            raise UnusableEvent("an event without actor")
    repo = event.get("repo") or event.get("repository")
    repo = repo if isinstance(repo, dict) else {}
    name = repository_name(event)
    if name is None and isinstance(event.get("repo"), dict) and event["repo"].get("name") not in (None, "", "/"):
        raise UnusableEvent("an event whose repository has no owner/name")
    org = _object(event, "org")
    return {
        "line": line,
        "day": at.date(),
        "event_id": _event_id(event),
        "type": kind,
        "created_at": at,
        "actor_id": _integer(actor.get("id")) if isinstance(actor, dict) else None,
        "actor_login": redacted(login),
        "repo_id": _integer(repo.get("id")) if name else None,
        "repo_name": redacted(name),
        "org_id": _integer(org.get("id")),
        "org_login": redacted(org.get("login") or repo.get("organization")),
    }


def _event_id(event: dict[str, Any]) -> int:
    given = _integer(event.get("id"))
    if given is not None:
        return given
    # Before 2015 events have no id: a digest of the whole event is the same in every file that repeats it.
    digest = hashlib.blake2b(orjson.dumps(event, option=orjson.OPT_SORT_KEYS), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)


def _fill_event(base: Row, event: dict[str, Any], payload: dict[str, Any]) -> None:
    issue, pull = _object(payload, "issue"), _object(payload, "pull_request")
    comment, forkee, member = _object(payload, "comment"), _object(payload, "forkee"), _object(payload, "member")
    url = NUMBER.search(str(event.get("url"))) if "repository" in event else None
    number = issue.get("number") or pull.get("number") or payload.get("number") or (url[1] if url else None)
    pages = payload.get("pages")
    push = base["type"] == "PushEvent"
    base.update(
        action=redacted(payload.get("action")),
        number=_count(number),
        issue_id=_integer(issue.get("id") or payload.get("issue_id") or payload.get("issue")),
        pull_request_id=_integer(pull.get("id")),
        comment_id=_integer(comment.get("id") or payload.get("comment_id")),
        review_id=_integer(_object(payload, "review").get("id")),
        release_id=_integer(_object(payload, "release").get("id")),
        commit_sha=redacted(comment.get("commit_id") or payload.get("commit")),
        ref=redacted(payload.get("ref")),
        ref_type=redacted(payload.get("ref_type")),
        push_id=_integer(payload.get("push_id")),
        push_head=redacted(payload.get("head")) if push else None,
        push_before=redacted(payload.get("before")),
        push_size=_count(payload.get("size")) if push else None,
        push_distinct_size=_count(payload.get("distinct_size")),
        forkee_id=_integer(forkee.get("id") or payload.get("forkee")),
        forkee_name=redacted(forkee.get("full_name") or _forked(base, event)),
        member_id=_integer(member.get("id")),
        member_login=redacted(member.get("login") or payload.get("member")),
        page_count=len(pages) if isinstance(pages, list) else None,
        label=redacted(_object(payload, "label").get("name")),
        assignee_login=redacted(_object(payload, "assignee").get("login")),
    )


def _forked(base: Row, event: dict[str, Any]) -> str | None:
    """Before 2015 the event's address is that of the fork."""
    match = OLD_URL.match(str(event.get("url"))) if base["type"] == "ForkEvent" else None
    return match[1] if match else None


def _item(sight: Row, item: dict[str, Any]) -> Row:
    """What issues and pull requests have in common."""
    milestone = _object(item, "milestone")
    return (
        sight
        | _author(item)
        | {
            "number": _count(item.get("number")),
            "title": (redacted(item.get("title")) or "")[:500] or None,
            "state": redacted(item.get("state")),
            "created_at": moment(item.get("created_at")),
            "updated_at": moment(item.get("updated_at")),
            "closed_at": moment(item.get("closed_at")),
            "milestone_id": _integer(milestone.get("id")),
            "milestone": redacted(milestone.get("title")),
            "labels": _names(item.get("labels"), "name"),
            "assignees": _names(item.get("assignees"), "login"),
            "comment_count": _count(item.get("comments")),
            "body_length": len(item["body"]) if isinstance(item.get("body"), str) else None,
        }
    )


def _issue(sight: Row, issue: dict[str, Any]) -> Row:
    return _item(sight, issue) | {
        "issue_id": _integer(issue["id"]),
        "is_pull_request": _is_pull(issue),
        "state_reason": redacted(issue.get("state_reason")),
        "is_locked": _boolean(issue.get("locked")),
    }


def _pull(sight: Row, base: Row, pull: dict[str, Any]) -> Row:
    head, target = _object(pull, "head"), _object(pull, "base")
    head_repo, merger = _object(head, "repo"), _object(pull, "merged_by")
    row = _item(sight, pull) | {
        "action": base["action"],
        "actor_id": base["actor_id"],
        "actor_login": base["actor_login"],
        "pull_request_id": _integer(pull.get("id")),
        "is_draft": _boolean(pull.get("draft")),
        "is_merged": _boolean(pull.get("merged")),
        "merged_at": moment(pull.get("merged_at")),
        "merged_by_id": _integer(merger.get("id")),
        "merged_by_login": redacted(merger.get("login")),
        "base_ref": redacted(target.get("ref")),
        "base_sha": redacted(target.get("sha")),
        "head_ref": redacted(head.get("ref")),
        "head_sha": redacted(head.get("sha")),
        "head_repo_id": _integer(head_repo.get("id")),
        "head_repo_name": redacted(head_repo.get("full_name") or _name_in(head_repo)),
        "merge_sha": redacted(pull.get("merge_commit_sha")),
        "additions": _count(pull.get("additions")),
        "deletions": _count(pull.get("deletions")),
        "changed_files": _count(pull.get("changed_files")),
        "commit_count": _count(pull.get("commits")),
        "review_comment_count": _count(pull.get("review_comments")),
        "requested_reviewers": _names(pull.get("requested_reviewers"), "login"),
    }
    return row if "user" in pull else row | _told_by_event(base)


def _name_in(repo: Row) -> str | None:
    """owner/name in the API address, which is all that trimmed payloads leave of it."""
    match = API_URL.match(str(repo.get("url")))
    return match[1] if match else None


def _told_by_event(base: Row) -> Row:
    """What the event itself says of a pull request whose payload was trimmed: its time and actor are facts."""
    at, who = base["created_at"], {"id": base["actor_id"], "login": base["actor_login"]}
    if base["type"] != "PullRequestEvent":
        return {}
    if base["action"] == "opened":
        return {"state": "open", "created_at": at, "author_id": who["id"], "author_login": who["login"]}
    if base["action"] == "reopened":
        return {"state": "open"}
    if base["action"] == "closed":
        return {"state": "closed", "closed_at": at}
    if base["action"] == "merged":
        merged = {"state": "closed", "closed_at": at, "is_merged": True, "merged_at": at}
        return merged | {"merged_by_id": who["id"], "merged_by_login": who["login"]}
    return {}


def _comment(sight: Row, base: Row, comment: Row, issue: Row, review: Row) -> Row:
    created = moment(comment.get("created_at")) or base["created_at"]
    # Before 2015 a comment's payload is its id alone: its author is the event's actor.
    author = _author(comment) if comment else {"author_id": base["actor_id"], "author_login": base["actor_login"]}
    kind = COMMENT_KINDS[base["type"]]
    return (
        sight
        | author
        | {
            "day": created.date(),
            "comment_id": base["comment_id"],
            "kind": kind,
            "number": base["number"],
            "is_pull_request": True if kind == "review" else _is_pull(issue) if issue else None,
            "commit_sha": redacted(comment.get("commit_id")) or base["commit_sha"],
            "review_id": _integer(comment.get("pull_request_review_id") or review.get("id")),
            "in_reply_to_id": _integer(comment.get("in_reply_to_id")),
            "path": redacted(comment.get("path")),
            "created_at": created,
            "updated_at": moment(comment.get("updated_at")),
            "body_length": len(comment["body"]) if isinstance(comment.get("body"), str) else None,
        }
    )


def _review(sight: Row, review: Row, pull: Row) -> Row:
    submitted = moment(review.get("submitted_at")) or sight["seen_at"]
    return (
        sight
        | _author(review)
        | {
            "day": submitted.date(),
            "review_id": _integer(review["id"]),
            "number": _count(pull.get("number")),
            "pull_request_id": _integer(pull.get("id")),
            "state": (redacted(review.get("state")) or "").lower() or None,
            "submitted_at": submitted,
            "commit_sha": redacted(review.get("commit_id")),
            "body_length": len(review["body"]) if isinstance(review.get("body"), str) else None,
        }
    )


def _commits(rows: Rows, base: Row, payload: Row, roles: dict[str, str]) -> None:
    shared = {key: base[key] for key in ("day", "event_id", "repo_id", "repo_name", "ref")}
    pusher = {"pushed_at": base["created_at"], "pusher_id": base["actor_id"], "pusher_login": base["actor_login"]}
    for position, commit in enumerate(_listed(payload), 1):
        sha, address, message, name, distinct = commit
        if not isinstance(sha, str):
            continue
        told = {"position": position, "sha": sha, "author_name": redacted(name), "author_address": hashed(address)}
        said = {"is_distinct": _boolean(distinct), "subject": subject(message)}
        rows.setdefault("commits", []).append(shared | pusher | told | said)
        for place, role, who, at_address, login in trailers(message, roles):
            person = {"role": role, "position": place, "name": who, "address": at_address, "login": login}
            where = {key: base[key] for key in ("day", "repo_id", "repo_name")}
            rows.setdefault("commit_trailers", []).append(where | {"sha": sha} | person)


def _listed(payload: Row) -> list[tuple[Any, Any, str, Any, Any]]:
    """(sha, address, message, name, distinct) of each commit of a push, from either shape."""
    new, old = payload.get("commits"), payload.get("shas")
    if isinstance(new, list):
        people = [(c, _object(c, "author")) for c in new if isinstance(c, dict)]
        return [
            (c.get("sha"), a.get("email"), str(c.get("message") or ""), a.get("name"), c.get("distinct"))
            for c, a in people
        ]
    fives = (
        [[*c, None, None, None, None, None][:5] for c in old if isinstance(c, list)] if isinstance(old, list) else []
    )
    return [(sha, address, str(message or ""), name, distinct) for sha, address, message, name, distinct in fives]


def _release(sight: Row, release: Row) -> Row:
    published = moment(release.get("published_at"))
    author = {key: value for key, value in _author(release, "author").items() if key != "author_association"}
    return (
        sight
        | author
        | {
            "day": (published or sight["seen_at"]).date(),
            "release_id": _integer(release["id"]),
            "tag": redacted(release.get("tag_name")),
            "name": redacted(release.get("name")),
            "is_draft": _boolean(release.get("draft")),
            "is_prerelease": _boolean(release.get("prerelease")),
            "created_at": moment(release.get("created_at")),
            "published_at": published,
        }
    )


def _pull_repos(sight: Row, pull: Row) -> list[Row]:
    sides = [(side, _object(_object(pull, side), "repo")) for side in ("base", "head")]
    return [_repo(sight, side, repo) for side, repo in sides if repo.get("full_name")]


def _repo(sight: Row, role: str, repo: Row) -> Row:
    """Figures of a repository as its own object shows them."""
    license_ = repo.get("license")
    return sight | {
        "event_repo_id": sight["repo_id"],
        "event_repo_name": sight["repo_name"],
        "role": role,
        "repo_id": _integer(repo.get("id")),
        "repo_name": redacted(repo.get("full_name")),
        "is_fork": _boolean(repo.get("fork")),
        "is_archived": _boolean(repo.get("archived")),
        "stars": _count(repo.get("stargazers_count", repo.get("watchers"))),
        "forks": _count(repo.get("forks_count", repo.get("forks"))),
        "open_issues": _count(repo.get("open_issues_count", repo.get("open_issues"))),
        "size_kb": _count(repo.get("size")),
        "language": redacted(repo.get("language")),
        "license": redacted(license_.get("key")) if isinstance(license_, dict) else None,
        "default_branch": redacted(repo.get("default_branch") or repo.get("master_branch")),
        "created_at": moment(repo.get("created_at")),
        "pushed_at": moment(repo.get("pushed_at")),
        "updated_at": moment(repo.get("updated_at")),
    }


def _old_repo(sight: Row, repo: Row) -> Row:
    return _repo(sight, "repository", repo | {"id": sight["repo_id"], "full_name": sight["repo_name"]})


def _texts(rows: Rows, sight: Row, origin: str, holder: Row, number: int | None) -> None:
    body, identifier, created = holder.get("body"), _integer(holder.get("id")), moment(holder.get("created_at"))
    if not isinstance(body, str) or identifier is None or created is None:
        return
    shared = {"repo_id": sight["repo_id"], "repo_name": sight["repo_name"], "number": _count(number)}
    shared |= {"origin": origin, "origin_id": identifier, "created_at": created, "day": created.date()}
    author = {key: value for key, value in _author(holder).items() if key != "author_association"}
    for position, command, argument in commands(body):
        found = {"position": position, "command": command, "argument": argument}
        rows.setdefault("commands", []).append(shared | author | found)
    for position, team in mentions(body):
        rows.setdefault("mentions", []).append(shared | author | {"position": position, "team": redacted(team)})


def _author(holder: Row, key: str = "user") -> Row:
    user = _object(holder, key)
    return {
        "author_id": _integer(user.get("id")),
        "author_login": redacted(user.get("login")),
        "author_type": redacted(user.get("type")),
        "author_association": redacted(holder.get("author_association")),
    }


def _is_pull(issue: Row) -> bool:
    link = issue.get("pull_request")
    # Before 2013 every issue has the object, with empty links unless it is a pull request.
    return isinstance(link, dict) and any(link.values())


def _names(listed: Any, key: str) -> list[str] | None:
    if not isinstance(listed, list):
        return None
    return [name for one in listed if isinstance(one, dict) and (name := redacted(one.get(key)))]


def _object(holder: Row, key: str) -> Row:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def _integer(value: Any) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -(1 << 63) <= number < 1 << 63 else None


def _count(value: Any) -> int | None:
    """A number for an INTEGER column."""
    number = _integer(value)
    return number if number is not None and -(1 << 31) <= number < 1 << 31 else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
