"""When things happen: working days, time zones, holidays, waiting. Times are whole seconds since 1970, UTC."""

import math
from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random

from sample.world import Person

HOUR, DAY = 3600, 86_400
WEEKEND = 0.3  # of a working day's activity
REST = [f"{minute:02}:{second:02}Z" for minute in range(60) for second in range(60)]


def midnight(day: date) -> int:
    """The first second of a date."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def stamp(at: int) -> str:
    """A time as GitHub writes it: 2024-01-31T12:34:56Z."""
    return _hour(at // HOUR) + REST[at % HOUR]


@lru_cache(maxsize=1 << 16)
def _hour(hour: int) -> str:
    return datetime.fromtimestamp(hour * HOUR, UTC).strftime("%Y-%m-%dT%H:")


@lru_cache(maxsize=1 << 14)
def busy(number: int) -> float:
    """How much goes on at the n-th day since 1970: weekends and holidays are quiet, August is quieter than the rest."""
    day = datetime.fromtimestamp(number * DAY, UTC)
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 1):
        return 0.28 if day.weekday() < 5 else 0.15
    return (1.0 if day.weekday() < 5 else WEEKEND) * (0.82 if day.month == 8 else 1.0)


def during(random: Random, person: Person, day: int) -> int:
    """Some second of the day that starts at `day`, in the person's working hours."""
    if person.machine:
        return day + random.randrange(DAY)
    hour = random.gauss(13.5, 3.2) - person.zone
    return day + int(hour * HOUR) % DAY


def working(random: Random, person: Person, at: int) -> int:
    """The first time from `at` on at which the person works."""
    if person.machine:
        return at
    zone = int(person.zone * HOUR)
    crowded = random.random() < 0.35  # after some days off, not all is done on the first day back
    for _ in range(14):
        day, second = divmod(at + zone, DAY)
        # 1970 began on a Thursday.
        off = (day + 3) % 7 >= 5 and random.random() > person.weekend
        off = off or (busy(day) < WEEKEND and random.random() > 0.3)
        if not off and crowded and (day + 3) % 7 == 0 and second >= 8 * HOUR:
            off, crowded = True, False
        if not off and 8 * HOUR <= second < 19 * HOUR:
            return at
        if not off and random.random() < 0.08:
            return at  # a night's work
        morning = day * DAY - zone + int(random.triangular(8, 12, 9) * HOUR)
        at = morning if not off and second < 8 * HOUR else morning + DAY
    return at


def later(random: Random, hours: float, spread: float = 1.2) -> int:
    """Seconds to wait: log-normal, `hours` in the median, three months at most."""
    return 20 + int(HOUR * min(2200.0, random.lognormvariate(math.log(hours), spread)))


def poisson(random: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average."""
    if mean > 30:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, times, product = math.exp(-mean), 0, random.random()
    while product > limit:
        times += 1
        product *= random.random()
    return times
