"""What a run would do, for --dry-run: asks nothing of the network and writes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from ingest import archive, landing
from ingest.sync.steps import Step
from settings import DuckstatsError, Settings

LAST = {
    "archive": "SELECT MAX(archive_hour) + INTERVAL 1 HOUR FROM raw.archive_hours "
    "WHERE status = 'complete' AND NOT is_sample",
    "git": "SELECT MAX(finished_at) FROM raw.git_repos",
    "github": "SELECT MAX(started_at) FROM raw.api_runs",
}
RUN = "SELECT MAX(finished_at) FROM raw.runs WHERE step = ? AND outcome IN ('complete', 'partial')"


def of(settings: Settings, plan: Sequence[Step]) -> list[dict[str, Any]]:
    """Each step with its command and what it has to catch up with."""
    since = _since(settings, plan)
    now = landing.now()
    return [
        {
            "name": step.name,
            "command": step.command,
            "skipped": step.skipped,
            "pending": None if step.skipped else _words(settings, step, since.get(step.name), now),
        }
        for step in plan
    ]


def _since(settings: Settings, plan: Sequence[Step]) -> dict[str, datetime | None]:
    """Up to when each step has done its work."""
    if not settings.landing_file.exists():
        return {}
    try:
        with landing.reading(settings.landing_file) as connection:
            return {step.name: _last(connection, step.name) for step in plan}
    except (DuckstatsError, duckdb.Error):
        return {}


def _last(connection: duckdb.DuckDBPyConnection, name: str) -> datetime | None:
    row = connection.execute(LAST[name]) if name in LAST else connection.execute(RUN, [name])
    found = row.fetchone()
    return found[0] if found else None


def _words(settings: Settings, step: Step, since: datetime | None, now: datetime) -> str:
    if step.name == "archive":
        try:
            begin = since or archive.first_hour(settings)
        except DuckstatsError as error:
            return f"it would fail: {error}"
        hours = int((now - begin).total_seconds() // 3600)
        return f"{max(0, hours):,} hours since {begin:%Y-%m-%d %H:%M} UTC"
    return f"last done {since:%Y-%m-%d %H:%M} UTC" if since else "not done by a sync yet"
