"""Hours that are missing between those that were ingested: which, why, and what becomes of them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import pyarrow as pa

from ingest import holes, landing, scopes
from ingest.gharchive.scope import Scope
from ingest.progress import volume
from settings import Settings

# Neighbouring hours that are missing for the same reason are one row.
GAPS = """
WITH asked AS (
  SELECT archive_hour, status, reason, first_failed_at
  FROM raw.archive_hours
  WHERE NOT is_sample AND archive_hour > TIMESTAMP '2000-01-01'
), hours AS (
  SELECT UNNEST(GENERATE_SERIES(MIN(archive_hour), MAX(archive_hour), INTERVAL 1 HOUR)) AS archive_hour
  FROM asked
), missing AS (
  SELECT
    h.archive_hour,
    COALESCE(a.status, 'unasked') AS status,
    a.reason,
    x.reason AS hole,
    GREATEST(a.first_failed_at, a.archive_hour + INTERVAL 1 HOUR) + TO_SECONDS(3600 * $late) AS asked_until
  FROM hours AS h
  LEFT JOIN asked AS a ON a.archive_hour = h.archive_hour
  LEFT JOIN known_holes AS x ON x.kind <> 'thin' AND x.since <= h.archive_hour AND h.archive_hour < x.until
  WHERE a.status IS DISTINCT FROM 'complete'
), described AS (
  SELECT
    *,
    CASE
      WHEN hole IS NOT NULL THEN 'known'
      WHEN status IN ('unasked', 'pending') THEN status
      WHEN asked_until > $now THEN 'retried'
      ELSE 'gap'
    END AS state
  FROM missing
), numbered AS (
  SELECT
    *,
    archive_hour - TO_HOURS(ROW_NUMBER() OVER same) AS island
  FROM described
  WINDOW same AS (PARTITION BY status, reason, hole, state ORDER BY archive_hour)
)
SELECT
  MIN(archive_hour) AS since,
  MAX(archive_hour) + INTERVAL 1 HOUR AS until,
  COUNT(*) AS hours,
  status,
  COALESCE(hole, reason) AS reason,
  state,
  MAX(asked_until) FILTER (state = 'retried') AS asked_until
FROM numbered
GROUP BY status, reason, hole, state, island
ORDER BY since
"""

SCANNED = """
SELECT scope, ANY_VALUE(scope_text) AS scope_text, COUNT(*) AS hours, COALESCE(SUM(size_bytes), 0)::BIGINT AS size_bytes
FROM raw.archive_hours
WHERE status = 'complete' AND NOT is_sample
GROUP BY scope
"""

WORDS = {
    "gap": "a gap: --retry-gaps asks again",
    "known": "never was in the archive",
    "pending": "left out by an interrupted run: the next one takes it",
    "unasked": "never asked for",
}


@dataclass(frozen=True)
class Gap:
    """Hours of [since, until), UTC. `state` is gap, retried (up to `asked_until`), known, pending or unasked."""

    since: datetime
    until: datetime
    hours: int
    status: str
    reason: str | None
    state: str
    asked_until: datetime | None

    def __str__(self) -> str:
        what = WORDS.get(self.state) or f"asked for again until {self.asked_until:%Y-%m-%d %H:%M}"
        span = f"{self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M}"
        why = f" ({self.reason})" if self.reason else ""
        return f"  {span}  {self.hours:>5,} {'hour ' if self.hours == 1 else 'hours'}  {self.status}{why}; {what}"


@dataclass(frozen=True)
class Gaps:
    """Missing hours, and complete ones that lack something of the registry."""

    gaps: list[Gap]
    lacking_hours: int
    lacking_bytes: int

    @property
    def exit_code(self) -> int:
        """1 when hours are missing that nothing asks for by itself."""
        return 1 if any(gap.state == "gap" for gap in self.gaps) else 0

    def to_json(self) -> str:
        """One JSON object; times are ISO 8601 in UTC."""
        return json.dumps(asdict(self), default=str, indent=2) + "\n"

    def to_text(self) -> str:
        """A page for a terminal."""
        count = sum(gap.hours for gap in self.gaps)
        lines = [f"Missing hours: {count:,}", *map(str, self.gaps)]
        if self.lacking_hours:
            lines += [
                f"Scanned before the registry had all it has now: {self.lacking_hours:,} hours, "
                f"{volume(self.lacking_bytes)}: run `duckstats ingest archive --backfill`"
            ]
        return "\n".join(lines) + "\n"


def read(settings: Settings, now: datetime | None = None) -> Gaps:
    """The gaps of a data folder. Raises DuckstatsError when there is nothing yet or an ingest is writing."""
    asked = scopes.scope(settings.config_dir)
    schema = landing.arrow_schema("archive_holes")
    known = pa.Table.from_pylist(holes.rows(settings.config_dir), schema=schema)
    with landing.reading(settings.landing_file) as connection:
        connection.register("known_holes", known)
        values = {"late": settings.late_hours, "now": now or landing.now()}
        found = connection.execute(GAPS, values).fetchall()
        rules = connection.execute("SELECT scope, kind, value FROM raw.scope_rules").fetchall()
        scanned = connection.execute(SCANNED).fetchall()
    by_scope: dict[str, list[tuple[str, str]]] = {}
    for scope, kind, value in rules:
        by_scope.setdefault(scope, []).append((kind, value))
    lacking = [
        (hours, size)
        for scope, text, hours, size in scanned
        if not Scope.from_rows(by_scope.get(scope, []), text).covers(asked)
    ]
    return Gaps([Gap(*row) for row in found], sum(row[0] for row in lacking), sum(row[1] for row in lacking))
