"""Repositories that left: their id was seen under a name of the registry, their newest name is none of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest import landing
from ingest.gharchive.scope import Scope

NAMES = """
SELECT repo_id, repo_name, MAX(created_at) AS last_seen_at, MIN(created_at) AS first_seen_at
FROM raw.events
WHERE repo_id IS NOT NULL AND repo_name IS NOT NULL
GROUP BY repo_id, repo_name
QUALIFY COUNT(*) OVER (PARTITION BY repo_id) > 1
ORDER BY repo_id, last_seen_at
"""


@dataclass(frozen=True)
class Moved:
    """A repository, the last name that the registry takes, and the newest one, in use since (UTC)."""

    repo_id: int
    tracked_name: str
    name: str
    since: datetime

    def __str__(self) -> str:
        return (
            f"{self.tracked_name} is now {self.name}, which the registry does not take (since {self.since:%Y-%m-%d}): "
            "it is followed and stays in its project; add the new name to the project's file, or exclude it there"
        )


def read(landing_file: Path, scope: Scope) -> list[Moved]:
    """What left the scope, in order of ids; nothing when nothing was ingested yet."""
    if not landing_file.exists():
        return []
    with landing.reading(landing_file) as connection:
        names = connection.execute(NAMES).fetchall()
    histories: dict[int, list[tuple[str, datetime]]] = {}
    for repo_id, name, _, first_seen_at in names:
        histories.setdefault(repo_id, []).append((name, first_seen_at))
    excluded = scope.effective.excluded
    found = []
    for repo_id, history in histories.items():
        newest, since = history[-1]
        tracked = [name for name, _ in history if scope.contains(name.encode())]
        if tracked and not scope.contains(newest.encode()) and newest.lower().encode() not in excluded:
            found.append(Moved(repo_id, tracked[-1], newest, since))
    return found
