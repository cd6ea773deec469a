"""A night's build: of what a few days touched only, put in the place of its rows in a copy of the last whole build.

The same models run on an extract of the landing file: every row of each issue, pull request and commit that was
touched, and all rows of the archive's touched days. What models need to know of the rest (which accounts had which
login, how much of a day was seen) is handed to them as tables of the schema `known`. A night always starts from the
last whole build, so that nights do not add up in the file; after MOST_DAYS everything is built anew. So it is whenever
the night changed what the rest counts as (a repository's project, a person's kind or employers).
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from settings import Settings
from warehouse import work

HERE = Path(__file__).resolve().parent
EXTRACT = "extract.duckdb"
BASE = "base.json"
# More than this is as quick to build as a whole.
MOST_DAYS, LARGEST_SHARE = 35, 0.05

# What a table's rows are replaced by. All others are small, and written whole.
BY_DAY = {"comments", "reviews", "commands", "mentions"}
BY_ITEM = {
    *("issues", "pull_requests", "open_spans", "label_events", "label_spans", "assignments"),
    *("items", "item_labels", "quiet_spans"),
}
BY_COMMIT = {"commits", "commit_roles", "commit_files", "assisted_commits"}
# What a label says depends on nothing but the label.
ADDED = {"labels"}
WHOLE = {
    *("affiliations", "annotations", "archive_coverage", "archive_hours", "company_names", "company_owners"),
    *("coverage", "employers", "identity_conflicts", "merged_accounts", "people", "projects", "ranges", "releases"),
    *("known_times", "repo_days", "repo_groups", "repo_languages", "repos", "runs", "sig_aliases", "tags"),
}
# What sums up all history is made anew of the merged tables, by the model's own query: its schema by table.
REMADE = {"first_commits": "marts", "first_contributions": "marts", "person_weeks": "marts"}
# Of person_weeks only weeks are made anew in which rows of these tables came or went: their times, and what else
# person_weeks tells apart of them.
WEEKLY = {
    "events": (["created_at"], ["type", "is_contribution"]),
    "comments": (["created_at"], []),
    "reviews": (["submitted_at"], []),
    "issues": (["created_at"], []),
    "pull_requests": (["created_at", "merged_at"], ["has_conversation"]),
}
WHOSE = ["project", "person_id", "person_kind", "employer_id"]

# Raw tables, by what becomes of them in a night: read from the extract,
ITEM_TABLES = ("issues", "pull_requests", "issue_events", "comments", "reviews", "commands", "mentions")
EXTRACTED = {f"raw.{name}" for name in ("events", *ITEM_TABLES, "commits", "commit_trailers", "commit_files")}
# configuration, a change of which can change anything,
CONFIGURED = (
    *("projects", "project_rules", "repo_group_rules", "bot_rules", "company_names", "acquisitions", "people"),
    *("affiliations", "person_rules", "agent_signatures", "archive_holes", "scope_rules", "opt_outs"),
)
# or read whole.
READ_WHOLE = {
    *("releases", "repos", "archive_hours", "tags", "git_repos", "repo_languages", "landscape", "runs"),
    "api_progress",  # but for the beginnings of its listings, see fingerprint
}
# Rows whose source says when it saw them: marks of clones and the API are days of that.
MARKED = {"gharchive", "github", "git"}
SIGHTS = ("issues", "pull_requests", "comments", "reviews", "issue_events", "releases", "commits")

OF_DAYS = "day IN (SELECT day FROM extract.touched.days)"
OF_ITEMS = "(repo_id, number) IN (SELECT (repo_id, number) FROM extract.touched.items)"
OF_COMMITS = "sha IN (SELECT sha FROM extract.touched.commits)"
OF_PUSHES = "(event_id, type, created_at) IN (SELECT (event_id, type, created_at) FROM extract.touched.pushes)"
REPLACED = {
    "events": f"{OF_DAYS} OR coalesce({OF_ITEMS}, FALSE) OR type = 'ReleaseEvent' "
    f"OR (type = 'PushEvent' AND {OF_PUSHES})",
    **dict.fromkeys(BY_DAY, f"{OF_DAYS} OR coalesce({OF_ITEMS}, FALSE)"),
    **dict.fromkeys(BY_ITEM, OF_ITEMS),
    **dict.fromkeys(BY_COMMIT, OF_COMMITS),
    # The key is @stable_id of the sha.
    "commit_people": "commit_key IN "
    "(SELECT -1 - CAST(md5_number_lower(sha) >> 1 AS BIGINT) FROM extract.touched.commits)",
}


@dataclass(frozen=True)
class Touched:
    """What ingest wrote since the last whole build: (source, day) as it marked them."""

    marks: list[tuple[str, date]]

    def __str__(self) -> str:
        days = self.all_days
        return f"days {days[0]} to {days[-1]}" if days else "no day"

    @property
    def all_days(self) -> list[date]:
        """Every marked day, in order."""
        return sorted({day for _, day in self.marks})

    @property
    def hides(self) -> bool:
        """Whether somebody was hidden in raw rows."""
        return any(source == "opt_out" for source, _ in self.marks)

    @property
    def days(self) -> list[date]:
        """Days of the archive's rows."""
        return sorted(day for source, day in self.marks if source == "gharchive")

    @property
    def sights(self) -> list[tuple[str, date]]:
        """Days on which other sources wrote."""
        return [(source, day) for source, day in self.marks if source != "gharchive"]


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
    built = json.loads((settings.work_dir / work.MARK).read_text(encoding="utf-8"))
    text = json.dumps({"build_id": build_id, "fingerprint": built.get("fingerprint")})
    (settings.work_dir / BASE).write_text(text, encoding="utf-8")


def extract(settings: Settings, touched: Touched) -> str | None:
    """Write the extract that a night needs. Returns why everything must be built instead, or None."""
    forget(settings)
    if not base_file(settings):
        return "there is no whole build to start from"
    base = json.loads((settings.work_dir / BASE).read_text(encoding="utf-8"))
    if base["fingerprint"] != fingerprint(settings):
        return "the configuration, a model or what the API lists has changed"
    if untold := {source for source, _ in touched.marks} - MARKED:
        return f"{', '.join(sorted(untold))} changed rows in a way that no day tells"
    if len(touched.days) > MOST_DAYS:
        return f"{len(touched.days)} days were touched since the last build of everything (at most {MOST_DAYS})"
    folder(settings).mkdir(parents=True)
    with connect(settings) as connection:
        connection.execute("USE extract")
        for schema in ("touched", "raw", "known", "before"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.execute("CREATE TABLE touched.days AS SELECT unnest($1::DATE[]) AS day", [touched.days])
        connection.execute("CREATE TABLE touched.sights (source VARCHAR, day DATE)")
        if touched.sights:
            connection.executemany("INSERT INTO touched.sights VALUES ($1, $2)", touched.sights)
        if reason := _unlisted(connection) or _unfit(connection, NOT_A_NIGHTS):
            return reason
        for table in SIGHTS:
            connection.execute(NEW_ROWS.format(table=table))
        _run(connection, "night_touched.sql")
        if reason := _unfit(connection, TOO_MUCH):
            return reason
        _take_rows(connection)
    # SQLMesh has one connection for all projects that name the same file: the night names it otherwise.
    landing_file(settings).symlink_to(settings.landing_file)
    return None


def _unlisted(connection: duckdb.DuckDBPyConnection) -> str | None:
    missing = {table for _, table in work.serving_tables(connection)} - {*REPLACED, *ADDED, *WHOLE, *REMADE}
    if not missing:
        return None
    return f"warehouse/night.py does not say how a night replaces rows of {', '.join(sorted(missing))}"


def _run(connection: duckdb.DuckDBPyConnection, script: str) -> None:
    for statement in connection.extract_statements((HERE / script).read_text(encoding="utf-8")):
        connection.execute(statement)


def _take_rows(connection: duckdb.DuckDBPyConnection) -> None:
    _run(connection, "night_rows.sql")
    for table in ITEM_TABLES:
        connection.execute(ROWS_OF_ITEMS.format(table=table))
    for table, columns in COUNTED.items():
        connection.execute(
            f"CREATE TABLE known.replaced_{table} AS SELECT {columns} FROM duckstats.core.{table} "
            f"WHERE {REPLACED[table]}"
        )


NEW_ROWS = """
CREATE TEMP VIEW new_{table} AS
FROM landing.raw.{table} SEMI JOIN touched.days USING (day)
UNION ALL
SELECT x.* FROM landing.raw.{table} AS x
SEMI JOIN touched.sights AS s ON s.source = x.source AND s.day = x.seen_at::DATE
"""
ROWS_OF_ITEMS = """
CREATE TABLE raw.{table} AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.{table} AS x
  SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.{table} AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
  UNION
  SELECT x.rowid FROM landing.raw.{table} AS x SEMI JOIN touched.days AS d ON d.day = x.day
)
SELECT x.* FROM landing.raw.{table} AS x SEMI JOIN picked AS p ON p.place = x.rowid
"""
# What core.coverage counts of these tables.
COUNTED = {"events": "project, day, type, is_contribution, sources", "commits": "project, counted_at, sources"}

# By the reason to build everything: rows that are the reason.
NOT_A_NIGHTS = {
    "touched days hold a large part of all events": "SELECT 1 FROM landing.raw.events "
    "HAVING count(*) FILTER (day IN (FROM touched.days)) > {share} * count(*)",
    "touched days are of times when events had no repository's id": "SELECT 1 FROM landing.raw.events "
    "SEMI JOIN touched.days USING (day) WHERE repo_id IS NULL",
}
TOO_MUCH = {
    "a large part of all issues and pull requests was touched": "SELECT 1 WHERE (SELECT count(*) FROM touched.items) "
    "> {share} * (SELECT count(*) FROM duckstats.marts.items)",
    "a large part of all commits was touched": "SELECT 1 WHERE (SELECT count(*) FROM touched.commits) "
    "> {share} * (SELECT count(*) FROM duckstats.core.commits)",
}


def _unfit(connection: duckdb.DuckDBPyConnection, reasons: dict[str, str]) -> str | None:
    for reason, query in reasons.items():
        if connection.execute(query.format(share=LARGEST_SHARE)).fetchone():
            return reason
    return None


def connect(settings: Settings, work_dir: Path | None = None) -> duckdb.DuckDBPyConnection:
    """The landing file, the work file (the last whole build's, or another) and the extract."""
    connection = duckdb.connect(config=work.limits(settings))
    connection.execute(f"ATTACH '{settings.landing_file}' AS landing (READ_ONLY)")
    # Views of a work file name this catalogue.
    connection.execute(f"ATTACH '{(work_dir or settings.work_dir) / work.FILE}' AS duckstats (READ_ONLY)")
    connection.execute(f"ATTACH '{folder(settings) / EXTRACT}' AS extract")
    return connection


def replace(connection: duckdb.DuckDBPyConnection, schema: str, table: str, order: str) -> None:
    """Put the night's rows of a table in the place of those they stand for. The databases are attached as extract,
    duckstats (the night's work file) and published (a copy of the last whole build).
    """
    if table in REMADE:
        return
    target, condition = f"published.{schema}.{table}", REPLACED.get(table, "TRUE")
    if table in ADDED:
        connection.execute(f"INSERT INTO {target} FROM duckstats.{schema}.{table} EXCEPT FROM {target}")
        return
    if table in WEEKLY:
        _delete_and_note_weeks(connection, table, target, condition)
    else:
        connection.execute(f"DELETE FROM {target} WHERE {condition}")
    connection.execute(
        f"INSERT INTO {target} BY NAME SELECT * FROM duckstats.{schema}.{table} WHERE {condition} {order}"
    )


def _delete_and_note_weeks(connection: duckdb.DuckDBPyConnection, table: str, target: str, condition: str) -> None:
    """Delete the rows, and note the weeks in which the night's rows differ from them: most come back as they were."""
    times, others = WEEKLY[table]
    columns = ", ".join([*times, *WHOSE, *others])
    gone = connection.execute(f"DELETE FROM {target} WHERE {condition} RETURNING {columns}").to_arrow_table()
    connection.register("gone", gone)
    come = f"SELECT {columns} FROM duckstats.core.{table} WHERE {condition}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE changed AS "
        f"((FROM gone EXCEPT ALL {come}) UNION ALL ({come} EXCEPT ALL FROM gone))"
    )
    connection.unregister("gone")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS changed_weeks (starts_on DATE PRIMARY KEY)")
    for moment in times:
        connection.execute(
            f"INSERT OR IGNORE INTO changed_weeks SELECT DISTINCT greatest(date_trunc('week', {moment}), "
            f"date_trunc('month', {moment})) FROM changed WHERE {moment} IS NOT NULL"
        )


def remake(connection: duckdb.DuckDBPyConnection, schema: str, table: str, order: str) -> None:
    """Make a table of REMADE anew, once all others are replaced. The published file is the one in use."""
    query, condition = query_of(schema, table), "TRUE"
    if table == "person_weeks":
        weeks = [week for (week,) in connection.execute("FROM temp.changed_weeks ORDER BY ALL").fetchall()]
        listed = ", ".join(f"DATE '{week}'" for week in weeks)
        condition = f"starts_on IN ({listed})" if weeks else "FALSE"
        query = _of_weeks(query, weeks)
    connection.execute(f"DELETE FROM {schema}.{table} WHERE {condition}")
    connection.execute(f"INSERT INTO {schema}.{table} BY NAME SELECT * FROM ({query}) WHERE {condition} {order}")


def _of_weeks(query: str, weeks: list[date]) -> str:
    """The query of person_weeks, which reads nothing from before the first of these weeks, nor after the last."""
    if not weeks:
        return query
    every_time = "NOT happened_at IS NULL"
    assert every_time in query, "the query of person_weeks has no condition to narrow"
    since, until = min(weeks), max(weeks) + timedelta(days=7)
    return query.replace(every_time, f"happened_at >= TIMESTAMP '{since}' AND happened_at < TIMESTAMP '{until}'")


def query_of(schema: str, table: str) -> str:
    """The query of a table of REMADE, as its model has it."""
    model = (HERE / "models" / schema / f"{table}.sql").read_text(encoding="utf-8")
    return model.split("\n);\n", maxsplit=1)[1]


def tidy(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what nothing names any more, when all tables are replaced."""
    connection.execute(
        "DELETE FROM published.core.labels WHERE NOT label IN (SELECT label FROM published.core.label_events "
        "UNION SELECT unnest(labels) FROM published.core.issues UNION SELECT unnest(labels) "
        "FROM published.core.pull_requests)"
    )


def fingerprint(settings: Settings) -> str:
    """A digest of what a change of makes all rows doubtful: models, configuration, what the API's listings cover."""
    digest = hashlib.sha256(duckdb.__version__.encode())
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
