"""Lives of issues and pull requests, and the small events around them, as lists of (time, event)."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sample.objects import event, item, pull_fields, stamp, user
from sample.world import Person, Repo, World

Moment = tuple[datetime, dict[str, Any]]
TITLES = [
    "Fix flaky retry",
    "Add metrics for queue",
    "Update docs of install",
    "Bump dependency",
    "Refactor cache",
    "Handle empty config",
    "Speed up list calls",
    "Support new API version",
]
KINDS = ["kind/bug", "kind/feature", "kind/cleanup", "kind/documentation"]
SIGS = ["sig/node", "sig/network", "sig/storage", "sig/testing"]


class Lives:
    """Makes lives in one world; identifiers rise over all of them."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.identifier = 930_000_000
        self.sha = 0

    def pull_request(self, repo: Repo, author: Person, at: datetime, others: list[Person]) -> Iterator[Moment]:
        """Opened, discussed, reviewed, merged or closed or left open; with labels, commands and the merging push."""
        random = self.random
        pull = self._item(repo, author, at) | pull_fields(repo, int(random.lognormvariate(4, 1.3)))
        pull["body"] = "What this changes.\n\n/kind bug\n" if random.random() < 0.5 else "What this changes."
        yield at, self._event("PullRequestEvent", repo, author, at, "opened", pull_request=pull, number=pull["number"])
        labels = [
            f"size/{'XS' if pull['additions'] < 10 else 'M' if pull['additions'] < 100 else 'L'}",
            random.choice(KINDS),
        ]
        if repo.owner == "kubernetes":
            labels.append(random.choice(SIGS))
        now = at + self._wait(0.2 if author.kind == "Bot" else 3.0 if author.weight > 1 else 7.0)
        pull = pull | {"labels": [{"name": name} for name in labels]}
        if random.random() < 0.3:
            yield from self._comment(
                repo, random.choice(self.world.bots), at + timedelta(minutes=3), pull, "Coverage unchanged."
            )
        merges = random.random() < (0.88 if author.weight > 1 else 0.66)
        for _ in range(min(9, int(random.expovariate(0.6)))):
            who = random.choice(others) if random.random() < 0.7 else author
            if who is not author and random.random() < 0.45:
                yield from self._review(repo, who, now, pull, random.choice(["commented", "changes_requested"]))
            else:
                text = random.choice(
                    ["Thanks, one question.", "/retest", "cc @kubernetes/sig-node", "/hold", "/assign"]
                )
                yield from self._comment(repo, who, now, pull, text)
            pull = pull | {"comments": pull["comments"] + 1, "updated_at": stamp(now)}
            now += self._wait(5.0)
        if random.random() > 0.93:
            return
        approver = random.choice(others)
        if merges:
            yield from self._review(repo, approver, now, pull, "approved")
            pull = pull | {"labels": [*pull["labels"], {"name": "lgtm"}, {"name": "approved"}]}
            yield from self._comment(repo, approver, now + timedelta(minutes=1), pull, "/lgtm\n/approve")
            now += self._wait(1.5)
        yield from self._closing(repo, author, approver, now, pull, merges)

    def _closing(
        self, repo: Repo, author: Person, closer: Person, at: datetime, pull: dict[str, Any], merges: bool
    ) -> Iterator[Moment]:
        repo.open_items = max(0, repo.open_items - 1)
        closed = {"state": "closed", "closed_at": stamp(at), "updated_at": stamp(at)}
        if merges:
            closed |= {"merged": True, "merged_at": stamp(at), "merged_by": user(closer)}
        yield (
            at,
            self._event(
                "PullRequestEvent", repo, closer, at, "closed", pull_request=pull | closed, number=pull["number"]
            ),
        )
        if merges:
            pushed = at + timedelta(seconds=2)
            yield pushed, self.push(repo, closer, author, pushed, f"{pull['title']} (#{pull['number']})")

    def issue(self, repo: Repo, author: Person, at: datetime, others: list[Person]) -> Iterator[Moment]:
        """Opened, answered, often closed, sometimes opened again."""
        issue = self._item(repo, author, at) | {"labels": [{"name": self.random.choice(KINDS)}]}
        yield at, self._event("IssuesEvent", repo, author, at, "opened", issue=issue)
        now = at + self._wait(6.0)
        for _ in range(min(8, int(self.random.expovariate(0.5)))):
            yield from self._comment(
                repo, self.random.choice([author, *others]), now, issue, "I see this too.\n/priority important-soon"
            )
            issue = issue | {"comments": issue["comments"] + 1, "updated_at": stamp(now)}
            now += self._wait(20.0)
        if self.random.random() < 0.7:
            repo.open_items = max(0, repo.open_items - 1)
            closed = issue | {"state": "closed", "closed_at": stamp(now), "updated_at": stamp(now)}
            yield (
                now,
                self._event("IssuesEvent", repo, self.random.choice([author, *others]), now, "closed", issue=closed),
            )
            if self.random.random() < 0.05:
                now += self._wait(30.0)
                again = issue | {"updated_at": stamp(now)}
                yield now, self._event("IssuesEvent", repo, author, now, "reopened", issue=again)

    def push(self, repo: Repo, pusher: Person, author: Person, at: datetime, subject: str) -> dict[str, Any]:
        """A push of one to three commits, some of them written with an assistant."""
        commits = []
        for number in range(1 + int(self.random.random() < 0.2) + int(self.random.random() < 0.05)):
            self.sha += 1
            message = subject if number == 0 else f"Follow up: {subject}"
            share = 0.25 * (1 if author.home % 3 else 0.3)
            if self.random.random() < share:
                message += "\n\nCo-authored-by: Claude <noreply@anthropic.com>"
            elif self.random.random() < 0.1:
                message += "\n\nAssisted-by: Copilot <copilot@agents.example>"
            commits.append(
                {
                    "sha": f"{self.sha:040x}",
                    "author": {"name": author.name, "email": author.address},
                    "message": message,
                    "distinct": True,
                }
            )
        payload = {"push_id": self._next(), "size": len(commits), "distinct_size": len(commits)}
        payload |= {"ref": "refs/heads/main", "head": commits[-1]["sha"], "before": "0" * 40, "commits": commits}
        return event("PushEvent", repo, pusher, at, payload)

    def small(self, repo: Repo, person: Person, at: datetime) -> dict[str, Any]:
        """A star, fork, branch, wiki edit or comment on a commit."""
        draw = self.random.random()
        if draw < 0.62:
            repo.stars += 1
            return event("WatchEvent", repo, person, at, {"action": "started"})
        if draw < 0.85:
            repo.forks += 1
            fork = {"id": self._next(), "name": repo.name, "full_name": f"{person.login}/{repo.name}", "fork": True}
            return event("ForkEvent", repo, person, at, {"forkee": fork})
        if draw < 0.93:
            return event(
                "CreateEvent", repo, person, at, {"ref": "topic", "ref_type": "branch", "master_branch": "main"}
            )
        if draw < 0.97:
            return event("DeleteEvent", repo, person, at, {"ref": "topic", "ref_type": "branch"})
        if draw < 0.985:
            return event("GollumEvent", repo, person, at, {"pages": [{"page_name": "Home", "action": "edited"}]})
        comment = {
            "id": self._next(),
            "user": user(person),
            "created_at": stamp(at),
            "body": "Why?",
            "commit_id": f"{max(1, self.sha):040x}",
        }
        return event("CommitCommentEvent", repo, person, at, {"comment": comment})

    def release(self, repo: Repo, person: Person, at: datetime) -> Iterator[Moment]:
        """A tag and its release."""
        repo.release += 1
        tag = f"v1.{repo.release}.0"
        yield at, event("CreateEvent", repo, person, at, {"ref": tag, "ref_type": "tag", "master_branch": "main"})
        release = {"id": self._next(), "tag_name": tag, "name": tag, "author": user(person), "draft": False}
        release |= {"prerelease": False, "created_at": stamp(at), "published_at": stamp(at)}
        later = at + timedelta(minutes=5)
        yield later, event("ReleaseEvent", repo, person, later, {"action": "published", "release": release})

    def _item(self, repo: Repo, author: Person, at: datetime) -> dict[str, Any]:
        number, repo.next_number = repo.next_number, repo.next_number + 1
        repo.open_items += 1
        return item(repo, author, at, number, self._next(), self.random.choice(TITLES))

    def _comment(self, repo: Repo, person: Person, at: datetime, on: dict[str, Any], body: str) -> Iterator[Moment]:
        comment = {
            "id": self._next(),
            "user": user(person),
            "created_at": stamp(at),
            "updated_at": stamp(at),
            "body": body,
        }
        keys = (
            "id",
            "number",
            "title",
            "state",
            "locked",
            "user",
            "labels",
            "assignees",
            "milestone",
            "created_at",
            "body",
        )
        issue = {key: on[key] for key in keys} | {
            "comments": on["comments"] + 1,
            "updated_at": stamp(at),
            "closed_at": None,
        }
        if "base" in on:
            # GitHub keeps an issue of each pull request, under an id of its own.
            issue |= {"id": on["id"] + 10**9, "pull_request": {"url": f"{repo.full_name}/pull/{on['number']}"}}
        yield at, self._event("IssueCommentEvent", repo, person, at, "created", issue=issue, comment=comment)

    def _review(self, repo: Repo, person: Person, at: datetime, pull: dict[str, Any], state: str) -> Iterator[Moment]:
        review = {"id": self._next(), "user": user(person), "state": state, "submitted_at": stamp(at), "body": ""}
        seen = pull | {"updated_at": stamp(at)}
        yield at, self._event("PullRequestReviewEvent", repo, person, at, "created", review=review, pull_request=seen)
        if self.random.random() < 0.6:
            at += timedelta(seconds=1)
            comment = {
                "id": self._next(),
                "user": user(person),
                "created_at": stamp(at),
                "body": "Here?",
                "path": "main.go",
            }
            comment["pull_request_review_id"] = review["id"]
            yield (
                at,
                self._event(
                    "PullRequestReviewCommentEvent", repo, person, at, "created", comment=comment, pull_request=seen
                ),
            )

    def _event(
        self, kind: str, repo: Repo, person: Person, at: datetime, action: str, **payload: Any
    ) -> dict[str, Any]:
        return event(kind, repo, person, at, {"action": action, **payload})

    def _next(self) -> int:
        self.identifier += 1
        return self.identifier

    def _wait(self, hours: float) -> timedelta:
        return timedelta(hours=min(2000.0, self.random.lognormvariate(math.log(hours), 1.2)))
