"""Named ranges of time: `range: "v1.30 to v1.31"` stands for the since and until that a build knows by that name."""

import difflib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from settings import DuckstatsError
from warehouse.catalog import RANGE

Ask = Callable[[str, list[Any]], list[tuple[Any, ...]]]


def dated(arguments: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """The arguments with a named range as since and until; `ask` runs a query on the build.

    Raises DuckstatsError for a range without project, beside a date, or of an unknown name.
    """
    name = arguments.get(RANGE)
    if not name:
        return arguments
    project = arguments.get("project") or arguments.get("for_project")
    if not project or project == "all":
        raise DuckstatsError(f"A range such as {name!r} is a project's own: give the project too.")
    if arguments.get("since") or arguments.get("until"):
        raise DuckstatsError(f"Give the range {name!r}, or since and until, not both.")
    rows = ask("SELECT name, starts_at, ends_at FROM core.ranges WHERE project = ? ORDER BY starts_at DESC", [project])
    known = {known.lower(): (since, until) for known, since, until in rows}
    found = named(str(name), known)
    if not found:
        close = difflib.get_close_matches(str(name), [row[0] for row in rows], n=3) or [row[0] for row in rows[:3]]
        hint = f"it has: {', '.join(close)}" if close else "no tag or milestone of it is known"
        raise DuckstatsError(f"{project} has no range {name!r}; {hint}.")
    since, until = (at.isoformat(sep=" ") for at in found)
    others = {word: value for word, value in arguments.items() if word != RANGE}
    return others | {"since": since, "until": until}


def named(name: str, known: Mapping[str, tuple[datetime, datetime]]) -> tuple[datetime, datetime] | None:
    """The range of a known name in any case, or from any one release or milestone to a later one: "v1.28 to v1.31"."""
    asked = name.strip().lower()
    if asked in known:
        return known[asked]
    first, second = (
        known.get(f"since {part.strip()}") for part in (asked.partition(" to ")[0], asked.partition(" to ")[2])
    )
    return (first[0], second[0]) if first and second and first[0] < second[0] else None
