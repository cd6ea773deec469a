"""A GitHub on loopback: the shapes of its REST and GraphQL answers, its paging, limits, redirects and bad days."""

import hashlib
import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

Json = dict[str, Any]


class Repo:
    """One repository: its own object, its items in REST's shapes, pull requests and reviews by number."""

    def __init__(self, identifier: int, full_name: str) -> None:
        self.object: Json = {
            "id": identifier,
            "full_name": full_name,
            "private": False,
            "fork": False,
            "archived": False,
            "stargazers_count": 5,
            "forks_count": 2,
            "open_issues_count": 1,
            "language": "Go",
            "license": {"key": "apache-2.0"},
            "default_branch": "main",
            "created_at": "2016-01-01T00:00:00Z",
            "pushed_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
        self.issues: dict[int, Json] = {}
        self.pulls: dict[int, Json] = {}
        self.reviews: dict[int, list[Json]] = {}
        self.comments: list[Json] = []
        self.review_comments: list[Json] = []
        self.events: list[Json] = []
        self.releases: list[Json] = []
        self.switched_off: set[str] = set()

    @property
    def name(self) -> str:
        return self.object["full_name"]

    def add_issue(self, number: int, at: str, user: Json, pull: bool = False, **more: Any) -> Json:
        """An issue, or the issue of a pull request, last changed at `at` unless `more` says when."""
        issue = {
            "id": self.object["id"] * 100_000 + number,
            "number": number,
            "title": f"Item {number}",
            "state": "open",
            "user": user,
            "author_association": "MEMBER",
            "created_at": at,
            "updated_at": at,
            "closed_at": None,
            "labels": [],
            "assignees": [],
            "comments": 0,
            "milestone": None,
            "locked": False,
            "body": "text",
        } | more
        if pull:
            issue["pull_request"] = {"url": f"https://api.github.com/repos/{self.name}/pulls/{number}"}
        self.issues[number] = issue
        return issue

    def add_pull(self, number: int, at: str, user: Json, **more: Any) -> Json:
        """A pull request with its issue; `more` goes to the pull request, and to the issue what both have."""
        both = {key: more[key] for key in more.keys() & {"updated_at", "closed_at", "state", "body", "title"}}
        issue = self.add_issue(number, at, user, pull=True, **both)
        self.pulls[number] = {
            "id": issue["id"] + 50_000,
            "number": number,
            "title": issue["title"],
            "state": issue["state"],
            "draft": False,
            "merged": False,
            "merged_at": None,
            "merged_by": None,
            "user": user,
            "author_association": "MEMBER",
            "created_at": at,
            "updated_at": issue["updated_at"],
            "closed_at": issue["closed_at"],
            "base": {"ref": "main", "sha": "b" * 40},
            "head": {"ref": "topic", "sha": "a" * 40, "repo": {"id": 77, "full_name": "me/fork"}},
            "merge_commit_sha": None,
            "additions": 10,
            "deletions": 3,
            "changed_files": 2,
            "commits": 1,
            "comments": 0,
            "labels": [],
            "assignees": [],
            "requested_reviewers": [],
            "milestone": None,
        } | more
        return self.pulls[number]

    def add_comment(self, identifier: int, number: int, at: str, user: Json, body: str = "text", **more: Any) -> Json:
        """A comment in the conversation of an item."""
        kind = "pull" if number in self.pulls else "issues"
        comment = {
            "id": identifier,
            "user": user,
            "author_association": "MEMBER",
            "created_at": at,
            "updated_at": at,
            "body": body,
            "html_url": f"https://github.com/{self.name}/{kind}/{number}#issuecomment-{identifier}",
            "issue_url": f"https://api.github.com/repos/{self.name}/issues/{number}",
        } | more
        self.comments.append(comment)
        return comment

    def add_event(self, identifier: int, number: int, event: str, at: str, actor: Json, **more: Any) -> Json:
        """An entry of the issue events."""
        entry = {
            "id": identifier,
            "event": event,
            "created_at": at,
            "actor": actor,
            "issue": self.issues[number],
        } | more
        self.events.append(entry)
        return entry

    def add_review(self, identifier: int, number: int, at: str, user: Json, state: str = "APPROVED") -> Json:
        """A submitted review."""
        review = {"id": identifier, "user": user, "state": state, "submitted_at": at, "body": "", "commit_id": "a" * 40}
        self.reviews.setdefault(number, []).append(review)
        return review

    def add_review_comment(self, identifier: int, number: int, at: str, user: Json, **more: Any) -> Json:
        """A comment on a diff."""
        comment = {
            "id": identifier,
            "user": user,
            "created_at": at,
            "updated_at": at,
            "body": "nit",
            "path": "a.go",
            "pull_request_review_id": 1,
            "pull_request_url": f"https://api.github.com/repos/{self.name}/pulls/{number}",
            "html_url": f"https://github.com/{self.name}/pull/{number}#discussion_r{identifier}",
        } | more
        self.review_comments.append(comment)
        return comment


class FakeGitHub:
    """The server's world and what was asked of it. `faults` are answers that come first: (path pattern, answer)."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.moved: dict[str, str] = {}
        self.users: dict[str, Json] = {}
        self.people: set[str] = set()  # owners that are no organization
        self.tokens: dict[str, int] = {}
        self.limit, self.reset_at = 5000, int(time.time()) + 3600
        self.faults: deque[tuple[str, tuple[int, dict[str, str], bytes]]] = deque()
        self.seen: list[str] = []
        self.used: Counter[str] = Counter()
        self.unchanged = 0
        self.lock = threading.Lock()
        self.address = ""

    def repo(self, name: str) -> Repo:
        """A new repository."""
        self.repos[name.lower()] = Repo(len(self.repos) + 1, name)
        return self.repos[name.lower()]

    def rename(self, old: str, new: str) -> None:
        """The old name answers 301 from now on."""
        repo = self.repos.pop(old.lower())
        repo.object["full_name"] = new
        self.repos[new.lower()] = repo
        self.moved[old.lower()] = new

    def fail(self, pattern: str, status: int, body: Any = None, **headers: str) -> None:
        """The next request whose path matches gets this answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(
            (pattern, (status, named, body if isinstance(body, bytes) else json.dumps(body or {}).encode()))
        )

    def user(self, login: str, kind: str = "User") -> Json:
        """An account, known by its login from now on."""
        number = int(hashlib.sha1(login.encode()).hexdigest()[:7], 16)
        return self.users.setdefault(login.lower(), {"id": number, "login": login, "type": kind})

    # Answers ------------------------------------------------------------------------------------------------------

    def listing(self, path: str, asked: dict[str, str]) -> Any:
        """The items of a path, whole; None where there is nothing."""
        if owner := re.fullmatch(r"/(orgs|users)/([^/]+)/repos", path):
            is_person = owner[2].lower() in self.people
            found = [r.object for r in self.repos.values() if r.name.lower().startswith(f"{owner[2].lower()}/")]
            return found if (found or is_person) and is_person == (owner[1] == "users") else None
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(.+)", path)
        repo = self.repos.get(match[1].lower()) if match else None
        if not match or repo is None or match[2] in repo.switched_off:
            return None
        if pull := re.fullmatch(r"pulls/(\d+)/reviews", match[2]):
            return repo.reviews.get(int(pull[1]), [])
        kept = {
            "issues": list(repo.issues.values()),
            "issues/comments": repo.comments,
            "pulls/comments": repo.review_comments,
            "issues/events": sorted(repo.events, key=lambda event: event["created_at"], reverse=True),
            "releases": sorted(repo.releases, key=lambda release: release["created_at"], reverse=True),
        }.get(match[2])
        if kept is None or match[2] in ("issues/events", "releases"):
            return kept
        since = asked.get("since", "")
        chosen = [item for item in kept if item["updated_at"] >= since]
        return sorted(chosen, key=lambda item: item["updated_at"], reverse=asked.get("direction", "desc") == "desc")

    def single(self, path: str) -> Any:
        """One object, or None."""
        if match := re.fullmatch(r"/repos/([^/]+/[^/]+)", path):
            repo = self.repos.get(match[1].lower())
            return repo.object if repo else None
        if match := re.fullmatch(r"/repos/([^/]+/[^/]+)/pulls/(\d+)", path):
            repo = self.repos.get(match[1].lower())
            return repo.pulls.get(int(match[2])) if repo else None
        if match := re.fullmatch(r"/users/([^/]+)", path):
            return self.users.get(match[1].lower())
        return None

    def graphql(self, query: str) -> Json:
        """Whatever is asked for by alias; fields are given whole, as REST's objects say."""
        assert query.count("{") == query.count("}")
        data: Json = {}
        for alias, owner, name, rest in re.findall(
            r'(r\d+):repository\(owner:"([^"]+)",name:"([^"]+)"\)\{([^}]*)', query
        ):
            repo = self.repos.get(f"{owner}/{name}".lower())
            data[alias] = None
            if repo and "...parts" in rest:
                data[alias] = self._parts(repo)
            elif repo:
                span = query[query.index(f"{alias}:") :].partition(" r")[0]
                numbers = re.findall(r"(p\d+):pullRequest\(number:(\d+)\)", span)
                data[alias] = {key: self._pull(repo, int(number)) for key, number in numbers}
        for alias, login in re.findall(r'(u\d+):user\(login:"([^"]+)"\)', query):
            user = self.users.get(login.lower())
            data[alias] = user and {
                "databaseId": user["id"],
                **{k: user.get(k) for k in ("login", "name", "company", "location")},
            }
        answer: Json = {"data": data}
        if any(value is None for value in data.values()):
            answer["errors"] = [{"type": "NOT_FOUND", "message": "Could not resolve"}]
        return answer

    def _parts(self, repo: Repo) -> Json:
        def newest(items: list[Json], field: str, name: str) -> Json:
            return {"nodes": [{name: max(item[field] for item in items)}] if items else []}

        plain = [issue for issue in repo.issues.values() if "pull_request" not in issue]
        pulls = [issue for issue in repo.issues.values() if "pull_request" in issue]
        return {
            "issues": newest(plain, "updated_at", "updatedAt"),
            "pullRequests": newest(pulls, "updated_at", "updatedAt"),
            "releases": newest(repo.releases, "created_at", "createdAt"),
            "languages": {"edges": [{"size": 100, "node": {"name": "Go"}}, {"size": 5, "node": {"name": "C"}}]},
            "refs": {"nodes": [{"name": "v1.0", "target": {"oid": "c" * 40, "committedDate": "2020-01-01T00:00:00Z"}}]},
        }

    def _pull(self, repo: Repo, number: int) -> Json | None:
        pull = repo.pulls.get(number)
        if pull is None:
            return None

        def actor(user: Json | None) -> Json | None:
            return user and {
                "login": user["login"].removesuffix("[bot]"),
                "__typename": user["type"],
                "databaseId": user["id"],
            }

        reviews = repo.reviews.get(number, [])
        return {
            "number": number,
            "fullDatabaseId": str(pull["id"]),
            "title": pull["title"],
            "state": "MERGED" if pull["merged_at"] else pull["state"].upper(),
            "isDraft": pull.get("draft"),
            "merged": bool(pull["merged_at"]),
            "authorAssociation": pull.get("author_association"),
            "createdAt": pull["created_at"],
            "updatedAt": pull["updated_at"],
            "closedAt": pull["closed_at"],
            "mergedAt": pull["merged_at"],
            "author": actor(pull["user"]),
            "mergedBy": actor(pull.get("merged_by")),
            "baseRefName": pull["base"]["ref"],
            "baseRefOid": pull["base"]["sha"],
            "headRefName": pull["head"]["ref"],
            "headRefOid": pull["head"]["sha"],
            "headRepository": {"databaseId": 77, "nameWithOwner": "me/fork"},
            "mergeCommit": {"oid": pull["merge_commit_sha"]} if pull["merge_commit_sha"] else None,
            "additions": pull.get("additions"),
            "deletions": pull.get("deletions"),
            "changedFiles": pull.get("changed_files"),
            "commits": {"totalCount": pull.get("commits")},
            "comments": {"totalCount": pull.get("comments")},
            "milestone": None,
            "labels": {"nodes": pull["labels"]},
            "assignees": {"nodes": pull["assignees"]},
            "reviewRequests": {
                "nodes": [{"requestedReviewer": {"login": one["login"]}} for one in pull["requested_reviewers"]]
            },
            "reviews": {
                "pageInfo": {"hasNextPage": len(reviews) > 50},
                "nodes": [
                    {
                        "fullDatabaseId": str(review["id"]),
                        "state": review["state"],
                        "submittedAt": review["submitted_at"],
                        "body": review["body"],
                        "author": actor(review["user"]),
                        "commit": {"oid": review["commit_id"]},
                    }
                    for review in reviews[:50]
                ],
            },
        }


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1, as GitHub speaks it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a header and a body written apart would wait for each other
    world: FakeGitHub

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        """REST."""
        address = urlparse(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        if not self._begin("GET", "core"):
            return
        if address.path == "/rate_limit":
            self._send(200, {"resources": {name: self._quota() for name in ("core", "graphql")}})
            return
        if match := re.match(r"/repos/([^/]+/[^/]+)(.*)", address.path):
            new = self.world.moved.get(match[1].lower())
            if new:
                self._send(
                    301, {"message": "Moved Permanently"}, Location=f"{self.world.address}/repos/{new}{match[2]}"
                )
                return
        found = self.world.single(address.path)
        if found is not None:
            self._send(200, found)
            return
        items = self.world.listing(address.path, asked)
        if items is None:
            self._send(404, {"message": "Not Found"})
            return
        page, size = int(asked.get("page", "1")), int(asked.get("per_page", "30"))
        headers = {}
        if page * size < len(items):
            query = "&".join(f"{key}={value}" for key, value in (asked | {"page": str(page + 1)}).items())
            headers["Link"] = f'<{self.world.address}{address.path}?{query}>; rel="next"'
        self._send(200, items[(page - 1) * size : page * size], **headers)

    def do_POST(self) -> None:
        """GraphQL."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._begin("POST", "graphql"):
            self._send(200, self.world.graphql(body["query"]))

    def _token(self) -> str:
        return (self.headers.get("Authorization") or "").rpartition(" ")[2]

    def _quota(self) -> Json:
        left = self.world.tokens.get(self._token(), self.world.limit)
        return {"limit": self.world.limit, "remaining": left, "reset": self.world.reset_at, "used": 0}

    def _begin(self, verb: str, resource: str) -> bool:
        world, token = self.world, self._token()
        with world.lock:
            world.seen.append(f"{verb} {self.path}")
            if world.faults and re.search(world.faults[0][0], self.path):
                status, headers, body = world.faults.popleft()[1]
                self._raw(status, body, headers)
                return False
            if token and token not in world.tokens:
                self._send(401, {"message": "Bad credentials"})
                return False
            if not self.path.startswith("/rate_limit"):
                if world.tokens.get(token, 1) <= 0:
                    self._send(403, {"message": "API rate limit exceeded for user"})
                    return False
                world.used[token] += 1
                if token in world.tokens:
                    world.tokens[token] -= 1
        return True

    def _send(self, status: int, data: Any, **headers: str) -> None:
        body = json.dumps(data).encode()
        etag = f'"{hashlib.sha1(body).hexdigest()}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            with self.world.lock:
                self.world.unchanged += 1
                token = self._token()
                if token in self.world.tokens:
                    self.world.tokens[token] += 1
            status, body = 304, b""
        self._raw(status, body, {"ETag": etag} | headers)

    def _raw(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        quota = self._quota()
        told = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "X-RateLimit-Limit": str(quota["limit"]),
            "X-RateLimit-Remaining": str(quota["remaining"]),
            "X-RateLimit-Reset": str(quota["reset"]),
        } | headers
        self.send_response(status)
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        if int(told["Content-Length"]) != len(body):
            self.close_connection = True


@contextmanager
def serving(world: FakeGitHub) -> Iterator[str]:
    """The world on a free port of loopback; yields its address."""
    handler = type("WorldHandler", (Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    world.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield world.address
    finally:
        server.shutdown()
        server.server_close()
