"""What stands in the landing file and what is published: for people, and as JSON for scripts."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb

from ingest import landing, status_sources
from settings import Settings

HOURS = """
SELECT
  COUNT(*) FILTER (status = 'complete') AS complete,
  COUNT(*) FILTER (status = 'absent') AS absent,
  COUNT(*) FILTER (status = 'broken') AS broken,
  MIN(archive_hour) FILTER (status = 'complete') AS first_hour,
  MAX(archive_hour) FILTER (status = 'complete') AS last_hour,
  COALESCE(SUM(line_count), 0)::BIGINT AS line_count,
  COALESCE(SUM(event_count), 0)::BIGINT AS event_count,
  COALESCE(SUM(bad_line_count), 0)::BIGINT AS bad_line_count,
  MAX(finished_at) AS finished_at,
  COALESCE(BOOL_OR(is_sample), FALSE) AS is_sample,
  STRING_AGG(DISTINCT scope_text, ', ') AS scope_text
FROM raw.archive_hours
"""

# Hours that lie between ingested ones and were never asked for.
UNASKED = """
SELECT COALESCE(DATE_DIFF('hour', MIN(archive_hour), MAX(archive_hour)) + 1 - COUNT(DISTINCT archive_hour), 0)
FROM raw.archive_hours
"""


@dataclass(frozen=True)
class Status:
    """`hours` has the columns of HOURS; `problems` are bad hours and lines with reasons, newest first."""

    hours: dict[str, Any]
    unasked_hours: int
    types: dict[str, int]
    problems: list[dict[str, Any]]
    build: dict[str, Any] | None
    is_stale: bool
    sources: status_sources.Sources

    def to_json(self) -> str:
        """One JSON object; times are ISO 8601 in UTC."""
        return json.dumps(asdict(self), default=str, indent=2) + "\n"

    def to_text(self) -> str:
        """A page for a terminal."""
        hours = self.hours
        lines = [
            f"Archive    {hours['complete']:,} hours complete, {hours['absent']:,} absent, {hours['broken']:,} broken, "
            f"{self.unasked_hours:,} between them never asked for",
            f"           from {hours['first_hour'] or '-'} to {hours['last_hour'] or '-'} UTC, "
            f"scope: {hours['scope_text'] or '-'}" + ("; SAMPLE DATA" if hours["is_sample"] else ""),
            f"           {hours['line_count']:,} lines read, {hours['event_count']:,} events kept, "
            f"{hours['bad_line_count']:,} lines unreadable; last ingest {hours['finished_at'] or 'never'} UTC",
        ]
        lines += self.sources.lines()
        if self.build:
            lines.append(f"Published  {self.build['build_id']}, data until {self.build['as_of']} UTC")
        else:
            lines.append("Published  nothing yet: run `duckstats build`")
        lines.append("Fresh      " + ("no: the newest hour is too old" if self.is_stale else "yes"))
        if self.types:
            width = max(map(len, self.types))
            lines += ["", "Events by type"] + [f"  {name.ljust(width)} {n:>12,}" for name, n in self.types.items()]
        if self.problems:
            lines += ["", "Problems (running the same ingest again repairs what can be repaired)"]
            lines += [f"  {p['archive_hour']}  {p['what']}: {p['reason']}" for p in self.problems]
        return "\n".join(lines) + "\n"


def read(settings: Settings, stale_after: float) -> Status:
    """The status of a data folder; stale when its newest complete hour ended more than `stale_after` hours ago."""
    with landing.reading(settings.landing_file) as connection:
        hours = connection.execute(HOURS).to_arrow_table().to_pylist()[0]
        types = connection.execute("SELECT type, COUNT(*) FROM raw.events GROUP BY ALL ORDER BY ALL").fetchall()
        problems = connection.execute(
            "SELECT archive_hour, status AS what, COALESCE(reason, '') AS reason FROM raw.archive_hours "
            "WHERE status <> 'complete' UNION ALL "
            "SELECT archive_hour, 'line ' || line, reason FROM raw.archive_bad_lines ORDER BY ALL DESC LIMIT 50"
        ).to_arrow_table()
        unasked = connection.execute(UNASKED).fetchone()
        sources = status_sources.read(connection)
    return Status(
        hours=hours,
        unasked_hours=unasked[0] if unasked else 0,
        types=dict(types),
        problems=problems.to_pylist(),
        build=_build(settings),
        is_stale=_is_stale(hours["last_hour"] or sources.asked_at, stale_after),
        sources=sources,
    )


def _is_stale(last_hour: datetime | None, stale_after: float) -> bool:
    return last_hour is None or landing.now() - (last_hour + timedelta(hours=1)) > timedelta(hours=stale_after)


def _build(settings: Settings) -> dict[str, Any] | None:
    file = settings.current_link / "duckstats.duckdb"
    if not file.exists():
        return None
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("SELECT build_id, built_at, as_of FROM builds").to_arrow_table().to_pylist()[0]
