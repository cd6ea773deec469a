"""One person of an affiliation file, and the raw rows that come of it. No plain address leaves this module."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ingest.gharchive.text import hashed
from ingest.landing import now
from ingest.registry_tables import Rows
from ingest.registry_yaml import Problem

SOURCE = "gitdm"
BEGINNING, END = date(1900, 1, 1), date(2100, 1, 1)
# gitdm's ways to say that it does not know.
UNKNOWN_COMPANIES = {"", "notfound", "(unknown)", "?", "-"}

# The last sign parts them, so that nothing of a local part with a sign in it stays readable.
_ADDRESS = re.compile(r"(.+)[@!]([\w.-]+)", re.DOTALL)
_ADDRESS_IN_TEXT = re.compile(r"\S+[@!][\w-]+(\.[\w-]+)+")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class Interval:
    """Employment from `since` up to, not including, `until`."""

    company: str
    since: date
    until: date


@dataclass(frozen=True)
class Entry:
    """What a file says of a person at one place. `addresses` are sha1(local part)@domain; `priority` is trust."""

    login: str | None
    name: str | None = None
    addresses: tuple[str, ...] = ()
    country: str | None = None
    timezone: str | None = None
    priority: int = 0
    intervals: tuple[Interval, ...] = ()


@dataclass
class Found:
    """What a file holds: people, and what of it could not be understood."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def rows(entries: Iterable[Entry], source: str = SOURCE) -> tuple[Rows, Rows]:
    """Rows of raw.people, one an address or one for a person without any, and of raw.affiliations.

    Intervals carry the first address of their entry: a person may have several entries that disagree.
    """
    today = now().date()
    people: Rows = []
    affiliations: Rows = []
    for entry in entries:
        shared = {"source": source, "day": today, "login": entry.login, "priority": entry.priority}
        described = {"name": entry.name, "country": entry.country, "timezone": entry.timezone}
        people += [{**shared, **described, "address": address} for address in entry.addresses or (None,)]
        first = entry.addresses[0] if entry.addresses else None
        affiliations += [
            {**shared, "address": first, "company": one.company, "since": one.since, "until": one.until}
            for one in entry.intervals
        ]
    return people, affiliations


def intervals(text: str) -> list[Interval]:
    """`Google < 2016-07-15, Microsoft` as intervals: each starts where the one before ends, the first in 1900.

    They come out in order of time whatever the order they are written in. An unknown company leaves a gap. What
    would start after another has taken the rest of time has no time left and is dropped. Raises ValueError for what
    is no date.
    """
    dated = sorted((_employment(part) for part in text.split(",")), key=lambda pair: pair[1])
    found, since = [], BEGINNING
    for company, until in dated:
        if until > since:
            if is_known(company):
                found.append(Interval(company, since, until))
            since = until
    return found


def is_known(company: str) -> bool:
    """Whether it names an employer: none of gitdm's words for not knowing, and no address."""
    return company.lower() not in UNKNOWN_COMPANIES and without_address(company) is not None


def hashed_address(text: str | None) -> str | None:
    """`sha1(local part)@domain`, from a plain address, or one that is hashed already, with gitdm's `!` or with `@`."""
    parts = _ADDRESS.fullmatch((text or "").strip())
    return hashed(f"{parts[1]}@{parts[2]}") if parts else None


def without_address(text: str | None) -> str | None:
    """A name, unless somebody gave an address for one: no plain address is stored."""
    return None if not text or _ADDRESS_IN_TEXT.search(text) else text


def day(text: str) -> date:
    """`2016`, `2016-7` or `2016-07-15` as a date, END at most. Raises ValueError for anything else."""
    parts = _DATE.fullmatch(text)
    try:
        if parts:
            return min(date(*(int(part or 1) for part in parts.groups())), END)
    except ValueError:
        pass
    # The sentence is kept and shown, so it must hold no address either.
    raise ValueError(f"{without_address(text) or 'an address'!r} is no date")


def _employment(text: str) -> tuple[str, date]:
    company, _, until = text.partition("<")
    return company.strip(), day(until.strip()) if until.strip() else END
