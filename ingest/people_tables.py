"""Own corrections as rows of raw tables. Imports are kept as they are: taking a file away undoes what it did."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from ingest.affiliations.entries import BEGINNING, END, Entry, Interval, is_known, rows
from ingest.landing import Landing
from ingest.people import Corrections
from ingest.registry_tables import Rows, replace_if_changed

SOURCE = "config"
# Above every import.
PRIORITY = 1000

# Of each person's imported entries the one that DevStats takes too: the most trusted, then the one with most intervals.
IMPORTED = """
SELECT owner, company, since, until
FROM (
  SELECT
    w.owner, a.company, a.since, a.until, a.priority, a.address, a.login,
    COUNT(*) OVER (PARTITION BY w.owner, a.login, a.address, a.priority) AS entry_size
  FROM raw.affiliations AS a
  JOIN (SELECT UNNEST(?) AS login, UNNEST(?) AS owner) AS w
    ON w.login = LOWER(a.login)
  WHERE a.source <> 'config'
)
QUALIFY
  DENSE_RANK() OVER (
    PARTITION BY owner
    ORDER BY priority DESC, entry_size DESC, address NULLS LAST, login
  ) = 1
ORDER BY owner, since
"""


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
    before = imported(landing, corrections, stated)
    return [(login, overlaid(before.get(login, []), own)) for login, own in sorted(stated.items())]


def imported(landing: Landing, corrections: Corrections, logins: Iterable[str]) -> dict[str, list[Interval]]:
    """Employments that imports give these people, by any login of theirs."""
    pairs = [(login, login) for login in logins]
    for person, _ in corrections.people:
        if person.login.lower() in logins:
            pairs += [(other.lower(), person.login.lower()) for other in person.same_as]
    if not pairs:
        return {}
    found: dict[str, list[Interval]] = {}
    columns = [list(column) for column in zip(*pairs, strict=True)]
    for owner, *interval in landing.connection.execute(IMPORTED, columns).fetchall():
        found.setdefault(owner, []).append(Interval(*interval))
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
