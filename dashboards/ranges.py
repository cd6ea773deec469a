"""Ranges of time and lengths of periods: presets relative to the newest data, and what 'auto' means."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

PRESETS = ["30 days", "90 days", "12 months", "2 years", "5 years", "all"]
CUSTOM = "custom"
LENGTHS = ["hour", "day", "week", "month", "quarter", "year"]

# How long a period lasts at least.
SHORTEST = {
    every: timedelta(days=days)
    for every, days in {"hour": 1 / 24, "day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}.items()
}

_DAYS = {"30 days": 30, "90 days": 90, "12 months": 365, "2 years": 730, "5 years": 1826}
# The longest range, in days, that 'auto' shows by this length: at most about a hundred points, which one can read.
_AUTO = {"hour": 4, "day": 100, "week": 550, "month": 3700, "quarter": 11000}


@dataclass(frozen=True)
class Range:
    """A half-open range of time, UTC."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since

    def whole_days(self) -> tuple[date, date]:
        """The first day, and the day after the last one that the range touches."""
        return self.since.date(), (self.until - timedelta(microseconds=1)).date() + timedelta(days=1)

    def __str__(self) -> str:
        return f"{shown(self.since)} to {shown(self.until)} UTC"


def preset(name: str, starts_at: datetime, as_of: datetime) -> Range:
    """The range of that name which ends with the newest data.

    It starts at the start of a period of the length that 'auto' chooses, so that its first period is whole. Weeks are
    rounded up: so two years of data hold the twelve months before, too, and changes can be shown.
    """
    if name == "all":
        return Range(starts_at, as_of)
    exact = as_of - timedelta(days=_DAYS[name])
    every = auto(as_of - exact)
    since = floor(exact, every)
    if every == "week" and since < exact:
        since = following(since, every)
    return Range(max(starts_at, since), as_of)


def custom(since: date, until: date) -> Range:
    """Whole days from `since` up to and without `until`."""
    return Range(datetime(since.year, since.month, since.day), datetime(until.year, until.month, until.day))


def auto(length: timedelta) -> str:
    """The period that a range of this length is best read in."""
    days = length / timedelta(days=1)
    return next((every for every, longest in _AUTO.items() if days <= longest), "year")


def coarser(every: str) -> str:
    """The next longer period; a year stays a year."""
    return LENGTHS[min(LENGTHS.index(every) + 1, len(LENGTHS) - 1)]


def floor(moment: datetime, every: str) -> datetime:
    """The start of the period that holds the moment, as the metrics cut periods (weeks start on Monday)."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match every:
        case "hour":
            return moment.replace(minute=0, second=0, microsecond=0)
        case "day":
            return midnight
        case "week":
            return midnight - timedelta(days=moment.weekday())
        case "month":
            return midnight.replace(day=1)
        case "quarter":
            return midnight.replace(month=3 * ((moment.month - 1) // 3) + 1, day=1)
        case _:
            return midnight.replace(month=1, day=1)


def following(period: datetime, every: str) -> datetime:
    """The start of the next period. 32, 93 and 367 days from a start always lie in the next one, never beyond."""
    days = {"hour": 1 / 24, "day": 1, "week": 7, "month": 32, "quarter": 93, "year": 367}[every]
    return floor(period + timedelta(days=days), every)


def shown(moment: datetime) -> str:
    """A time as text, without the hour where it is midnight."""
    return f"{moment:%Y-%m-%d}" if moment == floor(moment, "day") else f"{moment:%Y-%m-%d %H:%M}"


def periods(chosen: Range, every: str) -> list[datetime]:
    """The starts of all periods that the range touches."""
    found = [floor(chosen.since, every)]
    while (start := following(found[-1], every)) < chosen.until:
        found.append(start)
    return found
