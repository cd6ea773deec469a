"""A night's build: of what a few days touched only, put in the place of its rows in a copy of the last whole build.

The same models run on an extract of the landing file: every row of each issue, pull request and commit that the days
touched, and all rows of these days. What models need to know of the rest (which accounts had which login, how much of
a day was seen) is handed to them by the last whole build, as tables of the schema `known`. Whenever the days changed
what the rest counts as (a repository's project, a person's kind or employers), the whole is built instead.
"""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb

from settings import Settings
from warehouse import work

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "night.sql"
EXTRACT = "extract.duckdb"
BASE = "base.json"
# More than this is as quick to build as a whole.
MOST_DAYS, LARGEST_SHARE = 60, 0.05

# What a table's rows are replaced by. All others are small, and written whole.
BY_DAY = {"events", "comments", "reviews", "commands", "mentions"}
BY_ITEM = {
    "issues",
    "pull_requests",
    "open_spans",
    "label_events",
    "label_spans",
    "assignments",
    "items",
    "item_labels",
    "quiet_spans",
}
BY_COMMIT = {"commits", "commit_roles", "commit_files", "assisted_commits"}
EXTRACTED = {
    f"raw.{name}"
    for name in (
        *("events", "issues", "pull_requests", "issue_events", "comments", "reviews", "commands", "mentions"),
        *("commits", "commit_trailers", "commit_files"),
    )
}
# What a label says depends on nothing but the label.
ADDED = {"labels"}
WHOLE = {
    *("affiliations", "annotations", "archive_coverage", "archive_hours", "company_names", "company_owners"),
    *("coverage", "identity_conflicts", "merged_accounts", "people", "projects", "ranges", "releases", "repo_days"),
    *("repo_groups", "repo_languages", "repos", "runs", "sig_aliases", "tags"),
}
# Configuration: a change of it can change anything.
CONFIGURED = (
    *("projects", "project_rules", "repo_group_rules", "bot_rules", "company_names", "acquisitions", "people"),
    *("affiliations", "person_rules", "agent_signatures", "archive_holes", "scope_rules", "opt_outs"),
)

REPLACED = {
    **dict.fromkeys(
        BY_DAY,
        "day IN (SELECT day FROM extract.touched.days) "
        "OR coalesce((repo_id, number) IN (SELECT (repo_id, number) FROM extract.touched.items), FALSE)",
    ),
    **dict.fromkeys(BY_ITEM, "(repo_id, number) IN (SELECT (repo_id, number) FROM extract.touched.items)"),
    **dict.fromkeys(BY_COMMIT, "sha IN (SELECT sha FROM extract.touched.commits)"),
}


def folder(settings: Settings) -> Path:
    """Where a night's extract and work file are."""
    return settings.work_dir / "night"


def landing_file(settings: Settings) -> Path:
    """The landing file by the name that a night's build has for it."""
    return folder(settings) / "landing.duckdb"


def is_built(settings: Settings) -> bool:
    """Whether a night waits to be published."""
    return (folder(settings) / work.MARK).exists()


def forget(settings: Settings, base: bool = False) -> None:
    """Drop what is left of a night; with `base`, also what the next one would build on."""
    shutil.rmtree(folder(settings), ignore_errors=True)
    if base:
        (settings.work_dir / BASE).unlink(missing_ok=True)


def base_file(settings: Settings) -> Path | None:
    """The published file of the last whole build; None where there is none to build on."""
    mark = settings.work_dir / BASE
    if not mark.exists():
        return None
    path = settings.builds_dir / json.loads(mark.read_text(encoding="utf-8"))["build_id"] / work.FILE
    return path if path.exists() else None


def note_base(settings: Settings, build_id: str) -> None:
    """Remember that this build is of everything that the work file holds."""
    text = json.dumps({"build_id": build_id, "fingerprint": _fingerprint(settings)})
    (settings.work_dir / BASE).write_text(text, encoding="utf-8")


def extract(settings: Settings, days: list[date]) -> bool:
    """Write the extract that these days need. False where the whole must be built: after a change of configuration or
    models, of rows without a repository's id, or of a large share of everything.
    """
    forget(settings)
    if not days or len(days) > MOST_DAYS or not base_file(settings):
        return False
    base = json.loads((settings.work_dir / BASE).read_text(encoding="utf-8"))
    if base["fingerprint"] != _fingerprint(settings):
        return False
    folder(settings).mkdir(parents=True)
    with _connect(settings) as connection:
        connection.execute("USE extract")
        for schema in ("touched", "raw", "known", "before"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.execute("CREATE TABLE touched.days AS SELECT unnest($1::DATE[]) AS day", [days])
        if not (_is_small(connection) and _is_covered(connection)):
            return False
        for statement in connection.extract_statements(SCRIPT.read_text(encoding="utf-8")):
            connection.execute(statement)
    # SQLMesh has one connection for all projects that name the same file: the night names it otherwise.
    landing_file(settings).symlink_to(settings.landing_file)
    return True


def holds(settings: Settings) -> bool:
    """Whether the night's build left alone what the rows outside it count as."""
    with _connect(settings, folder(settings)) as connection:
        connection.execute(f"ATTACH '{base_file(settings)}' AS published (READ_ONLY)")
        if any(connection.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchone() for query in UNSETTLED):
            return False
        connection.execute(CHANGED_PEOPLE)
        return not any(connection.execute(query).fetchone() for query in _left_behind(connection))


def replace(connection: duckdb.DuckDBPyConnection, schema: str, table: str, order: str) -> None:
    """Put the night's rows of a table in the place of those they stand for. The databases are attached as extract,
    duckstats (the night's work file) and published (a copy of the last whole build).
    """
    target, condition = f"published.{schema}.{table}", REPLACED.get(table, "TRUE")
    if table in ADDED:
        connection.execute(f"INSERT INTO {target} FROM duckstats.{schema}.{table} EXCEPT FROM {target}")
        return
    connection.execute(f"DELETE FROM {target} WHERE {condition}")
    connection.execute(
        f"INSERT INTO {target} BY NAME SELECT * FROM duckstats.{schema}.{table} WHERE {condition} {order}"
    )


# Rows of these mean that something outside the extract is not what it was.
UNSETTLED = (
    "SELECT login FROM extract.before.logins AS b ANTI JOIN duckstats.core.logins AS n USING (login, person_id) "
    "ANTI JOIN extract.touched.logins AS t ON t.login = b.login",
    "SELECT repo_name FROM extract.before.repo_names ANTI JOIN duckstats.core.repo_names USING (repo_name, repo_id)",
    "SELECT repo_id FROM extract.before.repos ANTI JOIN duckstats.core.repos USING (repo_id, project)",
    "(FROM extract.before.merged_accounts EXCEPT FROM duckstats.core.merged_accounts) "
    "UNION ALL (FROM duckstats.core.merged_accounts EXCEPT FROM extract.before.merged_accounts)",
)
CHANGED_PEOPLE = """
CREATE TEMP TABLE changed AS
WITH employers AS (
  SELECT 'base' AS build, person_id, starts_on, ends_on, company, other_companies FROM extract.before.affiliations
  UNION ALL
  SELECT 'night', person_id, starts_on, ends_on, company, other_companies FROM duckstats.core.affiliations
), addresses AS (
  SELECT b.person_id
  FROM extract.before.identities AS b
  ANTI JOIN duckstats.core.identities AS n
    ON n.address = b.address AND n.person_id = b.person_id AND n.evidence = b.evidence
  UNION
  SELECT -1 - CAST(md5_number_lower('address:' || n.address) >> 1 AS BIGINT)
  FROM duckstats.core.identities AS n
  ANTI JOIN extract.before.identities AS b
    ON b.address = n.address
)
SELECT person_id FROM extract.before.people ANTI JOIN duckstats.core.people USING (person_id, kind)
UNION
SELECT person_id FROM employers GROUP BY ALL HAVING count(DISTINCT build) = 1
UNION
FROM addresses
"""


def _left_behind(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Queries for rows of the published file that name somebody who changed, and that the night does not replace."""
    columns = connection.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = 'published' "
        "AND (column_name LIKE '%person_id' OR column_name IN ('merged_by_id', 'assigned_by_id'))"
    ).fetchall()
    return [
        f"SELECT 1 FROM published.{schema}.{table} "
        f"WHERE {column} IN (SELECT person_id FROM changed) AND NOT coalesce({REPLACED[table]}, FALSE) LIMIT 1"
        for schema, table, column in columns
        if table in REPLACED
    ]


def _is_small(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the days hold little of everything, all of it with a repository's id."""
    found = connection.execute(
        "SELECT count(*) FILTER (day IN (SELECT day FROM touched.days)) <= $1 * count(*), "
        "count(*) FILTER (repo_id IS NULL AND day IN (SELECT day FROM touched.days)) = 0 FROM landing.raw.events",
        [LARGEST_SHARE],
    ).fetchone()
    return bool(found) and all(found)


def _is_covered(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether it is known of each table that readers see what a night does with it."""
    return {table for _, table in work.serving_tables(connection)} <= {*REPLACED, *ADDED, *WHOLE}


def _connect(settings: Settings, work_dir: Path | None = None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config=work.limits(settings))
    connection.execute(f"ATTACH '{settings.landing_file}' AS landing (READ_ONLY)")
    # Views of a work file name this catalogue.
    connection.execute(f"ATTACH '{(work_dir or settings.work_dir) / work.FILE}' AS duckstats (READ_ONLY)")
    connection.execute(f"ATTACH '{folder(settings) / EXTRACT}' AS extract")
    return connection


def _fingerprint(settings: Settings) -> str:
    """A digest of what a change of makes all rows doubtful: models, configuration, what the API's listings cover."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.suffix in (".sql", ".py", ".yaml") and path.parent.name != "tests":
            digest.update(path.read_bytes())
    with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
        for table in CONFIGURED:
            rows = connection.execute(f"SELECT bit_xor(hash(t)), count(*) FROM raw.{table} AS t").fetchone()
            digest.update(repr((table, rows)).encode())
        listed = "SELECT bit_xor(hash(repo_id, endpoint, listed_since)) FROM raw.api_progress"
        digest.update(repr(connection.execute(listed).fetchone()).encode())
    return digest.hexdigest()
