"""Affiliations of cncf/gitdm: who works where, and which commit addresses are whose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from ingest.gharchive.text import hashed
from ingest.landing import Landing, now
from ingest.registry_tables import Rows, replace_if_changed
from settings import DuckstatsError

SOURCE = "gitdm"
BEGINNING, END = date(1900, 1, 1), date(2100, 1, 1)
# Trust in an entry, by how gitdm came to know it.
PRIORITIES = {"user": 40, "user_manual": 30, "manual": 20, "config": 10, "": 0, "domain": -10, "notfound": -20}
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
class Report:
    """What an import brought; its text is the line that the command prints."""

    people: int
    affiliations: int
    changed: bool

    def __str__(self) -> str:
        what = f"{self.people:,} entries of people, {self.affiliations:,} affiliations"
        return f"{what}: {'imported' if self.changed else 'nothing new'}"


def land_affiliations(landing: Landing, *paths: Path) -> Report:
    """Put what these files say in place of gitdm's people and affiliations; the same again changes nothing."""
    people, affiliations = read_files(paths)
    with landing.transaction():
        changed = write(landing, people, affiliations)
    return Report(len(people), len(affiliations), changed)


def write(landing: Landing, people: Rows, affiliations: Rows) -> bool:
    """The same with rows that were read, inside the caller's transaction. Returns whether anything changed."""
    changed = [
        replace_if_changed(landing, "people", people, SOURCE),
        replace_if_changed(landing, "affiliations", affiliations, SOURCE),
    ]
    return any(changed)


def read_files(paths: Iterable[Path]) -> tuple[Rows, Rows]:
    """Rows of raw.people and raw.affiliations of several files."""
    people: Rows = []
    affiliations: Rows = []
    for path in paths:
        some_people, some_affiliations = read_github_users(path)
        people += some_people
        affiliations += some_affiliations
    return people, affiliations


def read_github_users(path: Path) -> tuple[Rows, Rows]:
    """Rows of raw.people and raw.affiliations of a github_users.json.

    One row of people an entry: a login has as many as it has addresses. Raises DuckstatsError when the file is no
    such file, naming the entry.
    """
    try:
        entries = orjson.loads(path.read_bytes())
    except OSError as error:
        raise DuckstatsError(f"{path} cannot be read ({error.strerror}).") from None
    except orjson.JSONDecodeError as error:
        raise DuckstatsError(f"{path} is no JSON: {error}.") from None
    if not isinstance(entries, list):
        raise DuckstatsError(f"{path} is no github_users.json: it must hold a list of people.")
    imported_on = now().date()
    people: Rows = []
    affiliations: Rows = []
    for number, entry in enumerate(entries, 1):
        try:
            person = _person(entry, imported_on)
            found = intervals(entry.get("affiliation") or "")
        except (AttributeError, TypeError, ValueError) as error:
            raise DuckstatsError(f"{path}: entry {number} cannot be understood: {error}.") from None
        people.append(person)
        shared = {key: person[key] for key in ("source", "day", "login", "address", "priority")}
        affiliations += [{**shared, "company": one.company, "since": one.since, "until": one.until} for one in found]
    return people, affiliations


def intervals(text: str) -> list[Interval]:
    """`Google < 2016-07-15, Microsoft` as intervals: each starts where the one before ends, the first in 1900.

    They come out in order of time whatever the order they are written in. An unknown company leaves a gap. What
    would start after another has taken the rest of time has no time left and is dropped.
    """
    dated = sorted((_employment(part) for part in text.split(",")), key=lambda pair: pair[1])
    found, since = [], BEGINNING
    for company, until in dated:
        if until > since:
            if company.lower() not in UNKNOWN_COMPANIES and _without_address(company):
                found.append(Interval(company, since, until))
            since = until
    return found


def hashed_address(text: str | None) -> str | None:
    """`sha1(local part)@domain`, from a plain address, or one that is hashed already, with gitdm's `!` or with `@`."""
    parts = _ADDRESS.fullmatch((text or "").strip())
    return hashed(f"{parts[1]}@{parts[2]}") if parts else None


def _person(entry: dict[str, Any], imported_on: date) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "day": imported_on,
        "login": _without_address(entry.get("login")),
        "name": _without_address(entry.get("name")),
        "address": hashed_address(entry.get("email")),
        "country": (entry.get("country_id") or entry.get("country") or "").lower() or None,
        "timezone": entry.get("tz") or None,
        "priority": PRIORITIES.get(entry.get("source") or "", 0),
    }


def _without_address(text: str | None) -> str | None:
    """A name, unless somebody gave an address for one: no plain address is stored."""
    return None if not text or _ADDRESS_IN_TEXT.search(text) else text


def _employment(text: str) -> tuple[str, date]:
    company, _, until = text.partition("<")
    return company.strip(), _date(until.strip()) if until.strip() else END


def _date(text: str) -> date:
    parts = _DATE.fullmatch(text)
    if not parts:
        raise ValueError(f"{text!r} is no date")
    year, month, day = (int(part or 1) for part in parts.groups())
    return min(date(year, month, day), END)
