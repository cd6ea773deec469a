"""GitHub's objects as full payloads show them, with the fields that anything reads; links are kept to the main ones.

Objects of things that change are dicts, written at once when an event happens; those of things that do not are
serialized once.
"""

from typing import Any
from zlib import crc32

import orjson
from orjson import Fragment

from sample.rhythm import stamp
from sample.world import Person, Repo

API, WEB = "https://api.github.com", "https://github.com"
Object = dict[str, Any]
COLOURS = {"kind": "e11d21", "sig": "d2b48c", "size": "77bb00", "lgtm": "15dd18", "approved": "0ffa16"}
LICENSE = Fragment(b'{"key":"apache-2.0","name":"Apache License 2.0","spdx_id":"Apache-2.0"}')


def user(person: Person) -> Fragment:
    """The user object of payloads."""
    cached = person.cache.get("user")
    if cached is None:
        address = f"{API}/users/{person.login.replace('[', '%5B').replace(']', '%5D')}"
        cached = person.cache["user"] = _fixed(
            {
                "login": person.login,
                "id": person.person_id,
                "avatar_url": f"https://avatars.githubusercontent.com/u/{person.person_id}?v=4",
                "gravatar_id": "",
                "url": address,
                "html_url": f"{WEB}/{person.login}",
                "type": person.kind,
                "site_admin": False,
            }
        )
    return cached


def actor(person: Person) -> Fragment:
    """Who acts, as the event itself says it."""
    cached = person.cache.get("actor")
    if cached is None:
        cached = person.cache["actor"] = _fixed(
            {
                "id": person.person_id,
                "login": person.login,
                "display_login": person.login.removesuffix("[bot]"),
                "gravatar_id": "",
                "url": f"{API}/users/{person.login}",
                "avatar_url": f"https://avatars.githubusercontent.com/u/{person.person_id}?",
            }
        )
    return cached


def place(repo: Repo) -> tuple[Fragment, Fragment]:
    """(repository, organization) as the event itself names them."""
    if "place" not in repo.cache:
        name = {"id": repo.repo_id, "name": repo.full_name, "url": f"{API}/repos/{repo.full_name}"}
        org = {"id": repo.org_id, "login": repo.owner, "gravatar_id": "", "url": f"{API}/orgs/{repo.owner}"}
        org["avatar_url"] = f"https://avatars.githubusercontent.com/u/{repo.org_id}?"
        repo.cache["place"] = (_fixed(name), _fixed(org))
    return repo.cache["place"]


def owner(repo: Repo) -> Fragment:
    """The organization as an owner."""
    if "owner" not in repo.cache:
        links = {"url": f"{API}/users/{repo.owner}", "html_url": f"{WEB}/{repo.owner}"}
        repo.cache["owner"] = _fixed(
            {"login": repo.owner, "id": repo.org_id, **links, "type": "Organization", "site_admin": False}
        )
    return repo.cache["owner"]


def label(name: str) -> Fragment:
    """A label of an issue or pull request."""
    cached = _LABELS.get(name)
    if cached is None:
        number = crc32(name.encode())
        colour = COLOURS.get(name.partition("/")[0], "ededed")
        cached = _LABELS[name] = _fixed(
            {"id": number, "name": name, "color": colour, "default": False, "description": None}
        )
    return cached


_LABELS: dict[str, Fragment] = {}


def milestone(repo: Repo, identifier: int, number: int, title: str, at: int) -> Fragment:
    """A milestone of issues and pull requests."""
    address = f"{API}/repos/{repo.full_name}/milestones/{number}"
    told = {"url": address, "id": identifier, "number": number, "title": title, "state": "open"}
    return _fixed(told | {"created_at": stamp(at), "closed_at": None})


def repository(repo: Repo, at: int) -> Object:
    """The repository as pull requests embed it, with its figures of the moment."""
    return {
        "id": repo.repo_id,
        "name": repo.name,
        "full_name": repo.full_name,
        "private": False,
        "owner": owner(repo),
        "html_url": f"{WEB}/{repo.full_name}",
        "description": None,
        "fork": False,
        "url": f"{API}/repos/{repo.full_name}",
        "created_at": "2015-01-01T00:00:00Z",
        "updated_at": stamp(at),
        "pushed_at": stamp(at),
        "size": 50_000,
        "stargazers_count": repo.stars,
        "watchers_count": repo.stars,
        "language": repo.project.language,
        "forks_count": repo.forks,
        "archived": False,
        "disabled": False,
        "open_issues_count": repo.open_items,
        "license": LICENSE,
        "forks": repo.forks,
        "open_issues": repo.open_items,
        "watchers": repo.stars,
        "default_branch": "main",
    }


def fork(repo: Repo, person: Person, identifier: int, at: int) -> Object:
    """Somebody's fork of a repository."""
    mine = {
        "id": identifier,
        "full_name": f"{person.login}/{repo.name}",
        "owner": user(person),
        "html_url": f"{WEB}/{person.login}/{repo.name}",
        "fork": True,
        "url": f"{API}/repos/{person.login}/{repo.name}",
        "created_at": stamp(at),
    }
    figures = dict.fromkeys(("stargazers_count", "watchers_count", "forks_count", "open_issues_count"), 0)
    short = dict.fromkeys(("forks", "open_issues", "watchers"), 0)
    return repository(repo, at) | mine | figures | short


def item(repo: Repo, author: Person, at: int, number: int, title: str, body: str) -> Object:
    """What issues and pull requests have in common, new and open; their `id` and links are added."""
    return {
        "number": number,
        "title": title,
        "user": user(author),
        "labels": [],
        "state": "open",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "closed_at": None,
        "author_association": association(repo, author),
        "active_lock_reason": None,
        "body": body,
    }


def issue(repo: Repo, identifier: int, common: Object, is_pull: bool) -> Object:
    """An issue, or the issue that GitHub keeps of a pull request."""
    address = f"{API}/repos/{repo.full_name}/issues/{common['number']}"
    page = f"{WEB}/{repo.full_name}/{'pull' if is_pull else 'issues'}/{common['number']}"
    links = {"url": address, "repository_url": f"{API}/repos/{repo.full_name}", "html_url": page, "id": identifier}
    made = links | common | {"comments": 0, "state_reason": None, "performed_via_github_app": None}
    if is_pull:
        made["pull_request"] = {
            "url": f"{API}/repos/{repo.full_name}/pulls/{common['number']}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
        }
    return made


def pull(repo: Repo, identifier: int, common: Object, draft: bool) -> Object:
    """A pull request as reviews embed it; events of its own add `counts`, `base` and `head` are set at each event."""
    links = {
        "url": f"{API}/repos/{repo.full_name}/pulls/{common['number']}",
        "id": identifier,
        "html_url": f"{WEB}/{repo.full_name}/pull/{common['number']}",
    }
    more = {"merged_at": None, "merge_commit_sha": None, "requested_reviewers": [], "requested_teams": []}
    return links | common | more | {"draft": draft, "head": None, "base": None, "auto_merge": None}


def counts(lines: int) -> Object:
    """What only events of the pull request itself show of it."""
    return {
        "merged": False,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": None,
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": True,
        "commits": 1,
        "additions": lines,
        "deletions": lines // 3,
        "changed_files": 1 + lines // 45,
    }


def comment(page: str, anchor: str, identifier: int, repo: Repo, person: Person, at: int, body: str) -> Object:
    """A comment anywhere; what it is about is added."""
    return {
        "html_url": f"{page}#{anchor}{identifier}",
        "id": identifier,
        "user": user(person),
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "author_association": association(repo, person),
        "body": body,
    }


def association(repo: Repo, person: Person) -> str:
    """What the person is to the repository."""
    if person.person_id in repo.merged:
        return "MEMBER" if person.since < 0 and person.weight > 1.2 else "CONTRIBUTOR"
    return "MEMBER" if person.since < -120 and person.weight > 1.2 else "NONE"


def _fixed(told: Object) -> Fragment:
    return Fragment(orjson.dumps(told))
