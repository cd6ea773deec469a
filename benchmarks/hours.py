"""Full-size hours for benchmarks: 150,000 events of the mixture and sizes of 2024, about 85 MB gzipped, 560 MB of JSON.

A few hundred events are built once, with every link that GitHub's payloads have; each line is one of them with names
and ids of its own, so that writing takes seconds and no two lines are alike.
"""

from datetime import datetime
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import orjson
from isal import igzip

TEMPLATES = 400
FIRST_EVENT = 35_000_000_000
OUTSIDE, PEOPLE = 60_000, 70_000  # repositories out of scope, people
# Events of a type in a thousand.
MIXTURE = {"PushEvent": 560, "CreateEvent": 125, "PullRequestEvent": 81, "IssueCommentEvent": 58, "WatchEvent": 58,
           "DeleteEvent": 34, "PullRequestReviewEvent": 24, "PullRequestReviewCommentEvent": 17, "IssuesEvent": 24,
           "ForkEvent": 14, "ReleaseEvent": 5}  # fmt: skip
# What stands in a template for what each line has of its own.
LOGIN, PERSON, OWNER, REPO, NUMBER = b"Zlogin", b"7654321", b"Zowner", b"8765432", b"9876543"
API = "https://api.github.com"
USER_LINKS = ("followers", "following{/other_user}", "gists{/gist_id}", "starred{/owner}{/repo}", "subscriptions",
              "orgs", "repos", "events{/privacy}", "received_events")  # fmt: skip
REPO_LINKS = ("forks", "keys{/key_id}", "collaborators{/collaborator}", "teams", "hooks", "issues/events{/number}",
              "events", "assignees{/user}", "branches{/branch}", "tags", "git/blobs{/sha}", "git/tags{/sha}",
              "git/refs{/sha}", "git/trees{/sha}", "statuses/{sha}", "languages", "stargazers", "contributors",
              "subscribers", "subscription", "commits{/sha}", "git/commits{/sha}", "comments{/number}",
              "issues/comments{/number}", "contents/{+path}", "compare/{base}...{head}", "merges",
              "{archive_format}{/ref}", "downloads", "issues{/number}", "pulls{/number}", "milestones{/number}",
              "notifications{?since,all,participating}", "labels{/name}", "releases{/id}", "deployments")  # fmt: skip

LINKS = ("self", "html", "issue", "comments", "review_comments", "review_comment", "commits", "statuses")

Object = dict[str, Any]


def full_hour(
    folder: Path,
    hour: datetime | None = None,
    seed: int = 1,
    in_scope_share: float = 0.01,
    events: int = 150_000,
) -> int:
    """Write the file of one hour into the folder (or, without an hour, that of 2024-01-01 0 o'clock to the path).

    Lines of the organization "kubernetes" are `in_scope_share` of all; other owners are invented. Returns the size of
    the JSON in bytes.
    """
    at = hour or datetime(2024, 1, 1)
    path = folder / f"{at:%Y-%m-%d}-{at.hour}.json.gz" if hour else folder
    random = Random(seed)
    templates = [_template(random, kind) for kind in _kinds(random)]
    size = 0
    with path.open("wb") as raw, igzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file:
        for number in range(events):
            second = number * 3600 // events
            moment = f"{at:%Y-%m-%dT%H}:{second // 60:02}:{second % 60:02}Z".encode()
            owner = b"kubernetes" if random.random() < in_scope_share else b"owner-%d" % random.randrange(OUTSIDE)
            line = _line(random.choice(templates), number, owner, random.randrange(PEOPLE), moment)
            size += len(line)
            file.write(line)
    return size


def _kinds(random: Random) -> list[str]:
    """The types of the templates, each as often as the mixture has it, but once at least."""
    total = sum(MIXTURE.values())
    bounds = [round(TEMPLATES * part / total) for part in accumulate(MIXTURE.values())]
    kinds = [kind for kind, low, high in zip(MIXTURE, [0, *bounds], bounds, strict=False) for _ in range(high - low)]
    random.shuffle(kinds)
    return kinds


def _line(template: tuple[bytes, bytes, bool], number: int, owner: bytes, person: int, moment: bytes) -> bytes:
    """One event: names and ids put into the template, id in front and time and organization behind."""
    head, payload, has_org = template
    event, login = b"%d" % (FIRST_EVENT + 3 * number), b"person-%d" % person
    # A repository's id is its own, or the scan would follow it from one owner to the next.
    repo = b"%d" % (20_000_000 + number % 200 if owner == b"kubernetes" else 100_000_000 + number % OUTSIDE)
    body = (head + payload).replace(LOGIN, login).replace(PERSON, b"%d" % (1_000_000 + person))
    body = body.replace(OWNER, owner).replace(REPO, repo).replace(NUMBER, b"%d" % (1_500_000_000 + number))
    org = b',"org":{"id":13629408,"login":"%b","gravatar_id":"","url":"%b/orgs/%b","avatar_url":"%b"}' % (
        owner, API.encode(), owner, b"https://avatars.githubusercontent.com/u/13629408?",
    ) if has_org or owner == b"kubernetes" else b""  # fmt: skip
    return b'{"id":"%b",%b,"public":true,"created_at":"%b"%b}\n' % (event, body, moment, org)


def _template(random: Random, kind: str) -> tuple[bytes, bytes, bool]:
    """(type, actor and repository; payload; whether an organization follows), as bytes with marks to replace."""
    actor = {"id": int(PERSON), "login": LOGIN.decode(), "display_login": LOGIN.decode(), "gravatar_id": ""}
    actor |= {"url": f"{API}/users/Zlogin", "avatar_url": f"https://avatars.githubusercontent.com/u/{PERSON.decode()}?"}
    repo = {"id": int(REPO), "name": "Zowner/repo", "url": f"{API}/repos/Zowner/repo"}
    head = orjson.dumps({"type": kind, "actor": actor, "repo": repo})[1:-1]
    return head + b',"payload":', orjson.dumps(_payload(random, kind)), random.random() < 0.25


def _payload(random: Random, kind: str) -> Object:
    page = {"user": _user(), "body": _words(random, 90), **_times()}
    if kind == "PushEvent":
        return _push(random)
    if kind in ("CreateEvent", "DeleteEvent"):
        return {"ref": _sha(random)[:9], "ref_type": "branch", "master_branch": "main", "pusher_type": "user"}
    if kind == "PullRequestEvent":
        return {"action": "opened", "number": int(NUMBER), "pull_request": _pull(random)}
    if kind in ("PullRequestReviewEvent", "PullRequestReviewCommentEvent"):
        what = "review" if kind == "PullRequestReviewEvent" else "comment"
        remark = {"id": int(NUMBER), "state": "commented", "commit_id": _sha(random), **page}
        return {"action": "created", what: remark, "pull_request": _pull(random)}
    if kind == "IssueCommentEvent":
        return {"action": "created", "issue": _issue(random), "comment": {"id": int(NUMBER), **page}}
    if kind == "IssuesEvent":
        return {"action": "opened", "issue": _issue(random)}
    if kind == "ForkEvent":
        return {"forkee": _repo(random)}
    if kind == "ReleaseEvent":
        return {"action": "published", "release": {"id": int(NUMBER), "tag_name": "v1.0.0", "author": _user(), **page}}
    return {"action": "started"}


def _push(random: Random) -> Object:
    shas = [_sha(random) for _ in range(min(20, 1 + int(random.expovariate(0.9))))]
    commits = [
        {
            "sha": sha,
            "author": {"email": f"{_sha(random)}@users.noreply.github.com", "name": LOGIN.decode()},
            "message": _words(random, random.choice((3, 6, 12, 60))),
            "distinct": True,
            "url": f"{API}/repos/Zowner/repo/commits/{sha}",
        }
        for sha in shas
    ]
    sizes = {"size": len(commits), "distinct_size": len(commits)}
    ends = {"ref": "refs/heads/main", "head": shas[-1], "before": _sha(random)}
    return {"repository_id": int(REPO), "push_id": int(NUMBER), **sizes, **ends, "commits": commits}


def _pull(random: Random) -> Object:
    common = _issue(random)
    sides = {side: {"label": "Zowner:main", "ref": "main", "sha": _sha(random), "user": _user(), "repo": _repo(random)}
             for side in ("head", "base")}  # fmt: skip
    links = {name: {"href": f"{API}/repos/Zowner/repo/{name}/7"} for name in LINKS}
    counts = {"merged": False, "mergeable": None, "comments": 2, "review_comments": 0, "commits": 1, "additions": 40}
    rest = {"merged_at": None, "merge_commit_sha": _sha(random), "requested_reviewers": [_user()], "draft": False}
    return common | rest | sides | {"_links": links, **counts, "deletions": 3, "changed_files": 2}


def _issue(random: Random) -> Object:
    links = {f"{name}_url": f"{API}/repos/Zowner/repo/issues/7/{name}" for name in ("labels", "comments", "events")}
    labels = [
        {"id": n, "name": f"kind/{n}", "color": _sha(random)[:6], "url": f"{API}/repos/Zowner/repo/labels/{n}"}
        for n in range(random.randrange(4))
    ]
    more = {"labels": labels, "state": "open", "locked": False, "assignee": None, "assignees": [], "milestone": None}
    reactions = {"url": f"{API}/repos/Zowner/repo/issues/7/reactions", "total_count": 0, "+1": 0, "-1": 0}
    return {
        "url": f"{API}/repos/Zowner/repo/issues/7",
        "id": int(NUMBER),
        "node_id": _sha(random)[:20],
        **links,
        "number": 7,
        "title": _words(random, 8),
        "user": _user(),
        **more,
        **_times(),
        "closed_at": None,
        "author_association": "NONE",
        "body": _words(random, int(random.lognormvariate(4.7, 0.8))),
        "reactions": reactions,
    }


def _repo(random: Random) -> Object:
    links = {f"{link.split('{')[0]}_url": f"{API}/repos/Zowner/repo/{link}" for link in REPO_LINKS}
    figures = {"size": random.randrange(10**6), "stargazers_count": random.randrange(10**5), "forks_count": 7}
    named = {"id": int(REPO), "node_id": _sha(random)[:20], "name": "repo", "full_name": "Zowner/repo"}
    clones = {f"{way}_url": f"{way}://github.com/Zowner/repo.git" for way in ("git", "ssh", "clone", "svn", "html")}
    has = {f"has_{what}": True for what in ("issues", "projects", "downloads", "wiki", "pages", "discussions")}
    license_ = {
        "key": "apache-2.0",
        "name": "Apache License 2.0",
        "spdx_id": "Apache-2.0",
        "node_id": "MDc6TGljZW5zZTI=",
    }
    rest = {"language": "Go", "default_branch": "main", "license": license_, "archived": False, **clones, **has}
    return {**named, "owner": _user(), "description": _words(random, 9), **links, **_times(), **figures, **rest}


def _user() -> Object:
    address = f"{API}/users/Zlogin"
    links = {f"{link.split('{')[0]}_url": f"{address}/{link}" for link in USER_LINKS}
    images = {"avatar_url": f"https://avatars.githubusercontent.com/u/{PERSON.decode()}?v=4", "gravatar_id": ""}
    pages = {"url": address, "html_url": "https://github.com/Zlogin", "organizations_url": f"{address}/orgs"}
    kind = {"node_id": "MDQ6VXNlcjQxODk4Mjgy", "type": "User", "site_admin": False}
    return {"login": LOGIN.decode(), "id": int(PERSON), **images, **pages, **links, **kind}


def _times() -> Object:
    return {"created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"}


def _sha(random: Random) -> str:
    return f"{random.getrandbits(160):040x}"


def _words(random: Random, count: int) -> str:
    """Text with about the redundancy of prose: some words of many."""
    return " ".join(WORDS[int(len(WORDS) * random.random() ** 3)] for _ in range(count))


_MAKER = Random(0)
WORDS = ["".join(_MAKER.choices("etaoinshrdlucmfwypvbgk", k=_MAKER.randint(2, 10))) for _ in range(6000)]
