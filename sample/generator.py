"""Hour files in GH Archive's format: two years of invented people at work on a dozen projects, the same for a seed."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
from isal import igzip

from sample.lives import Lives, Moment
from sample.world import Person, Repo, World, make

MARK = "SAMPLE_DATA"
EVENTS_A_DAY = 150
EVENTS_A_LIFE = 3.61  # pull requests have many, stars one; weekends, holidays and growth are in it
LAST_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class SampleReport:
    """What was written: events, hour files, seconds."""

    events: int
    files: int
    seconds: float


def write_hours(
    folder: Path, *, seed: int = 1, days: int = 730, until: date | None = None, events: int | None = None
) -> SampleReport:
    """Write one file for every hour of the `days` before `until`; about `events` events, by default 150 a day.

    Payloads are full ones on every day, unlike GitHub's own since October 2025, so that each metric has something to
    show. What would happen after `until` is left out: some pull requests are still open.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Generated: the people and everything they do here are invented.\n", encoding="utf-8")
    first = datetime.combine(until or LAST_DAY, datetime.min.time()) - timedelta(days=days)
    a_day = events / days if events else EVENTS_A_DAY
    hours: dict[int, list[tuple[datetime, int, dict[str, Any]]]] = {}
    written = files = order = 0
    for day, moments in _days(Random(seed), first, days, a_day):
        for at, event in moments:
            order += 1
            hour = int((at - first).total_seconds() // 3600)
            if hour < days * 24:
                hours.setdefault(hour, []).append((at.replace(microsecond=0), order, event))
        for hour in range(day * 24, (day + 1) * 24):
            written += _write(folder, first + timedelta(hours=hour), hours.pop(hour, []), written)
            files += 1
    return SampleReport(written, files, time.monotonic() - started)


def _write(folder: Path, at: datetime, moments: list[tuple[datetime, int, dict[str, Any]]], written: int) -> int:
    lines = []
    for number, (_, _, event) in enumerate(sorted(moments, key=lambda moment: moment[:2]), 1):
        event["id"] = str(40_000_000_000 + written + number)
        lines.append(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))
    data = igzip.compress(b"".join(lines), 1)
    (folder / f"{at:%Y-%m-%d}-{at.hour}.json.gz").write_bytes(data)
    return len(lines)


def _days(random: Random, first: datetime, days: int, a_day: float) -> Iterator[tuple[int, list[Moment]]]:
    """The moments that begin on each day; lives reach into later days, never into earlier ones."""
    world = make(random, days)
    lives = Lives(world, random)
    total = sum(repo.share for repo in world.repos)

    scale = a_day / EVENTS_A_LIFE
    for day in range(days):
        date_ = first + timedelta(days=day)
        rhythm = (1.15 if date_.weekday() < 5 else 0.35) * (0.4 if (date_.month, date_.day) >= (12, 22) else 1.0)
        moments: list[Moment] = []
        for repo in world.repos:
            growth = 1 + (repo.growth - 1) * day / days
            wanted = scale * repo.share / total * rhythm * growth
            moments.extend(_repo_day(lives, random, world, repo, day, date_, wanted))
        yield day, moments


def _repo_day(
    lives: Lives, random: Random, world: World, repo: Repo, day: int, date_: datetime, wanted: float
) -> Iterator[Moment]:
    team = [p for p in world.people if p.home == repo.project and p.since <= day < p.until] or world.people[:5]
    weights = [person.weight for person in team]
    reviewers = sorted(team, key=lambda person: -person.weight)[: max(3, len(team) // 3)]
    for _ in range(_whole(random, wanted * 0.36)):
        author = _author(random, world, team, weights, day)
        at = _moment(random, date_, author)
        others = [person for person in reviewers if person is not author]
        yield from lives.pull_request(repo, author, at, others)
    for _ in range(_whole(random, wanted * 0.22)):
        author = random.choices(team, weights)[0] if random.random() < 0.6 else random.choice(world.people)
        yield from lives.issue(repo, author, _moment(random, date_, author), reviewers)
    for _ in range(_whole(random, wanted * 0.42)):
        person = random.choice(world.people)
        at = _moment(random, date_, person)
        yield at, lives.small(repo, person, at)
    if day % 42 == repo.repo_id % 42:
        yield from lives.release(repo, reviewers[0], _moment(random, date_, reviewers[0]))


def _author(random: Random, world: World, team: list[Person], weights: list[float], day: int) -> Person:
    draw = random.random()
    if draw < 0.12:
        return random.choice(world.bots[:2])
    if draw < 0.12 + 0.00012 * day:
        return random.choice(world.agents)
    return random.choices(team, weights)[0]


def _whole(random: Random, wanted: float) -> int:
    """A whole number that is `wanted` in the mean."""
    return math.floor(wanted) + (random.random() < wanted % 1)


def _moment(random: Random, date_: datetime, person: Person) -> datetime:
    """Some time of the person's working day that still lies on this date in UTC."""
    hour = (person.hour + random.gauss(0, 3.5)) % 24
    return date_ + timedelta(hours=hour)
