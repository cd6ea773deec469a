"""Lives of pull requests: opened, labelled by robots, reviewed in rounds, merged or closed or left open."""

from typing import Any

from sample import objects, texts
from sample.commits import push
from sample.lives import Conversation
from sample.rhythm import stamp
from sample.stage import Life, Stage
from sample.world import Person, Repo

HOLD, WORK_IN_PROGRESS, NEEDS_REBASE = "do-not-merge/hold", "do-not-merge/work-in-progress", "needs-rebase"


class Pull(Conversation):
    """A pull request. `counts` is what only events of its own show."""

    is_pull = True

    def __init__(self, stage: Stage, repo: Repo, author: Person) -> None:
        random = stage.random
        self.by_bot = author in stage.world.bots.values()
        self.is_new = author.person_id not in repo.merged and not author.senior(stage.day)
        self.kind, title = texts.change(random) if not self.by_bot else ("kind/cleanup", texts.bump(random))
        self.fixed = random.choice(repo.open_issues[-40:]) if repo.open_issues and stage.chance(0.22) else None
        self.lines = int(random.lognormvariate(1.2 if self.by_bot else 3.7, 1.5)) + 1
        super().__init__(stage, repo, author, title, self.words(repo))
        draft = not self.by_bot and stage.chance(0.08)
        self.pull = objects.pull(repo, stage.thing(), self.common, draft)
        self.counts = objects.counts(self.lines)
        self.shapes.append(self.pull)
        self.reviewers: list[Person] = []
        # Machines and those who may push work in the repository itself, everybody else in a fork.
        self.inside = author.machine or (author.senior(stage.day) and stage.chance(0.15))
        self.branch = f"{author.login.removesuffix('[bot]')}/{'update' if self.by_bot else 'change'}-{self.number}"
        self.head, self.base = stage.sha(), repo.head

    def words(self, repo: Repo) -> str:
        """The body, with commands where a robot reads them."""
        body = texts.TEMPLATE.format(f"Fixes #{self.fixed.number}" if self.fixed else "none")
        return body + (f"\r\n/{self.kind.replace('/', ' ')}\r\n" if repo.project.prow else "")

    def life(self) -> Life:
        """The whole life."""
        stage = self.stage
        self.begin()
        yield from self.machines()
        yield from self.rounds()
        draw = stage.random.random()
        merges = 0.72 if self.by_bot else 0.5 if self.author.machine else 0.6 if self.is_new else 0.86
        if draw < merges:
            yield from self.approval()
        elif draw < merges + (1 - merges) * 0.7:
            yield from self.rejection()

    def begin(self) -> None:
        """Open it."""
        if self.inside:
            payload = {"ref": self.branch, "ref_type": "branch", "master_branch": "main", "description": None}
            self.stage.emit("CreateEvent", self.repo, self.author, payload | {"pusher_type": "user"})
        if not self.repo.project.prow and not self.author.machine and self.stage.chance(0.5):
            self.ask(self.stage.cast.reviewer(self.repo, self.author))
        self.act(self.author, "opened")

    def machines(self) -> Life:
        """Robots answer within minutes: labels, greetings, coverage."""
        stage, prow = self.stage, self.repo.project.prow
        yield stage.soon(8, 90)
        self.label(texts.size(self.lines), self.kind)
        if prow:
            self.label("cncf-cla: yes", *([WORK_IN_PROGRESS] if self.pull["draft"] else []))
            if self.repo.owner.startswith("kubernetes"):
                self.label(f"sig/{stage.random.choice(texts.SIGS)}")
            if self.is_new and not self.author.machine:
                self.label("needs-ok-to-test")
                self.say(self.robot(), texts.WELCOME.format(self.author.login))
            if stage.chance(0.7):
                self.say(self.robot(), texts.NOT_APPROVED)
        elif self.by_bot:
            self.label("dependencies")
        if not prow and not self.by_bot and stage.chance(0.35):
            yield stage.soon(600, 2400)
            self.say(stage.world.bots["codecov[bot]"], texts.COVERAGE)
        if not self.by_bot and stage.chance(0.02 + 0.2 * stage.progress**1.5):
            yield stage.soon(120, 900)
            self.review(stage.world.agents[0], "commented", 1 + int(stage.random.expovariate(0.8)))

    def rounds(self) -> Life:
        """Reviewers speak, the author answers, until both are content."""
        stage, random = self.stage, self.stage.random
        patience = 1.9 if self.is_new else 1.0
        wanted = 0.25 if self.by_bot else 1.1 + 0.25 * min(8.0, self.lines**0.35)
        for turn in range(min(9, int(random.expovariate(1 / wanted)))):
            who = stage.cast.reviewer(self.repo, self.author)
            yield stage.turn(who, self.repo.project.pace * patience * (1.0 if turn == 0 else 0.7), 1.4)
            if not self.is_open:
                return
            self.answer(who)
            if not self.author.machine and self.author.until > stage.day and stage.chance(0.8):
                yield stage.turn(self.author, 5.0 * patience, 1.5)
                if self.is_open:
                    self.reply(who)

    def answer(self, who: Person) -> None:
        """A reviewer's turn: a review, or a comment with or without commands."""
        stage, random, prow = self.stage, self.stage.random, self.repo.project.prow
        if "needs-ok-to-test" in self.labels:
            self.unlabel("needs-ok-to-test")
            self.label("ok-to-test")
            self.say(who, "/ok-to-test")
        if stage.chance(0.62):
            state = "changes_requested" if stage.chance(0.25) else "commented"
            self.review(who, state, int(random.expovariate(0.55)))
            return
        lines = [random.choice(texts.THANKS)]
        if prow and stage.chance(0.5):
            other = stage.cast.reviewer(self.repo, self.author)
            lines.append(
                random.choice(("/retest", f"/assign @{other.login}", f"/cc @{other.login}", "/priority backlog"))
            )
            if lines[-1].startswith("/assign"):
                self.assign(other)
            if lines[-1].startswith("/cc"):
                self.ask(other)
        if stage.chance(0.12):
            lines.append(f"cc {self.mention()}")
        if prow and stage.chance(0.08) and HOLD not in self.labels:
            self.label(HOLD)
            lines.append("/hold")
        if prow and self.repo.milestone and stage.chance(0.06):
            self.change(milestone=self.repo.milestone)
            lines.append(f"/milestone v1.{self.repo.minor + 1}")
        self.say(who, "\n".join(lines))

    def reply(self, to: Person) -> None:
        """The author's turn: words, new commits, another test run."""
        stage, random = self.stage, self.stage.random
        if stage.chance(0.5):
            self.head = stage.sha()
            more = int(self.lines * random.uniform(0, 0.3))
            self.counts["commits"] += random.random() < 0.7
            self.counts["additions"] += more
            self.counts["deletions"] += more // 4
            self.unlabel(NEEDS_REBASE)
            if self.pull["draft"]:
                self.change_pull(draft=False)
                self.unlabel(WORK_IN_PROGRESS)
            if "lgtm" in self.labels:
                self.unlabel("lgtm")
                self.say(self.robot(), texts.LGTM_GONE)
        elif self.repo.project.prow and stage.chance(0.15):
            self.label(NEEDS_REBASE)
            self.say(self.robot(), texts.REBASE)
        if self.repo.project.prow and stage.chance(0.3):
            self.say(self.robot(), texts.TESTS.format(self.author.login))
            self.say(self.author, "/retest")
        elif stage.chance(0.45):
            self.review(self.author, "commented", 1, to)
        else:
            self.say(self.author, random.choice(texts.ANSWERS))

    def approval(self) -> Life:
        """Approved and merged: by a robot on /lgtm and /approve, elsewhere by hand."""
        stage = self.stage
        who = stage.cast.reviewer(self.repo, self.author)
        yield stage.turn(who, self.repo.project.pace * (0.4 if self.by_bot else 1.9 if self.is_new else 0.8), 1.5)
        if not self.is_open:
            return
        if self.pull["draft"]:
            self.change_pull(draft=False)
        self.unlabel(WORK_IN_PROGRESS, NEEDS_REBASE)
        if self.repo.project.prow:
            yield from self.commands(who)
            merger = self.robot()
        else:
            if not self.by_bot or stage.chance(0.5):
                self.review(who, "approved", int(stage.chance(0.1)))
            merger = self.author if self.author.senior(stage.day) and stage.chance(0.45) else who
            if stage.chance(0.35):
                yield stage.turn(merger, 6.0)
        if self.is_open:
            yield from self.merge(merger)

    def commands(self, who: Person) -> Life:
        """/lgtm, /approve, and the robot that sets the labels and merges when the tests have passed."""
        stage = self.stage
        both = stage.chance(0.5)
        if stage.chance(0.4):
            self.review(who, "approved", 0)
        self.say(who, "/lgtm\n/approve" if both else "Thanks!\n/lgtm")
        yield stage.soon(4, 25)
        self.label("lgtm", *(["approved"] if both else []))
        self.say(self.robot(), texts.LGTM_ADDED)
        if not both:
            approver = stage.cast.reviewer(self.repo, self.author)
            yield stage.turn(approver, self.repo.project.pace * 0.7)
            self.say(approver, "/approve")
            yield stage.soon(4, 25)
            self.label("approved")
        self.say(self.robot(), texts.APPROVED)
        if HOLD in self.labels:
            yield stage.turn(self.author, 3.0)
            self.unlabel(HOLD)
            self.say(self.author, "/hold cancel")
        yield stage.soon(900, 9000)

    def merge(self, merger: Person) -> Life:
        """Merged, pushed, and what it fixes is closed."""
        stage, now = self.stage, stamp(self.stage.now)
        self.base, sha = self.repo.head, stage.sha()
        self.shut()
        self.change_pull(merged_at=now, merge_commit_sha=sha)
        self.counts.update(merged=True, merged_by=objects.user(merger))
        self.act(merger, "closed")
        self.repo.merged.add(self.author.person_id)
        yield stage.soon(1, 3)
        subject = f"{self.pull['title']} (#{self.number})"
        push(stage, self.repo, merger, self.author, subject, sha, self.counts["commits"], self.reviewers[:1])
        if self.inside:
            payload = {"ref": self.branch, "ref_type": "branch", "pusher_type": "user"}
            stage.emit("DeleteEvent", self.repo, merger, payload)
        if self.fixed:
            self.fixed.close(merger, "completed")

    def rejection(self) -> Life:
        """Closed without a merge; seldom opened again, and then merged after all."""
        stage = self.stage
        closer = self.author if stage.chance(0.4) else stage.cast.reviewer(self.repo, self.author)
        yield stage.turn(closer, 90.0, 1.5)
        if not self.is_open:
            return
        if closer is not self.author and stage.chance(0.7):
            self.say(closer, "Closing, as this was solved elsewhere.\n/close")
        self.shut()
        self.act(closer, "closed")
        if stage.chance(0.1):
            yield stage.turn(self.author, 20.0)
            self.open_again()
            self.act(self.author, "reopened")
            yield from self.approval()

    def review(self, who: Person, state: str, remarks: int, to: Person | None = None) -> None:
        """A review with remarks on lines; each of those is an event of its own."""
        stage, page = self.stage, self.pull["html_url"]
        self.reviewers += [who] if who is not self.author and who not in self.reviewers else []
        self.counts["review_comments"] += remarks
        asked = [one for one in self.pull["requested_reviewers"] if one is not objects.user(who)]
        self.change()
        self.change_pull(requested_reviewers=asked)
        self.place()
        review = objects.comment(page, "pullrequestreview-", stage.thing(), self.repo, who, stage.now, None)
        at = review.pop("created_at")
        review.update(commit_id=self.head, submitted_at=at, state=state)
        payload = {"action": "created", "review": review, "pull_request": self.pull}
        stage.emit("PullRequestReviewEvent", self.repo, who, payload)
        for _ in range(remarks):
            words = texts.ANSWERS if to else texts.REMARKS
            body = stage.random.choice(words)
            remark = objects.comment(page, "discussion_r", stage.thing(), self.repo, who, stage.now, body)
            remark.update(pull_request_review_id=review["id"], commit_id=self.head, path="pkg/main.go", line=12)
            payload = {"action": "created", "comment": remark, "pull_request": self.pull}
            stage.emit("PullRequestReviewCommentEvent", self.repo, who, payload)

    def ask(self, person: Person) -> None:
        """Request a review."""
        asked = self.pull["requested_reviewers"]
        if objects.user(person) not in asked:
            self.change_pull(requested_reviewers=[*asked, objects.user(person)])

    def change_pull(self, **fields: Any) -> None:
        """New values of what an issue does not have."""
        self.pull.update(fields, updated_at=stamp(self.stage.now))

    def place(self) -> None:
        """Set the two branches, with the repositories' figures of now."""
        repo, now = self.repo, self.stage.now
        here = objects.repository(repo, now)
        there = here if self.inside else objects.fork(repo, self.author, self.fork_id(), now)
        owner = repo.owner if self.inside else self.author.login
        user = objects.owner(repo) if self.inside else objects.user(self.author)
        head = {"label": f"{owner}:{self.branch}", "ref": self.branch, "sha": self.head, "user": user, "repo": there}
        base = {"label": f"{repo.owner}:main", "ref": "main", "sha": self.base, "user": objects.owner(repo)}
        self.pull.update(head=head, base=base | {"repo": here})

    def fork_id(self) -> int:
        """The id of the author's fork."""
        return self.repo.forked.setdefault(self.author.person_id, 0) or self._forked()

    def _forked(self) -> int:
        self.repo.forked[self.author.person_id] = identifier = self.stage.thing()
        return identifier

    def act(self, person: Person, action: str) -> None:
        """An event of the pull request itself."""
        self.place()
        self.counts["comments"] = self.issue["comments"]
        payload = {"action": action, "number": self.number, "pull_request": self.pull | self.counts}
        self.stage.emit("PullRequestEvent", self.repo, person, payload)
