"""Rows of the raw tables from API answers that have no twin among the archive's objects."""

from typing import Any

from ingest.gharchive.text import redacted
from ingest.objects import Row, Rows, count, integer, moment, part

# Who they are in GraphQL's words and in REST's.
TYPES = {"Bot": "Bot", "Organization": "Organization"}


def issue_event_row(sight: Row, event: Row) -> Row | None:
    """raw.issue_events of an entry; None for one without time or item."""
    at, issue, actor = moment(event.get("created_at")), part(event, "issue"), part(event, "actor")
    number = count(issue.get("number"))
    if at is None or number is None:
        return None
    return {
        "seen_at": sight["seen_at"],
        "day": at.date(),
        "issue_event_id": integer(event.get("id")),
        "event": redacted(event.get("event")),
        "created_at": at,
        "actor_id": integer(actor.get("id")),
        "actor_login": redacted(actor.get("login")),
        "actor_type": redacted(actor.get("type")),
        "repo_id": sight["repo_id"],
        "repo_name": sight["repo_name"],
        "number": number,
        "is_pull_request": bool(part(issue, "pull_request")),
        "label": redacted(part(event, "label").get("name")),
        "assignee_login": redacted(part(event, "assignee").get("login")),
        "milestone": redacted(part(event, "milestone").get("title")),
        "state_reason": redacted(event.get("state_reason") or issue.get("state_reason")),
        "commit_sha": redacted(event.get("commit_id")),
    }


def profile_row(user: Row) -> Row:
    """raw.profiles of a REST user."""
    return {
        "person_id": integer(user.get("id")),
        "login": redacted(user.get("login")),
        "account_type": redacted(user.get("type")),
        "name": redacted(user.get("name")),
        "company": redacted(user.get("company")),
        "location": redacted(user.get("location")),
        "created_at": moment(user.get("created_at")),
    }


def rest_user(actor: Any) -> Row | None:
    """A GraphQL actor as REST has it: there a bot's login ends in [bot]."""
    if not isinstance(actor, dict) or not actor.get("login"):
        return None
    kind = TYPES.get(str(actor.get("__typename")), "User")
    suffix = "[bot]" if kind == "Bot" and not actor["login"].endswith("[bot]") else ""
    return {"id": actor.get("databaseId"), "login": actor["login"] + suffix, "type": kind}


def rest_pull(node: Row) -> Row:
    """A GraphQL pull request as REST has it, for the same extraction; what GraphQL does not tell is absent."""
    head, milestone = part(node, "headRepository"), part(node, "milestone")
    return {
        "id": node.get("fullDatabaseId"),
        "number": node.get("number"),
        "title": node.get("title"),
        "state": "open" if node.get("state") == "OPEN" else "closed",
        "draft": node.get("isDraft"),
        "merged": node.get("merged"),
        "user": rest_user(node.get("author")),
        "author_association": node.get("authorAssociation"),
        "created_at": node.get("createdAt"),
        "updated_at": node.get("updatedAt"),
        "closed_at": node.get("closedAt"),
        "merged_at": node.get("mergedAt"),
        "merged_by": rest_user(node.get("mergedBy")),
        "base": {"ref": node.get("baseRefName"), "sha": node.get("baseRefOid")},
        "head": {
            "ref": node.get("headRefName"),
            "sha": node.get("headRefOid"),
            "repo": {"id": head.get("databaseId"), "full_name": head.get("nameWithOwner")},
        },
        "merge_commit_sha": part(node, "mergeCommit").get("oid"),
        "additions": node.get("additions"),
        "deletions": node.get("deletions"),
        "changed_files": node.get("changedFiles"),
        "commits": part(node, "commits").get("totalCount"),
        "comments": part(node, "comments").get("totalCount"),
        "milestone": {"title": milestone.get("title")} if milestone else None,
        "labels": part(node, "labels").get("nodes"),
        "assignees": part(node, "assignees").get("nodes"),
        "requested_reviewers": [
            reviewer
            for one in part(node, "reviewRequests").get("nodes") or []
            if (reviewer := part(one, "requestedReviewer"))
        ],
    }


def rest_review(node: Row) -> Row:
    """A GraphQL review as REST has it."""
    return {
        "id": node.get("fullDatabaseId"),
        "user": rest_user(node.get("author")),
        "author_association": node.get("authorAssociation"),
        "state": node.get("state"),
        "submitted_at": node.get("submittedAt"),
        "commit_id": part(node, "commit").get("oid"),
        "body": node.get("body"),
    }


def merged(*found: Rows) -> Rows:
    """Rows of several answers together."""
    together: Rows = {}
    for rows in found:
        for table, more in rows.items():
            together.setdefault(table, []).extend(more)
    return together
