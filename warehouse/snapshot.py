"""Snapshots: builds kept for good, as Parquet, with the metrics of their time: a figure can be rerun years later."""

import hashlib
import json
import re
import secrets
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa
from pydantic import BaseModel

from settings import DuckstatsError, Settings
from warehouse import formats
from warehouse.catalog import Interface
from warehouse.store import FILE, SAFE, Build, Store, build_of

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
CHUNK = 1 << 20


class Manifest(BaseModel):
    """What a snapshot says of itself. `metrics` and `answers` are SHA-256: of each metric's statement, and of the CSV
    that it gave with its defaults when the snapshot was taken."""

    name: str
    taken_at: datetime
    build_id: str
    as_of: datetime | None
    scope_text: str | None
    is_sample: bool
    versions: dict[str, str]
    rows: dict[str, int]
    metrics: dict[str, str]
    answers: dict[str, str]


class Snapshot(Store):
    """A snapshot, asked like a build. One thread reads it: sums of fractions then come out the same every time."""

    def __init__(self, folder: Path) -> None:
        self.file = folder
        self._lock = threading.Lock()
        files = sorted((folder / "tables").glob("*.parquet"))
        self._connection = duckdb.connect(config={"threads": "1", "python_enable_replacements": "false"})
        for schema in sorted({path.stem.partition(".")[0] for path in files}):
            self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for path in files:
            self._connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet({_quoted(path)})")
        definitions = self._connection.execute("FROM definitions ORDER BY position").to_arrow_table().to_pylist()
        for row in definitions:
            self._connection.execute(row["statement"])
        metrics = [Interface.model_validate_json(row["interface"]) for row in definitions if row["kind"] == "metric"]
        self.interfaces = {metric.name: metric for metric in metrics}
        self._lock_up(files)
        self.build: Build = build_of(self._connection)

    def interface(self, name: str) -> Interface:
        """How one of its metrics is asked. Raises DuckstatsError for one that it does not have."""
        found = self.interfaces.get(name)
        if not found:
            raise DuckstatsError(f"The snapshot {self.file.name} has no metric {name!r}.")
        return found

    def _lock_up(self, files: list[Path]) -> None:
        paths = ", ".join(_quoted(path) for path in files)
        self._connection.execute(f"SET allowed_paths = [{paths}]")
        for name, value in SAFE.items():
            if name != "lock_configuration":
                self._connection.execute(f"SET {name} = {value}")
        self._connection.execute("SET lock_configuration = true")


def take(settings: Settings, name: str, say: Callable[[str], None] = lambda _: None) -> Manifest:
    """Keep the current build under this name. Raises DuckstatsError when the name is taken or is none."""
    if not NAME.fullmatch(name):
        raise DuckstatsError(f"{name!r} is no name for a snapshot: letters, digits, dots, dashes, underscores.")
    target = settings.snapshots_dir / name
    if target.exists():
        raise DuckstatsError(f"There is a snapshot {name} already, and snapshots are never overwritten: choose a name.")
    file = settings.current_link.resolve() / FILE
    if not file.exists():
        raise DuckstatsError("Nothing is published yet, so there is nothing to keep: run `duckstats build`.")
    settings.snapshots_dir.mkdir(parents=True, exist_ok=True)
    for leftover in settings.snapshots_dir.glob(".*.part"):
        _remove(leftover)
    part = settings.snapshots_dir / f".{name}-{secrets.token_hex(3)}.part"
    try:
        manifest = _written(file, part, name, say)
        part.rename(target)
    except (duckdb.Error, OSError) as error:
        raise DuckstatsError(f"The snapshot was not taken: {str(error).splitlines()[0]}") from error
    finally:
        _remove(part)
    return manifest


def opened(settings: Settings, name: str) -> Snapshot:
    """A snapshot to ask. Raises DuckstatsError when there is none of that name."""
    folder = settings.snapshots_dir / name
    if not NAME.fullmatch(name) or not (folder / MANIFEST).exists():
        known = ", ".join(manifest.name for manifest in listed(settings)) or "none is kept"
        raise DuckstatsError(f"There is no snapshot {name!r}; there are: {known}.")
    try:
        return Snapshot(folder)
    except duckdb.Error as error:
        raise DuckstatsError(f"The snapshot {name} cannot be read: {str(error).splitlines()[0]}") from None


def listed(settings: Settings) -> list[Manifest]:
    """All snapshots, oldest first."""
    files = settings.snapshots_dir.glob(f"[!.]*/{MANIFEST}")
    found = [Manifest.model_validate_json(path.read_text(encoding="utf-8")) for path in files]
    return sorted(found, key=lambda manifest: manifest.taken_at)


def check(settings: Settings, name: str, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """What is wrong with a snapshot, one sentence each: files that changed, answers that are no longer the same."""
    folder = settings.snapshots_dir / name
    snapshot = opened(settings, name)
    wrong = []
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        expected, path = line.split("  ", 1)
        if not (folder / path).exists():
            wrong.append(f"{path} is missing.")
        elif _sum(folder / path) != expected:
            wrong.append(f"{path} was changed.")
    if wrong:
        return wrong
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    for metric, expected in manifest.answers.items():
        say(metric)
        if _answer(snapshot, metric) != expected:
            wrong.append(f"{metric} answers otherwise than when the snapshot was taken.")
    return wrong


def remove(settings: Settings, name: str) -> None:
    """Delete a snapshot for good. Raises DuckstatsError when there is none of that name."""
    opened(settings, name)
    _remove(settings.snapshots_dir / name)


def _written(file: Path, part: Path, name: str, say: Callable[[str], None]) -> Manifest:
    (part / "tables").mkdir(parents=True)
    with _attached(file) as connection:
        names = _tables(connection)
        if "main.definitions" not in names:
            raise DuckstatsError("The current build is of an earlier version and lacks its metrics' text: build anew.")
        rows = {table: _copied(connection, table, part, say) for table in names}
        statements = connection.execute(
            "SELECT name, statement FROM published.definitions WHERE kind = 'metric' ORDER BY name"
        ).fetchall()
    snapshot = Snapshot(part)
    answers = {}
    for metric in snapshot.interfaces:
        say(metric)
        answers[metric] = _answer(snapshot, metric)
    manifest = Manifest(
        name=name,
        taken_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        build_id=snapshot.build.build_id,
        as_of=snapshot.build.as_of,
        scope_text=snapshot.build.scope_text,
        is_sample=snapshot.build.is_sample,
        versions={"duckstats": version("duckstats"), "duckdb": duckdb.__version__, "pyarrow": pa.__version__},
        rows=rows,
        metrics={metric: hashlib.sha256(text.encode()).hexdigest() for metric, text in statements},
        answers=answers,
    )
    text = json.dumps(manifest.model_dump(mode="json"), indent=2) + "\n"
    (part / MANIFEST).write_text(text, encoding="utf-8")
    _seal(part)
    return manifest


@contextmanager
def _attached(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "1", "python_enable_replacements": "false"}) as connection:
        connection.execute(f"ATTACH {_quoted(file)} AS published (READ_ONLY)")
        yield connection


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'published' ORDER BY ALL"
    ).fetchall()
    return [name for (name,) in rows]


def _copied(connection: duckdb.DuckDBPyConnection, table: str, part: Path, say: Callable[[str], None]) -> int:
    """Copy one table in its order, and compare what was written with it: types, rows, a sum of all values."""
    say(table)
    path = part / "tables" / f"{table}.parquet"
    connection.execute(f"COPY published.{table} TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
    sums, types = [], []
    for source in (f"published.{table}", f"read_parquet({_quoted(path)})"):
        sums.append(connection.execute(f"SELECT count(*), bit_xor(hash(row)) FROM {source} AS row").fetchone())
        types.append(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {source})").fetchall())
    if sums[0] != sums[1] or types[0] != types[1]:
        raise DuckstatsError(f"{table} does not come out of Parquet as it went in; no snapshot was taken.")
    return sums[0][0]


def _answer(snapshot: Snapshot, metric: str) -> str:
    return hashlib.sha256(formats.to_csv(snapshot.metric(metric, {}))).hexdigest()


def _seal(folder: Path) -> None:
    """Sums of all files, and nobody may write any more."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / SUMS).write_text(sums, encoding="utf-8")
    for path in [*files, folder / SUMS]:
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    read_only = stat.S_IRUSR | stat.S_IXUSR | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH
    (folder / "tables").chmod(read_only)


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    for path in (folder, folder / "tables"):
        if path.exists():
            path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


def _sum(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
