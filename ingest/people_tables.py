"""Own corrections as rows of raw tables. Imports are kept as they are: taking a file away undoes what it did."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from ingest.affiliations.entries import BEGINNING, END, Entry, Interval, is_known, rows
from ingest.landing import Landing
from ingest.people import Corrections
from ingest.registry_tables import Rows, replace_if_changed

SOURCE = "config"
# Above every import.
PRIORITY = 1000

# What imports say of people, by any login that their accounts had: of each person's entries the one that counts. It is
# chosen as core.affiliations chooses: the most trusted, then the one with most intervals, then the most frequent.
IMPORTED = """
WITH asked AS (
  SELECT UNNEST(?) AS login, UNNEST(?) AS owner
), accounts AS (
  SELECT a.owner, ARG_MAX(e.actor_id, e.created_at) AS actor_id
  FROM raw.events AS e
  JOIN asked AS a
    ON a.login = LOWER(e.actor_login)
  GROUP BY a.owner, a.login
), logins AS (
  SELECT owner, login
  FROM asked
  UNION
  SELECT a.owner, LOWER(e.actor_login)
  FROM raw.events AS e
  JOIN accounts AS a
    ON a.actor_id = e.actor_id
), entries AS (
  SELECT
    l.owner,
    a.priority,
    a.source,
    LIST(DISTINCT {'company': a.company, 'since': a.since, 'until': a.until}) AS intervals
  FROM raw.affiliations AS a
  JOIN logins AS l
    ON l.login = LOWER(a.login)
  WHERE a.source <> 'config'
  GROUP BY l.owner, a.priority, a.source, a.login, a.address
), statements AS (
  SELECT owner, priority, source, LIST_SORT(intervals) AS intervals, COUNT(*) AS entries
  FROM entries
  GROUP BY ALL
), trusted AS (
  SELECT
    owner,
    ARG_MAX(source, (priority, LEN(intervals), entries, intervals)) AS source,
    MAX(priority) AS priority,
    ARG_MAX(intervals, (priority, LEN(intervals), entries, intervals)) AS intervals
  FROM statements
  GROUP BY owner
), employments AS (
  SELECT owner, source, priority, UNNEST(intervals) AS one
  FROM trusted
)
SELECT owner, one.company, one.since, one.until, source, priority
FROM employments
ORDER BY owner, one.since, one.company
"""


@dataclass(frozen=True)
class Imported:
    """An employment that an import states, and how far it is trusted."""

    interval: Interval
    source: str
    priority: int


def write(landing: Landing, corrections: Corrections) -> bool:
    """Put the corrections in place of what is there, inside the caller's transaction. Returns whether that changed."""
    entries = [
        Entry(
            login=person.login,
            name=person.name,
            addresses=tuple(person.addresses),
            country=person.country,
            timezone=person.timezone,
            priority=PRIORITY,
        )
        for person, _ in corrections.people
    ]
    people, _ = rows(entries, SOURCE)
    timelines = [
        Entry(login, priority=PRIORITY, intervals=found) for login, found in timelines_of(landing, corrections)
    ]
    _, affiliations = rows(timelines, SOURCE)
    changed = [
        replace_if_changed(landing, "people", people, SOURCE),
        replace_if_changed(landing, "affiliations", affiliations, SOURCE),
        replace_if_changed(landing, "person_rules", _rules(corrections)),
    ]
    return any(changed)


def timelines_of(landing: Landing, corrections: Corrections) -> list[tuple[str, tuple[Interval, ...]]]:
    """Login and employments of all whom a correction employs: its own days as it says, other days as imports do."""
    stated: dict[str, list[Interval]] = {}
    for one in corrections.employments():
        stated.setdefault(one.login, []).append(one.interval)
    before = imported(landing.connection, corrections, stated)
    return [
        (login, overlaid([one.interval for one in before.get(login, [])], own)) for login, own in sorted(stated.items())
    ]


def imported(
    connection: duckdb.DuckDBPyConnection, corrections: Corrections, logins: Iterable[str]
) -> dict[str, list[Imported]]:
    """Employments that imports give these people, by any login of theirs; `connection` sees the raw tables."""
    pairs = [(login, login) for login in logins]
    for person, _ in corrections.people:
        if person.login.lower() in logins:
            pairs += [(other.lower(), person.login.lower()) for other in person.same_as]
    if not pairs:
        return {}
    found: dict[str, list[Imported]] = {}
    columns = [list(column) for column in zip(*pairs, strict=True)]
    for owner, company, since, until, source, priority in connection.execute(IMPORTED, columns).fetchall():
        found.setdefault(owner, []).append(Imported(Interval(company, since, until), source, priority))
    return found


def overlaid(before: list[Interval], own: list[Interval]) -> tuple[Interval, ...]:
    """`own` and what it leaves of `before`, in order. An own interval of an unknown employer leaves a gap."""
    own = sorted(own, key=lambda one: one.since)
    edges = [BEGINNING, *(edge for one in own for edge in (one.since, one.until)), END]
    free = [(since, until) for since, until in list(pairwise(edges))[::2] if since < until]
    kept = [
        Interval(one.company, max(one.since, since), min(one.until, until))
        for one in before
        for since, until in free
        if one.since < until and since < one.until
    ]
    stated = [one for one in own if is_known(one.company)]
    return tuple(sorted(kept + stated, key=lambda one: (one.since, one.company)))


def _rules(corrections: Corrections) -> Rows:
    return [
        {
            "login": person.login.lower(),
            "kind": kind,
            "value": value,
            "file": Path(document.file).name,
            "evidence": person.evidence,
        }
        for person, document in corrections.people
        for kind, value in person.rules()
    ]
