"""What begins on each day: who opens, stars, pushes what and when, at a rate that leads to the wanted events."""

from collections.abc import Callable
from typing import Any

from sample import others
from sample.lives import Issue
from sample.pulls import Pull
from sample.rhythm import DAY, busy, during, poisson
from sample.stage import Life, Stage
from sample.world import Person, Repo, running

KINDS = ("pull", "issue", "star", "fork", "push", "branch", "wiki", "comment", "member")
SHARES = running([0.36, 0.17, 0.55, 0.05, 0.05, 0.015, 0.01, 0.015, 0.003])
EVENTS_A_LIFE = 3.75  # on average; most of them are a pull request's
WARM_UP = 60  # days before the span
INSTANT: dict[str, Callable[[Stage, Repo, Person], Any]] = {
    "fork": others.fork,
    "push": others.direct_push,
    "wiki": others.wiki,
    "comment": others.commit_comment,
    "member": others.member,
}


class Plan:
    """Starts lives day by day. It watches how many events there are so far, as lives are of very different length."""

    def __init__(self, stage: Stage, wanted: int) -> None:
        self.stage, self.wanted = stage, wanted
        self.repos = stage.world.repos
        self.arriving: dict[int, list[Person]] = {}
        for person in stage.world.people:
            self.arriving.setdefault(person.since, []).append(person)
        first = stage.first // DAY
        self.weights = [busy(first + day) * sum(self._shares(day)) for day in range(stage.days)]
        self.expected = 0.0
        for repo in self.repos:
            stage.start(stage.first - WARM_UP * DAY, others.releases(stage, repo))

    def _shares(self, day: int) -> list[float]:
        progress = max(0, day) / self.stage.days
        return [repo.share * (1 + (repo.project.growth - 1) * progress) for repo in self.repos]

    def begin(self, day: int) -> None:
        """Let everything start that starts on this day."""
        stage, random = self.stage, self.stage.random
        at = stage.first + day * DAY
        stage.cast.call(day, at)
        rate = self._correction(day) * self.wanted / sum(self.weights) / EVENTS_A_LIFE * busy(at // DAY)
        for repo, share in zip(self.repos, self._shares(day), strict=True):
            for kind in random.choices(KINDS, cum_weights=SHARES, k=poisson(random, rate * share)):
                self._start(kind, repo, at)
        for person in self.arriving.get(day, []):
            repo = random.choice([repo for repo in self.repos if repo.place in person.projects])
            life = contribution if stage.chance(0.7) else report
            stage.start(during(random, person, at), life(stage, repo, person))

    def _correction(self, day: int) -> float:
        if day < 1:
            return 1.0
        self.expected += self.weights[day - 1] / sum(self.weights)
        missing = self.wanted * self.expected - self.stage.events
        return min(1.6, max(0.5, 1 + 0.2 * missing / (self.wanted / self.stage.days)))

    def _start(self, kind: str, repo: Repo, day: int) -> None:
        stage, random, cast = self.stage, self.stage.random, self.stage.cast
        if kind == "pull":
            who = self._author(repo)
            life = contribution(stage, repo, who)
        elif kind == "issue":
            who = cast.member(repo) if stage.chance(0.55) else cast.stranger()
            life = report(stage, repo, who)
        elif kind == "branch":
            who = cast.reviewer(repo, stage.world.agents[0])
            life = others.branch(stage, repo, who)
        elif kind == "star":
            who = cast.stranger()  # whose hours it has; who it is, the moment tells
            life = once(others.star, stage, repo)
        else:
            outside = kind in ("fork", "comment")
            who = cast.stranger() if outside else cast.reviewer(repo, stage.world.agents[0])
            if kind == "push" and stage.chance(0.3):
                who = stage.world.bots["fluxcdbot" if repo.owner == "fluxcd" else "github-actions[bot]"]
            life = once(INSTANT[kind], stage, repo, who)
        stage.start(during(random, who, day), life)

    def _author(self, repo: Repo) -> Person:
        """Who opens a pull request: mostly people, some robots, more and more agents."""
        stage, draw = self.stage, self.stage.random.random()
        world = stage.world
        if draw < 0.09:
            return world.bots["dependabot[bot]" if repo.place % 3 else "renovate[bot]"]
        if draw < 0.1:
            return world.bots["github-actions[bot]"]
        if draw < 0.105 + 0.07 * stage.progress**1.5:
            return stage.random.choices(world.agents, (6, 3, 1))[0]
        return stage.cast.stranger() if draw > 0.985 else stage.cast.member(repo)


def contribution(stage: Stage, repo: Repo, person: Person) -> Life:
    """A pull request, and the fork that it comes from."""
    if not person.machine and person.since >= 0 and not repo.forked.get(person.person_id):
        others.fork(stage, repo, person)
        yield stage.soon(900, 9000)
    yield from Pull(stage, repo, person).life()


def report(stage: Stage, repo: Repo, person: Person) -> Life:
    """An issue."""
    yield from Issue(stage, repo, person).life()


def once(act: Callable[..., Any], *arguments: Any) -> Life:
    """Something that happens at once."""
    act(*arguments)
    yield from ()
