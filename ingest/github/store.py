"""What an API ingest writes: pages of rows with their checkpoint in one transaction, each fact once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ingest.landing import Landing, arrow_table, contract, now
from ingest.objects import Rows

SOURCE = "github"
# What makes a row of the API one fact: a later answer takes its place. Sights of issues and pull requests stay apart
# by the time of their last change, as models take the newest and changes of labels lie between them.
KEYS = {
    "issues": ("repo_id", "number", "updated_at"),
    "pull_requests": ("repo_id", "number", "updated_at"),
    "comments": ("kind", "comment_id"),
    "reviews": ("review_id",),
    "releases": ("release_id",),
    "issue_events": ("issue_event_id",),
    "commands": ("origin", "origin_id"),
    "mentions": ("origin", "origin_id"),
    "repos": ("repo_id", "day"),
    "repo_languages": ("repo_id",),
    "profiles": ("person_id",),
    "tags": ("repo_id", "tag"),
    "api_progress": ("repo_id", "endpoint"),
    "api_todo": ("repo_id", "number"),
    "api_etags": ("url",),
    "api_runs": ("started_at",),
}
# Here the key is that of a whole of several rows.
WHOLES = ("commands", "mentions", "repo_languages")
# Models that are incremental by day must be told which days changed. All other rows are found by when they were seen.
INCREMENTAL = ("commands", "mentions")


@dataclass(frozen=True)
class Progress:
    """How far one endpoint of one repository was listed; see raw.api_progress."""

    repo_id: int
    repo_name: str
    endpoint: str
    listed_since: datetime | None = None
    listed_until: datetime | None = None
    page: int | None = None
    status: str = "partial"
    reason: str | None = None


class Store:
    """The landing file as an API ingest sees it, with the checkpoints read once."""

    def __init__(self, file: Landing) -> None:
        self.file = file
        rows = file.connection.execute(
            "SELECT repo_id, repo_name, endpoint, listed_since, listed_until, page, status, reason "
            "FROM raw.api_progress"
        ).fetchall()
        self._progress = {(row[0], row[2]): Progress(*row) for row in rows}
        self._etags = dict(file.connection.execute("SELECT url, etag FROM raw.api_etags").fetchall())

    def progress(self, repo_id: int, repo_name: str, endpoint: str) -> Progress:
        """How far the endpoint was listed; one that never was has neither beginning nor end."""
        known = self._progress.get((repo_id, endpoint)) or Progress(repo_id, repo_name, endpoint)
        return replace(known, repo_name=repo_name)

    def etag(self, url: str) -> str | None:
        """The mark of the last answer of this URL."""
        return self._etags.get(url)

    def write(self, rows: Rows, progress: Progress | None = None, etag: tuple[str, str | None] | None = None) -> None:
        """Write rows, in place of earlier answers on the same things, with checkpoint and mark: all or nothing."""
        seen_at = now()
        with self.file.transaction():
            for table, found in rows.items():
                self._put(table, found, seen_at)
            if progress:
                self._put("api_progress", [vars(progress) | {"finished_at": seen_at}], seen_at)
            if etag and etag[1]:
                self._put("api_etags", [{"url": etag[0], "etag": etag[1]}], seen_at)
            if any(rows.values()):
                self.file.mark_dirty(SOURCE, _days(rows) | {seen_at.date()})
        if progress:
            self._progress[(progress.repo_id, progress.endpoint)] = progress
        if etag and etag[1]:
            self._etags[etag[0]] = etag[1]

    def note(self, progress: list[Progress]) -> None:
        """Write checkpoints of listings that need not be read."""
        seen_at = now()
        with self.file.transaction():
            self._put("api_progress", [vars(one) | {"finished_at": seen_at} for one in progress], seen_at)
        self._progress |= {(one.repo_id, one.endpoint): one for one in progress}

    def done(self, repo_id: int, numbers: Iterable[int]) -> None:
        """Pull requests whose details are there. Call it inside a transaction, or it is one by itself."""
        self.file.connection.execute(
            "DELETE FROM raw.api_todo WHERE repo_id = ? AND number IN (SELECT UNNEST(?))", [repo_id, list(numbers)]
        )

    def todo(self) -> dict[int, list[int]]:
        """Numbers of pull requests whose details are to be asked for, newest change first, by repository id."""
        rows = self.file.connection.execute(
            "SELECT repo_id, number FROM raw.api_todo ORDER BY updated_at DESC"
        ).fetchall()
        found: dict[int, list[int]] = {}
        for repo_id, number in rows:
            found.setdefault(repo_id, []).append(number)
        return found

    def strangers(self) -> list[tuple[int, str]]:
        """(id, login) of accounts in the API's answers whose profile was never asked for."""
        return self.file.connection.execute(STRANGERS).fetchall()

    def _put(self, table: str, rows: list[dict[str, Any]], seen_at: datetime) -> None:
        if not rows:
            return
        columns, keys = contract()[table], KEYS[table]
        for row in rows:
            row["source"] = SOURCE
            if "seen_at" in columns:
                row.setdefault("seen_at", seen_at)
            if "day" in columns:
                row.setdefault("day", seen_at.date())
        # Of one thing that a page shows twice the last sight counts.
        unique = rows if table in WHOLES else list({tuple(row.get(k) for k in keys): row for row in rows}.values())
        connection = self.file.connection
        batch = arrow_table(table, unique)
        connection.register("answers", batch)
        same = " AND ".join(f"t.{key} IS NOT DISTINCT FROM a.{key}" for key in keys)
        connection.execute(f"DELETE FROM raw.{table} AS t USING answers AS a WHERE t.source = '{SOURCE}' AND {same}")
        connection.unregister("answers")
        self.file.append(table, batch)


STRANGERS = """
SELECT person_id, ANY_VALUE(login) AS login
FROM (
  SELECT author_id AS person_id, author_login AS login, author_type AS type FROM raw.issues WHERE source = 'github'
  UNION ALL
  SELECT author_id, author_login, author_type FROM raw.comments WHERE source = 'github'
  UNION ALL
  SELECT author_id, author_login, author_type FROM raw.reviews WHERE source = 'github'
)
WHERE person_id > 0 AND type = 'User' AND person_id NOT IN (SELECT person_id FROM raw.profiles)
GROUP BY person_id
ORDER BY person_id
"""


def _days(rows: Rows) -> set[date]:
    seen = {row["seen_at"].date() for found in rows.values() for row in found if row.get("seen_at")}
    return seen | {row["day"] for table in INCREMENTAL for row in rows.get(table, [])}
