"""Everything about one person: accounts, employments with their sources, and what corrections change in the figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from ingest import people
from ingest.affiliations.entries import BEGINNING, END, Interval
from ingest.people import Corrections, Stated
from ingest.people_tables import Imported, imported, overlaid
from settings import DuckstatsError, Settings

PERSON = """
SELECT person_id, login, former_logins, name, kind, kind_evidence, country, timezone
FROM published.core.people
WHERE LOWER(login) = $1 OR LIST_CONTAINS(LIST_TRANSFORM(former_logins, x -> LOWER(x)), $1)
ORDER BY LOWER(login) = $1 DESC, person_id DESC
LIMIT 1
"""
CONTRIBUTIONS = """
SELECT i.place, COUNT(e.day) AS contributions
FROM intervals AS i
LEFT JOIN published.core.events AS e
  ON e.person_id = ? AND e.is_contribution AND e.day >= i.since AND e.day < i.until
GROUP BY i.place
ORDER BY i.place
"""
BUILT = """
SELECT UNNEST(stated_as), starts_on, ends_on
FROM published.core.affiliations
WHERE person_id = ?
"""


@dataclass(frozen=True)
class Employment:
    """One row of the timeline; `contributions` is NULL where nothing is published yet."""

    company: str | None
    since: date
    until: date
    source: str
    contributions: int | None = None


@dataclass(frozen=True)
class Shown:
    """What is known of a person. `changes` is contributions by company that corrections add or take away."""

    login: str
    person_id: int | None = None
    other_logins: list[str] = field(default_factory=list)
    name: str | None = None
    kind: str | None = None
    kind_evidence: str | None = None
    country: str | None = None
    timezone: str | None = None
    rules: list[str] = field(default_factory=list)
    timeline: list[Employment] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)
    is_built: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For JSON; dates without a limit as None."""
        rows = asdict(self)
        for one in rows["timeline"]:
            one["since"] = None if one["since"] == BEGINNING else str(one["since"])
            one["until"] = None if one["until"] == END else str(one["until"])
        return rows

    def __str__(self) -> str:
        # An id below 0 is our own, for a login that no source knows GitHub's id of.
        github_id = self.person_id if self.person_id and self.person_id > 0 else None
        titles = {"github id": github_id, "name": self.name, "also": ", ".join(self.other_logins)}
        titles |= {"kind": self.kind and f"{self.kind} ({self.kind_evidence})"}
        titles |= {"country": self.country, "time zone": self.timezone}
        lines = [self.login, *(f"  {title:<10} {value}" for title, value in titles.items() if value)]
        lines += [f"  {'corrected':<10} {rule}" for rule in self.rules]
        lines += ["", *self._timeline()]
        if self.changes:
            lines += ["", "Corrections change these contributions:"]
            lines += [f"  {company}: {number:+,}" for company, number in self.changes.items()]
        if not self.is_built:
            lines += ["", "The published file does not show this yet: run `duckstats build`."]
        return "\n".join(lines)

    def _timeline(self) -> list[str]:
        if not self.timeline:
            return ["No source says where they work."]
        rows = [("from", "until", "company", "contributions", "source")]
        for one in self.timeline:
            since = "" if one.since == BEGINNING else str(one.since)
            until = "" if one.until == END else str(one.until)
            count = "" if one.contributions is None else f"{one.contributions:,}"
            rows.append((since, until, one.company or "(unknown)", count, one.source))
        widths = [max(len(row[at]) for row in rows) for at in range(4)]
        return ["  ".join([*(cell.ljust(widths[at]) for at, cell in enumerate(row[:4])), row[4]]) for row in rows]


def show(settings: Settings, login: str) -> Shown:
    """What is known of the person with this login, present or former.

    Raises DuckstatsError when no source and no event knows the login, or when files of config/people are wrong.
    """
    corrections = people.load(settings.config_dir)
    with _opened(settings) as (connection, is_published):
        found = _person(connection, login.lower()) if is_published else {}
        correction = corrections.person(found.get("login") or login)
        own = (correction.login if correction else found.get("login") or login).lower()
        logins = list(dict.fromkeys([own, login.lower(), *(one.lower() for one in found.get("former_logins") or [])]))
        before = _imported(connection, corrections, logins)
        stated = sorted((one for one in corrections.employments() if one.login in logins), key=_since)
        if not (found or correction or before or stated):
            raise DuckstatsError(f"Nobody called {login!r} is known: neither an event nor an affiliation names them.")
        person_id = found.get("person_id")
        timeline = _gaps_filled(_timeline(before, stated))
        counted = _counted(connection, person_id, timeline) if person_id is not None else timeline
        is_built = person_id is not None and _is_built(connection, person_id, timeline)
        changes = _changes(connection, person_id, before, counted) if person_id is not None and stated else {}
    return Shown(
        login=found.get("login") or (correction.login if correction else login),
        person_id=person_id,
        other_logins=found.get("former_logins") or [],
        **{key: found.get(key) for key in ("name", "kind", "kind_evidence", "country", "timezone")},
        rules=[f"{kind.replace('_', ' ')} {value}" for kind, value in correction.rules()] if correction else [],
        timeline=counted,
        changes=changes,
        is_built=is_built,
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, bool]]:
    """The raw tables, and the published file as `published` where there is one; both read-only."""
    if not settings.landing_file.exists():
        raise DuckstatsError("Nothing was ingested yet: run `duckstats ingest archive`, or `duckstats demo`.")
    published = settings.current_link.resolve() / "duckstats.duckdb"
    try:
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            if published.exists():
                connection.execute("ATTACH '" + str(published).replace("'", "''") + "' AS published (READ_ONLY)")
            yield connection, published.exists()
    except (duckdb.BinderException, duckdb.CatalogException):
        raise DuckstatsError("The published file is of an earlier version: run `duckstats build`.") from None
    except duckdb.IOException:
        raise DuckstatsError(
            f"{settings.landing_file} is in use by another duckstats: wait until it has finished."
        ) from None


def _person(connection: duckdb.DuckDBPyConnection, login: str) -> dict[str, Any]:
    rows = connection.execute(PERSON, [login]).to_arrow_table().to_pylist()
    return rows[0] if rows else {}


def _imported(connection: duckdb.DuckDBPyConnection, corrections: Corrections, logins: list[str]) -> list[Imported]:
    """Of the employments of all logins of a person those of the most trusted entry."""
    found = imported(connection, corrections, logins).values()
    return max(found, key=lambda some: (some[0].priority, len(some)), default=[])


def _timeline(before: list[Imported], stated: list[Stated]) -> list[Employment]:
    own = {one.interval: one for one in stated}
    rows = []
    for interval in overlaid([one.interval for one in before], list(own)):
        if one := own.get(interval):
            source = f"{one.file} line {one.line}" + (f": {one.evidence}" if one.evidence else "")
        else:
            origin = next(one for one in before if _holds(one.interval, interval))
            source = f"{origin.source}, priority {origin.priority}"
        rows.append(Employment(interval.company, interval.since, interval.until, source))
    return rows


def _gaps_filled(timeline: list[Employment]) -> list[Employment]:
    """Times that no source speaks of as rows of their own, so that what was done then is seen."""
    if not timeline:
        return [Employment(None, BEGINNING, END, "no source")]
    rows, reached = [], BEGINNING
    for one in timeline:
        if one.since > reached:
            rows.append(Employment(None, reached, one.since, "no source"))
        rows.append(one)
        reached = max(reached, one.until)
    return [*rows, Employment(None, reached, END, "no source")] if reached < END else rows


def _counted(connection: duckdb.DuckDBPyConnection, person_id: int, timeline: list[Employment]) -> list[Employment]:
    """The rows with the contributions of their time."""
    rows = [{"place": place, "since": one.since, "until": one.until} for place, one in enumerate(timeline)]
    types = pa.schema([("place", pa.int64()), ("since", pa.date32()), ("until", pa.date32())])
    connection.register("intervals", pa.Table.from_pylist(rows, schema=types))
    counts = connection.execute(CONTRIBUTIONS, [person_id]).fetchall()
    connection.unregister("intervals")
    return [
        Employment(one.company, one.since, one.until, one.source, count)
        for one, (_, count) in zip(timeline, counts, strict=True)
    ]


def _changes(
    connection: duckdb.DuckDBPyConnection, person_id: int, before: list[Imported], after: list[Employment]
) -> dict[str, int]:
    """Contributions by company with corrections minus those without."""
    without = [Employment(one.interval.company, one.interval.since, one.interval.until, "") for one in before]
    difference: dict[str, int] = {}
    for sign, rows in ((1, after), (-1, _counted(connection, person_id, _gaps_filled(without)))):
        for one in rows:
            name = one.company or "(unknown)"
            difference[name] = difference.get(name, 0) + sign * (one.contributions or 0)
    return {name: number for name, number in sorted(difference.items()) if number}


def _is_built(connection: duckdb.DuckDBPyConnection, person_id: int, timeline: list[Employment]) -> bool:
    """Whether the published file says the same of every day."""
    built = [Interval(*row) for row in connection.execute(BUILT, [person_id]).fetchall()]
    wanted = [Interval(one.company, one.since, one.until) for one in timeline if one.company]
    borders = sorted({border for one in built + wanted for border in (one.since, one.until)})
    return all(
        {one.company for one in built if one.since <= day < one.until}
        == {one.company for one in wanted if one.since <= day < one.until}
        for day in borders
    )


def _holds(outer: Interval, inner: Interval) -> bool:
    return outer.company == inner.company and outer.since <= inner.since and inner.until <= outer.until


def _since(one: Stated) -> date:
    return one.interval.since
