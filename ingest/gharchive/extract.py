"""Typed rows of the raw tables from one event of GH Archive, whatever its era.

Three shapes, told apart by what is there: before 2015 (`actor` is a login, `repository` an object, payloads mostly
ids), full payloads, and since October 2025 trimmed ones. What a payload lacks stays NULL.
"""

import hashlib
from typing import Any

import orjson

from ingest.gharchive.scan import OLD_URL, repository_name
from ingest.gharchive.text import hashed, redacted, subject, trailers
from ingest.objects import (
    NUMBER,
    Row,
    Rows,
    add_texts,
    boolean,
    comment_row,
    count,
    integer,
    is_pull,
    issue_row,
    moment,
    part,
    pull_row,
    release_row,
    repo_row,
    review_row,
)

COMMENT_KINDS = {
    "IssueCommentEvent": "issue",
    "CommitCommentEvent": "commit",
    "PullRequestReviewCommentEvent": "review",
}


class UnusableEvent(ValueError):
    """An event that lacks what every event has; the message says what."""


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
    issue, pull = part(payload, "issue"), part(payload, "pull_request")
    comment, review = part(payload, "comment"), part(payload, "review")
    _fill_event(base, event, payload)
    if issue.get("id") and issue.get("number"):
        rows["issues"] = [issue_row(sight, issue)]
        add_texts(rows, sight, "pull_request" if is_pull(issue) else "issue", issue, issue["number"])
    if pull.get("number"):
        rows["pull_requests"] = [_pull(sight, base, pull)]
        rows["repos"] = _pull_repos(sight, pull)
        add_texts(rows, sight, "pull_request", pull, pull["number"])
    if base["type"] in COMMENT_KINDS and base["comment_id"]:
        rows["comments"] = [_comment(sight, base, comment, issue, review)]
        add_texts(rows, sight, "comment", comment, base["number"])
    if review.get("id"):
        rows["reviews"] = [review_row(sight, review, pull)]
        add_texts(rows, sight, "review", review | {"created_at": review.get("submitted_at")}, pull.get("number"))
    if base["type"] == "PushEvent":
        _commits(rows, base, payload, roles)
    if base["release_id"]:
        rows["releases"] = [release_row(sight, part(payload, "release"))]
    if base["type"] == "ForkEvent" and part(payload, "forkee").get("id"):
        rows.setdefault("repos", []).append(repo_row(sight, "forkee", part(payload, "forkee")))
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
    org = part(event, "org")
    return {
        "line": line,
        "day": at.date(),
        "event_id": _event_id(event),
        "type": kind,
        "created_at": at,
        "actor_id": integer(actor.get("id")) if isinstance(actor, dict) else None,
        "actor_login": redacted(login),
        "repo_id": integer(repo.get("id")) if name else None,
        "repo_name": redacted(name),
        "org_id": integer(org.get("id")),
        "org_login": redacted(org.get("login") or repo.get("organization")),
    }


def _event_id(event: dict[str, Any]) -> int:
    given = integer(event.get("id"))
    if given is not None:
        return given
    # Before 2015 events have no id: a digest of the whole event is the same in every file that repeats it.
    digest = hashlib.blake2b(orjson.dumps(event, option=orjson.OPT_SORT_KEYS), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)


def _fill_event(base: Row, event: dict[str, Any], payload: dict[str, Any]) -> None:
    issue, pull = part(payload, "issue"), part(payload, "pull_request")
    comment, forkee, member = part(payload, "comment"), part(payload, "forkee"), part(payload, "member")
    url = NUMBER.search(str(event.get("url"))) if "repository" in event else None
    number = issue.get("number") or pull.get("number") or payload.get("number") or (url[1] if url else None)
    pages = payload.get("pages")
    push = base["type"] == "PushEvent"
    base.update(
        action=redacted(payload.get("action")),
        number=count(number),
        issue_id=integer(issue.get("id") or payload.get("issue_id") or payload.get("issue")),
        pull_request_id=integer(pull.get("id")),
        comment_id=integer(comment.get("id") or payload.get("comment_id")),
        review_id=integer(part(payload, "review").get("id")),
        release_id=integer(part(payload, "release").get("id")),
        commit_sha=redacted(comment.get("commit_id") or payload.get("commit")),
        ref=redacted(payload.get("ref")),
        ref_type=redacted(payload.get("ref_type")),
        push_id=integer(payload.get("push_id")),
        push_head=redacted(payload.get("head")) if push else None,
        push_before=redacted(payload.get("before")),
        push_size=count(payload.get("size")) if push else None,
        push_distinct_size=count(payload.get("distinct_size")),
        forkee_id=integer(forkee.get("id") or payload.get("forkee")),
        forkee_name=redacted(forkee.get("full_name") or _forked(base, event)),
        member_id=integer(member.get("id")),
        member_login=redacted(member.get("login") or payload.get("member")),
        page_count=len(pages) if isinstance(pages, list) else None,
        label=redacted(part(payload, "label").get("name")),
        assignee_login=redacted(part(payload, "assignee").get("login")),
    )


def _forked(base: Row, event: dict[str, Any]) -> str | None:
    """Before 2015 the event's address is that of the fork."""
    match = OLD_URL.match(str(event.get("url"))) if base["type"] == "ForkEvent" else None
    return match[1] if match else None


def _pull(sight: Row, base: Row, pull: Row) -> Row:
    who = {key: base[key] for key in ("action", "actor_id", "actor_login")}
    row = pull_row(sight, pull) | who
    return row if "user" in pull else row | _told_by_event(base)


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
    kind = COMMENT_KINDS[base["type"]]
    on_pull = True if kind == "review" else is_pull(issue) if issue else None
    row = comment_row(sight, comment, kind, base["number"], on_pull) | {"comment_id": base["comment_id"]}
    row["commit_sha"] = row["commit_sha"] or base["commit_sha"]
    row["review_id"] = row["review_id"] or integer(review.get("id"))
    # Before 2015 a comment's payload is its id alone: its author is the event's actor.
    return row if comment else row | {"author_id": base["actor_id"], "author_login": base["actor_login"]}


def _commits(rows: Rows, base: Row, payload: Row, roles: dict[str, str]) -> None:
    shared = {key: base[key] for key in ("day", "event_id", "repo_id", "repo_name", "ref")}
    pusher = {"pushed_at": base["created_at"], "pusher_id": base["actor_id"], "pusher_login": base["actor_login"]}
    for position, commit in enumerate(_listed(payload), 1):
        sha, address, message, name, distinct = commit
        if not isinstance(sha, str):
            continue
        told = {"position": position, "sha": sha, "author_name": redacted(name), "author_address": hashed(address)}
        said = {"is_distinct": boolean(distinct), "subject": subject(message)}
        rows.setdefault("commits", []).append(shared | pusher | told | said)
        for place, role, who, at_address, login in trailers(message, roles):
            person = {"role": role, "position": place, "name": who, "address": at_address, "login": login}
            where = {key: base[key] for key in ("day", "repo_id", "repo_name")}
            rows.setdefault("commit_trailers", []).append(where | {"sha": sha} | person)


def _listed(payload: Row) -> list[tuple[Any, Any, str, Any, Any]]:
    """(sha, address, message, name, distinct) of each commit of a push, from either shape."""
    new, old = payload.get("commits"), payload.get("shas")
    if isinstance(new, list):
        people = [(c, part(c, "author")) for c in new if isinstance(c, dict)]
        return [
            (c.get("sha"), a.get("email"), str(c.get("message") or ""), a.get("name"), c.get("distinct"))
            for c, a in people
        ]
    fives = (
        [[*c, None, None, None, None, None][:5] for c in old if isinstance(c, list)] if isinstance(old, list) else []
    )
    return [(sha, address, str(message or ""), name, distinct) for sha, address, message, name, distinct in fives]


def _pull_repos(sight: Row, pull: Row) -> list[Row]:
    sides = [(side, part(part(pull, side), "repo")) for side in ("base", "head")]
    return [repo_row(sight, side, repo) for side, repo in sides if repo.get("full_name")]


def _old_repo(sight: Row, repo: Row) -> Row:
    return repo_row(sight, "repository", repo | {"id": sight["repo_id"], "full_name": sight["repo_name"]})
