"""GitHub's objects as payloads show them: full ones, so that the sample shows what a complete source looks like."""

from datetime import datetime
from typing import Any

from sample.world import Person, Repo


def stamp(at: datetime) -> str:
    """A time as GitHub writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def user(person: Person) -> dict[str, Any]:
    """The user object of payloads."""
    return {"login": person.login, "id": person.person_id, "type": person.kind, "site_admin": False}


def repository(repo: Repo) -> dict[str, Any]:
    """The repository object of payloads, with its figures of the moment."""
    return {
        "id": repo.repo_id,
        "name": repo.name,
        "full_name": repo.full_name,
        "fork": False,
        "archived": False,
        "stargazers_count": repo.stars,
        "forks_count": repo.forks,
        "open_issues_count": repo.open_items,
        "size": 50_000,
        "language": "Go",
        "license": {"key": "apache-2.0"},
        "default_branch": "main",
        "created_at": "2015-01-01T00:00:00Z",
    }


def item(repo: Repo, author: Person, at: datetime, number: int, identifier: int, title: str) -> dict[str, Any]:
    """A new issue or pull request, open; later states are copies with changes."""
    return {
        "id": identifier,
        "number": number,
        "title": title,
        "state": "open",
        "locked": False,
        "user": user(author),
        "author_association": "CONTRIBUTOR",
        "labels": [],
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "closed_at": None,
        "body": "",
    }


def pull_fields(repo: Repo, size: int) -> dict[str, Any]:
    """What a pull request has besides what every item has."""
    return {
        "draft": False,
        "merged": False,
        "merged_at": None,
        "merged_by": None,
        "requested_reviewers": [],
        "additions": size,
        "deletions": size // 3,
        "changed_files": 1 + size // 40,
        "commits": 1 + size // 150,
        "review_comments": 0,
        "base": {"ref": "main", "sha": "0" * 40, "repo": repository(repo)},
        "head": {"ref": "change", "sha": "1" * 40, "repo": None},
    }


def event(kind: str, repo: Repo, person: Person, at: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """One event, its id still to be given; keys in the archive's order."""
    return {
        "id": "",
        "type": kind,
        "actor": {"id": person.person_id, "login": person.login, "display_login": person.login.removesuffix("[bot]")},
        "repo": {"id": repo.repo_id, "name": repo.full_name},
        "payload": payload,
        "public": True,
        "created_at": stamp(at),
        "org": {"id": 920_000_000 + repo.project, "login": repo.owner},
    }
