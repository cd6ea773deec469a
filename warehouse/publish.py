"""Write what readers see: serving tables and metric macros in a new file, then one flip of a link."""

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from settings import DuckstatsError, Settings, disk_trouble
from warehouse import catalog, night, work
from warehouse import schema as public_schema

FILE = work.FILE
KEPT_BUILDS = 3

# Rows lie in the order that most questions ask for, so that DuckDB skips what is out of range.
SORT_ORDER = {
    "affiliations": "person_id, starts_on",
    "archive_hours": "archive_hour",
    "assisted_commits": "project, counted_at",
    "annotations": "project, happened_at",
    "assignments": "project, repo_id, number",
    "archive_coverage": "project, day",
    "coverage": "project, day",
    "commit_files": "project, sha",
    "commit_people": "project, happened_at",
    "commits": "project, counted_at",
    "commit_roles": "project, happened_at",
    "comments": "project, created_at",
    "commands": "project, created_at",
    "employers": "employer_id",
    "events": "project, created_at",
    "first_commits": "project, first_at",
    "first_contributions": "project, first_at",
    "issues": "project, created_at",
    "items": "project, created_at",
    "label_events": "project, happened_at",
    "labels": "category, name",
    "item_labels": "project, category, starts_at",
    "quiet_spans": "project, starts_at",
    "label_spans": "project, starts_at",
    "mentions": "project, created_at",
    "open_spans": "project, opened_at",
    "people": "person_id",
    "person_weeks": "project, starts_on",
    "projects": "project",
    "pull_requests": "project, created_at",
    "releases": "project, published_at",
    "repo_days": "project, day",
    "repo_groups": "group_name",
    "repos": "project, repo_id",
    "reviews": "project, submitted_at",
    "runs": "run, started_at",
    "tags": "project, tagged_at",
}


def publish(settings: Settings, say: Callable[[str], None] = lambda _: None) -> str:
    """Publish the models of the work file as a new build; returns its id.

    The new folder gets its name only when it is whole, and the link flips only then, so a crash at any moment
    leaves the last build up. Raises DuckstatsError when the last build failed, the disk is full or the work file is in
    use.
    """
    build_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + secrets.token_hex(3)
    part = settings.builds_dir / f"{build_id}.part"
    named = (build_id, _build_seconds(settings))
    try:
        settings.builds_dir.mkdir(parents=True, exist_ok=True)
        for leftover in settings.builds_dir.glob("*.part"):
            shutil.rmtree(leftover, ignore_errors=True)
        part.mkdir()
        _write(settings, part / FILE, named, say)
        part.rename(settings.builds_dir / build_id)
        flip(settings.current_link, settings.builds_dir / build_id)
        if not night.is_built(settings):
            night.note_base(settings, build_id)
    except (duckdb.Error, OSError) as error:
        shutil.rmtree(part, ignore_errors=True)
        reason = disk_trouble(error, settings.data_dir) or str(error).splitlines()[0]
        raise DuckstatsError(f"Publishing failed and the last build stays up: {reason}") from error
    _forget_old(settings)
    return build_id


def _build_seconds(settings: Settings) -> float:
    """How long the build took that is about to be published."""
    try:
        return float((settings.work_dir / work.GOOD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise DuckstatsError("There is no good build to publish: run `duckstats build`.") from None


def _write(settings: Settings, target: Path, named: tuple[str, float], say: Callable[[str], None]) -> None:
    base = night.base_file(settings) if night.is_built(settings) else None
    work_dir = night.folder(settings) if base else settings.work_dir
    if base:
        shutil.copyfile(base, target)
    with duckdb.connect(config=work.limits(settings)) as connection:
        # The work file's views name their catalogue, so it is attached under the name that they were made with.
        connection.execute(f"ATTACH {_quoted(work_dir / FILE)} AS duckstats (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(target)} AS published")
        if base:
            connection.execute(f"ATTACH {_quoted(work_dir / night.EXTRACT)} AS extract (READ_ONLY)")
        for schema, table in work.serving_tables(connection):
            say(f"{schema}.{table}")
            if base:
                night.replace(connection, schema, table, _order(table))
            else:
                _copy(connection, schema, table)
        if base:
            night.tidy(connection)
        connection.execute("USE published")
        for table, schema in night.REMADE.items() if base else ():
            night.remake(connection, schema, table, _order(table))
        connection.execute(BUILDS_TABLE, list(named))
        catalog.install(connection)
        public_schema.comment(connection)
        connection.execute("USE memory")
        connection.execute("DETACH published")


BUILDS_TABLE = """
CREATE OR REPLACE TABLE published.builds AS
SELECT
  $1 AS build_id,
  now()::TIMESTAMP AS built_at,
  (SELECT max(archive_hour) + INTERVAL 1 HOUR FROM published.core.archive_hours WHERE status = 'complete') AS as_of,
  (SELECT min(archive_hour) FROM published.core.archive_hours WHERE status = 'complete') AS starts_at,
  (SELECT count(*) FROM published.core.archive_hours WHERE status = 'complete') AS hour_count,
  (SELECT count(*) FROM published.core.archive_hours WHERE status <> 'complete') AS bad_hour_count,
  (SELECT coalesce(bool_or(is_sample), FALSE) FROM published.core.archive_hours) AS is_sample,
  (SELECT string_agg(DISTINCT scope_text, ', ') FROM published.core.archive_hours) AS scope_text,
  version() AS duckdb_version,
  $2::DOUBLE AS build_seconds
"""


def _order(table: str) -> str:
    return f"ORDER BY {SORT_ORDER[table]}" if table in SORT_ORDER else ""


def _copy(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS published.{schema}")
    # A model's own columns in their order; sorting happens once, here.
    connection.execute(
        f"CREATE TABLE published.{schema}.{table} AS SELECT * FROM duckstats.{schema}.{table} {_order(table)}"
    )
    comments = connection.execute(
        "SELECT column_name, comment FROM duckdb_columns() "
        "WHERE database_name = 'duckstats' AND schema_name = ? AND table_name = ? AND comment IS NOT NULL",
        [schema, table],
    ).fetchall()
    for column, comment in comments:
        connection.execute(f"COMMENT ON COLUMN published.{schema}.{table}.{column} IS {_quoted(comment)}")
    described = connection.execute(
        "SELECT comment FROM duckdb_views() WHERE database_name = 'duckstats' AND schema_name = ? AND view_name = ?",
        [schema, table],
    ).fetchone()
    if described and described[0]:
        connection.execute(f"COMMENT ON TABLE published.{schema}.{table} IS {_quoted(described[0])}")


def flip(link: Path, build: Path) -> None:
    """Point the link at the build in one step: a reader sees the old one or the new one."""
    fresh = link.with_name(f".current-{secrets.token_hex(4)}")
    fresh.symlink_to(os.path.relpath(build, link.parent), target_is_directory=True)
    fresh.replace(link)


def _forget_old(settings: Settings) -> None:
    current = settings.current_link.resolve().name
    found = (path for path in settings.builds_dir.iterdir() if path.is_dir() and path.suffix != ".part")
    # Names tell the time; the one that was published just now is the newest, also after the clock was set back.
    builds = sorted(found, key=lambda path: (path.name == current, path.name))
    last_hidden = hidden_at(settings)
    base = night.base_file(settings)
    for at, old in enumerate(reversed(builds)):
        is_kept = at < KEPT_BUILDS or (base and old == base.parent)
        # The newest always stays; older ones may show people who were hidden since.
        if not is_kept or (at and old.name < last_hidden):
            shutil.rmtree(old, ignore_errors=True)


def hidden_at(settings: Settings) -> str:
    """When somebody was last hidden in raw rows, in the form of a build's id; empty for never."""
    try:
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            found = connection.execute(
                "SELECT MAX(STRFTIME(touched_at, '%Y%m%dT%H%M%S')) FROM raw.dirty_days WHERE source = 'opt_out'"
            ).fetchone()
    except duckdb.Error:
        return ""  # not there, or in use: the next build asks again
    return (found and found[0]) or ""


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
