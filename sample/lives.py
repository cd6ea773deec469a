"""Lives of issues, and what they share with those of pull requests: labels, assignees, comments, closing."""

from typing import Any

from sample import objects, texts
from sample.rhythm import stamp
from sample.stage import Life, Stage
from sample.world import Person, Repo


class Conversation:
    """An issue or pull request. `shapes` are its payload objects, which change together as it lives."""

    is_pull = False

    def __init__(self, stage: Stage, repo: Repo, author: Person, title: str, body: str) -> None:
        self.stage, self.repo, self.author = stage, repo, author
        self.number, repo.next_number = repo.next_number, repo.next_number + 1
        common = objects.item(repo, author, stage.now, self.number, title, body)
        if not author.machine and repo.milestone and stage.chance(0.12):
            common["milestone"] = repo.milestone
        self.issue = objects.issue(repo, stage.thing(), common, self.is_pull)
        self.common = common
        self.shapes = [self.issue]
        self.labels: list[str] = []
        self.assignees: list[Person] = []
        repo.open_items += 1

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.issue["state"] == "open"

    def change(self, **fields: Any) -> None:
        """New values, as of now."""
        for shape in self.shapes:
            shape.update(fields, updated_at=stamp(self.stage.now))

    def label(self, *names: str) -> None:
        """Put labels on."""
        self.labels += [name for name in names if name not in self.labels]
        self.change(labels=[objects.label(name) for name in self.labels])

    def unlabel(self, *names: str) -> None:
        """Take labels off."""
        self.labels = [name for name in self.labels if name not in names]
        self.change(labels=[objects.label(name) for name in self.labels])

    def assign(self, person: Person) -> None:
        """One assignee more."""
        if person not in self.assignees:
            self.assignees.append(person)
            listed = [objects.user(one) for one in self.assignees]
            self.change(assignee=listed[0], assignees=listed)

    def say(self, person: Person, body: str) -> None:
        """A comment."""
        self.issue["comments"] += 1
        self.change()
        anchor = "issuecomment-"
        page = self.issue["html_url"]
        comment = objects.comment(page, anchor, self.stage.thing(), self.repo, person, self.stage.now, body)
        payload = {"action": "created", "issue": self.issue, "comment": comment}
        self.stage.emit("IssueCommentEvent", self.repo, person, payload)

    def shut(self, **fields: Any) -> None:
        """Closed now."""
        self.repo.open_items = max(0, self.repo.open_items - 1)
        self.change(state="closed", closed_at=stamp(self.stage.now), **fields)

    def open_again(self, **fields: Any) -> None:
        """Reopened now."""
        self.repo.open_items += 1
        self.change(state="open", closed_at=None, **fields)

    def robot(self) -> Person:
        """The robot that answers commands."""
        return self.stage.world.bots["k8s-ci-robot"]

    def mention(self) -> str:
        """A team of the project, mentioned."""
        team = self.stage.random.choice(self.repo.project.teams)
        # A team can be mentioned only within its own organization; Kubernetes' are in this one.
        return f"@{self.repo.project.owner}/{team}"


class Issue(Conversation):
    """Opened, triaged, talked about; closed by people, by a merge, by a robot, or never; sometimes opened again."""

    def __init__(self, stage: Stage, repo: Repo, author: Person) -> None:
        self.kind, title = texts.problem(stage.random)
        body = texts.STEPS + (f"\r\n/{self.kind.replace('/', ' ')}\r\n" if repo.project.prow else "")
        super().__init__(stage, repo, author, title, body)

    def life(self) -> Life:
        """The whole life."""
        stage = self.stage
        self.act(self.author, "opened")
        # Of those that stay open, pull requests fix only the newer ones.
        self.repo.open_issues = [*self.repo.open_issues[-120:], self]
        if self.repo.project.prow:
            yield stage.soon(4, 40)
            self.label(self.kind, "needs-triage")
            self.say(self.robot(), texts.AWAITING)
        else:
            self.label(self.kind)
        yield from self.talk()
        yield from self.ending()

    def talk(self) -> Life:
        """Triage and comments, until nobody has more to say."""
        stage, random, repo = self.stage, self.stage.random, self.repo
        for turn in range(min(9, int(random.expovariate(0.62)))):
            from_team = turn == 0 or stage.chance(0.4)
            asks = self.author if stage.chance(0.5) and turn else stage.cast.stranger()
            who = stage.cast.reviewer(repo, self.author) if from_team else asks
            yield stage.turn(who, repo.project.pace * (1.6 if turn == 0 else 3.0), 1.5)
            if not self.is_open:
                return
            if from_team:
                self.triage(who)
            else:
                self.say(who, random.choice(texts.REPORTS))

    def triage(self, who: Person) -> None:
        """What a member of the team says: words and commands; labels and assignees follow them."""
        stage, random = self.stage, self.stage.random
        lines = [random.choice(texts.TRIAGE)]
        if self.repo.project.prow and "needs-triage" in self.labels:
            self.unlabel("needs-triage")
            self.label("triage/accepted")
            lines.append("/triage accepted")
            if self.repo.owner.startswith("kubernetes"):
                sig = random.choice(texts.SIGS)
                self.label(f"sig/{sig}")
                lines.append(f"/sig {sig}")
        if stage.chance(0.2):
            self.label(random.choice(texts.AREAS))
        if stage.chance(0.25):
            helper = stage.cast.member(self.repo)
            self.assign(helper)
            lines.append(f"/assign @{helper.login}" if self.repo.project.prow else f"cc @{helper.login}")
        if stage.chance(0.12):
            lines.append(f"cc {self.mention()}")
        self.say(who, "\n".join(lines))

    def ending(self) -> Life:
        """Closed for one reason or another, or left open."""
        stage, draw = self.stage, self.stage.random.random()
        if draw < 0.52:
            closer = stage.cast.reviewer(self.repo, self.author) if draw < 0.36 else self.author
            yield stage.turn(closer, 60.0, 1.6)
            self.close(closer, "completed" if stage.chance(0.8) else "not_planned")
        elif draw < 0.68:
            yield stage.soon(85 * 86_400, 95 * 86_400)
            yield from self.rot()
        if not self.is_open and stage.chance(0.06):
            yield stage.turn(self.author, 40.0)
            if not self.is_open:
                self.open_again(state_reason="reopened")
                self.repo.open_issues.append(self)
                self.act(self.author, "reopened")
                yield stage.turn(self.author, 120.0)
                self.close(self.author, "completed")

    def rot(self) -> Life:
        """A robot finds it stale, and closes it a month later."""
        robot = self.stage.world.bots["k8s-triage-robot" if self.repo.project.prow else "github-actions[bot]"]
        if self.is_open:
            self.say(robot, texts.STALE)
            self.label("lifecycle/stale")
            yield self.stage.soon(29 * 86_400, 31 * 86_400)
        if self.is_open:
            self.say(robot, texts.ROTTEN)
            yield self.stage.soon(2, 9)
            self.close(robot, "not_planned")

    def close(self, person: Person, reason: str) -> None:
        """Close it, unless it is closed."""
        if self in self.repo.open_issues:
            self.repo.open_issues.remove(self)
        if self.is_open:
            self.shut(state_reason=reason)
            self.act(person, "closed")

    def act(self, person: Person, action: str) -> None:
        """An event of the issue itself."""
        self.stage.emit("IssuesEvent", self.repo, person, {"action": action, "issue": self.issue})
