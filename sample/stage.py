"""The simulation: lives take turns in the order of time, and what they do becomes an event at once.

A life is a generator: it does something at `stage.now`, and yields the time at which it goes on. Only lives that go on
are in memory, whatever the number of events; a payload shows things as they are at that moment.
"""

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from random import Random

import orjson

from sample import objects
from sample.rhythm import DAY, busy, later, stamp, working
from sample.world import PROJECTS, Person, Repo, World, running

Life = Generator[int, None, None]
Writer = Callable[[int, bytes], None]  # (second, line)
FIRST_EVENT = 40_000_000_000
FIRST_THING = 930_000_000  # issues, pull requests, comments, forks ...


class Stage:
    """World, clock and random numbers. Events before `first` happen, but are not written: the span begins in the
    middle of things, and some things are still going on when it ends.
    """

    def __init__(self, world: World, random: Random, first: int, days: int, write: Writer) -> None:
        self.world, self.random, self.first, self.days, self.write = world, random, first, days, write
        self.now = first
        self.events = 0
        self.cast = Cast(world, random)
        self._heap: list[tuple[int, int, Life]] = []
        self._order = 0
        self._things = FIRST_THING

    @property
    def day(self) -> int:
        """The day of the span, negative before it."""
        return (self.now - self.first) // DAY

    @property
    def progress(self) -> float:
        """How much of the span is over, 0 to 1."""
        return min(1.0, max(0.0, (self.now - self.first) / (self.days * DAY)))

    def start(self, at: int, life: Life) -> None:
        """Let a life begin or go on at a time."""
        self._order += 1
        # The order keeps lives of the same second apart, which cannot be compared.
        heappush(self._heap, (at, self._order, life))

    def run(self, until: int) -> None:
        """Everything that happens before `until`."""
        heap = self._heap
        while heap and heap[0][0] < until:
            self.now, _, life = heappop(heap)
            again = next(life, None)
            if again is not None:
                self.start(max(again, self.now), life)

    def emit(self, kind: str, repo: Repo, person: Person, payload: objects.Object) -> None:
        """An event now, keys in the archive's order."""
        if self.now < self.first:
            return
        name, org = objects.place(repo)
        event = {
            "id": str(FIRST_EVENT + self.events),
            "type": kind,
            "actor": objects.actor(person),
            "repo": name,
            "payload": payload,
            "public": True,
            "created_at": stamp(self.now),
            "org": org,
        }
        self.events += 1
        self.write(self.now, orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))

    def turn(self, person: Person, hours: float, spread: float = 1.2) -> int:
        """When the person comes to it: after a wait of about so many hours, in their working time."""
        return working(self.random, person, self.now + later(self.random, hours, spread))

    def soon(self, least: int, most: int) -> int:
        """A time in so many seconds."""
        return self.now + self.random.randint(least, most)

    def chance(self, share: float) -> bool:
        """True in `share` of cases."""
        return self.random.random() < share

    def thing(self) -> int:
        """An identifier that nothing else has."""
        self._things += 1
        return self._things

    def sha(self) -> str:
        """The name of a new commit."""
        return f"{self.random.getrandbits(160):040x}"


class Cast:
    """Who is around today in each project, and who takes the next part."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.members: dict[int, tuple[list[Person], list[float]]] = {}
        self.reviewers: dict[int, tuple[list[Person], list[float]]] = {}

    def call(self, day: int, at: int) -> None:
        """Gather those who are there on this day."""
        weekend = busy(at // DAY) < 0.5
        members: dict[int, list[Person]] = {}
        for person in self.world.people:
            if person.since <= day < person.until:
                for place in person.projects:
                    members.setdefault(place, []).append(person)
        for place in range(len(PROJECTS)):
            present = members.get(place) or self.world.people[place :: len(PROJECTS)][:4]
            weights = [_weight(person, day, weekend) for person in present]
            self.members[place] = (present, running(weights))
            seniors = [person for person in present if person.senior(day)]
            if len(seniors) < 3:
                seniors = sorted(present, key=lambda person: person.since)[:4]
            self.reviewers[place] = (seniors, running([person.weight**0.7 for person in seniors]))

    def member(self, repo: Repo) -> Person:
        """Somebody of the project, those who do much more often."""
        people, weights = self.members[repo.place]
        return self.random.choices(people, cum_weights=weights)[0]

    def reviewer(self, repo: Repo, author: Person) -> Person:
        """Somebody who reviews, not their own work."""
        people, weights = self.reviewers[repo.place]
        for _ in range(4):
            person = self.random.choices(people, cum_weights=weights)[0]
            if person is not author:
                return person
        return people[0] if people[0] is not author else people[-1]

    def stranger(self) -> Person:
        """Somebody from outside."""
        return self.random.choice(self.world.crowd)

    def gazer(self, repo: Repo) -> Person:
        """The next of the crowd to star the repository: nobody twice, before everybody has."""
        repo.gazers += 1
        return self.world.crowd[repo.gazers * 7919 % len(self.world.crowd)]


def _weight(person: Person, day: int, weekend: bool) -> float:
    known = 1.0 if person.since < 0 else min(1.0, 0.25 + (day - person.since) / 150)
    return person.weight * known * (person.weekend if weekend else 1.0)
