"""What stands in the landing file of git and of GitHub's API: their part of `duckstats status`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

GIT = """
SELECT
  COUNT(*) FILTER (status = 'complete') AS complete,
  COUNT(*) FILTER (status = 'empty') AS empty,
  COUNT(*) FILTER (status = 'gone') AS gone,
  COUNT(*) FILTER (status = 'broken') AS broken,
  COALESCE(SUM(commit_count), 0)::BIGINT AS commit_count,
  MAX(finished_at) AS finished_at
FROM raw.git_repos
"""
GITHUB = """
SELECT r.*, (SELECT COUNT(*) FROM raw.api_todo) AS waiting,
  (SELECT COUNT(*) FROM raw.api_progress WHERE status = 'failed') AS failed
FROM raw.api_runs AS r
ORDER BY started_at DESC
LIMIT 1
"""


@dataclass(frozen=True)
class Sources:
    """The columns of GIT and of GITHUB; None for a source that was never asked."""

    git: dict[str, Any] | None
    github: dict[str, Any] | None

    @property
    def asked_at(self) -> datetime | None:
        """When one of them was asked last."""
        return max((one["finished_at"] for one in (self.git, self.github) if one), default=None)

    def lines(self) -> list[str]:
        """Some lines of the page for a terminal."""
        found = []
        if git := self.git:
            found.append(
                f"Git        {git['commit_count']:,} commits of {git['complete']:,} repositories; "
                f"{git['empty']:,} empty, {git['gone']:,} gone or private, {git['broken']:,} broken; "
                f"last fetch {git['finished_at']} UTC"
            )
        if run := self.github:
            found.append(
                f"GitHub     last run {run['finished_at']} UTC: {run['requests']:,} requests, {run['outcome']}; "
                f"{run['waiting']:,} pull requests wait for details, {run['failed']:,} listings failed"
            )
            if run["quota_limit"] is not None:
                found.append(
                    f"           quota {run['quota_remaining']:,} of {run['quota_limit']:,} requests an hour "
                    f"({run['token_count'] or 'no'} token{'' if run['token_count'] == 1 else 's'}), "
                    f"anew at {run['quota_reset_at']} UTC"
                )
        return found


def read(connection: duckdb.DuckDBPyConnection) -> Sources:
    """What an open landing file says; one that an earlier version made has no such tables."""
    there = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    git = _first(connection, GIT) if "git_repos" in there else None
    return Sources(
        git=git if git and git["finished_at"] else None,
        github=_first(connection, GITHUB) if "api_runs" in there else None,
    )


def _first(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any] | None:
    rows = connection.execute(sql).to_arrow_table().to_pylist()
    return rows[0] if rows else None
