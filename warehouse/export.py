"""Static export: every metric of every project as files at stable paths (docs/export.md), swapped in as a whole."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from settings import DuckstatsError
from warehouse import catalog, formats, publish, quality
from warehouse.store import Store

INDEX = "index.json"
SUMS = "SHA256SUMS"
FORMATS = ("json", "csv", "parquet")
ALL = "all"
PERIODS = ("month", "year")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Wanted:
    """What the tree is to hold; empty for all there is: projects are then those with contributions, and `all`."""

    projects: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS


@dataclass(frozen=True)
class Question:
    """One call of a metric: for a project, by a period or over all time."""

    project: str
    metric: catalog.Metric
    period: str

    @property
    def folder(self) -> str:
        """Where its files lie in the tree. A colon in a key would not survive every file system."""
        return f"projects/{self.project.replace(':', '_')}/{self.metric.name}"

    @property
    def arguments(self) -> dict[str, str]:
        """What the metric is asked with."""
        project = {"project": self.project} if self.project != ALL else {}
        return project | ({"every": self.period} if self.period != ALL else {})


@dataclass(frozen=True)
class Places:
    """The formats to write, the tree that is there with its index, and the folder of the new one."""

    formats: tuple[str, ...]
    old_tree: Path
    old: dict[str, Any]
    part: Path


@dataclass
class Done:
    """What an export did, in files."""

    tree: Path
    written: int = 0
    kept: int = 0
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


def export(store: Store, target: Path, wanted: Wanted, progress: Progress = lambda *_: None) -> Done:
    """Write the tree beside `target` and let `target`, a link, point at it when it is whole.

    What the tree there has of the same build and the same metric is taken over. Raises DuckstatsError for a wrong
    filter, for a target that is something else, and when the disk is full; then the old tree stays.
    """
    target = target.absolute()
    questions = list(_questions(store, wanted))
    _check_target(target)
    old = _index(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in target.parent.glob(f".{target.name}-*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
    tree = target.parent / f".{target.name}-{store.build.build_id}-{secrets.token_hex(3)}"
    part = tree.with_name(f"{tree.name}.part")
    done = Done(tree)
    try:
        part.mkdir()
        for number, question in enumerate(questions):
            progress(number, len(questions), f"{question.project} {question.metric.name}")
            _answer(store, question, Places(wanted.formats, target, old, part), done)
        _finish(store, part, wanted, questions, done)
        part.rename(tree)
        previous = target.resolve() if target.is_symlink() else None
        if target.is_dir() and not target.is_symlink():
            target.rmdir()  # it is empty
        publish.flip(target, tree)
    except (OSError, duckdb.Error) as error:
        raise DuckstatsError(f"The export failed and what was there stays: {str(error).splitlines()[0]}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if previous and previous.parent == target.parent and previous.name.startswith(f".{target.name}-"):
        shutil.rmtree(previous, ignore_errors=True)
    progress(len(questions), len(questions), "")
    return done


def _questions(store: Store, wanted: Wanted) -> Iterator[Question]:
    metrics = [catalog.metric(name) for name in wanted.metrics] or list(catalog.metrics().values())
    unknown = [name for name in wanted.formats if name not in FORMATS]
    if unknown:
        raise DuckstatsError(f"--format is one of {', '.join(FORMATS)}; not {unknown[0]!r}.")
    for project in _projects(store, wanted.projects):
        for metric in metrics:
            if project != ALL and "for_project" not in metric.parameters:
                continue
            every = metric.parameters.get("every")
            periods = [period for period in PERIODS if every and period in (every.choices or [])] or [ALL]
            yield from (Question(project, metric, period) for period in periods)


def _projects(store: Store, chosen: tuple[str, ...]) -> list[str]:
    rows = store.metric("projects_table", {}).to_pylist()
    if not chosen:
        return [ALL, *sorted(row["project"] for row in rows if row["contributions"])]
    known = {row["project"] for row in rows} | {ALL}
    unknown = [key for key in chosen if key not in known and not key.startswith("org:")]
    if unknown:
        raise DuckstatsError(f"There is no project {unknown[0]!r}; `duckstats projects list` names them.")
    return list(dict.fromkeys(chosen))


def _answer(store: Store, question: Question, places: Places, done: Done) -> None:
    """The files of one question: linked from the tree before where nothing can have changed, else written."""
    old_tree, old, part = places.old_tree, places.old, places.part
    paths = {name: f"{question.folder}/{question.period}.{name}" for name in places.formats}
    key = _key(store, question)
    (part / question.folder).mkdir(parents=True, exist_ok=True)
    if all(old.get(path, {}).get("key") == key and (old_tree / path).exists() for path in paths.values()):
        for path in paths.values():
            _link(old_tree / path, part / path)
            done.files[path] = old[path]
        done.kept += len(paths)
        return
    answer = store.metric(question.metric.name, question.arguments)
    for name, path in paths.items():
        data = _encoder(name, store, question)(answer)
        (part / path).write_bytes(data)
        done.files[path] = {
            "project": question.project,
            "metric": question.metric.name,
            "period": question.period,
            "rows": answer.num_rows,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "key": key,
        }
    done.written += len(paths)


def _encoder(name: str, store: Store, question: Question) -> formats.Encoder:
    return partial(_as_json, store, question) if name == "json" else formats.FORMATS[name]


def _as_json(store: Store, question: Question, answer: pa.Table) -> bytes:
    return quality.to_json(store.build.build_id, answer, quality.of(store, answer, question.arguments))


def _key(store: Store, question: Question) -> str:
    """What an answer depends on: the build, the metric's statement, the question, and how it is written down."""
    parts = [
        store.build.build_id,
        question.metric.macro(),
        question.metric.call(question.arguments),
        version("duckstats"),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _finish(store: Store, part: Path, wanted: Wanted, questions: list[Question], done: Done) -> None:
    build = {name: str(value) if value is not None else None for name, value in asdict(store.build).items()}
    metrics = {question.metric.name: question.metric for question in questions}
    index = {
        "build": build,
        "duckstats": version("duckstats"),
        "formats": list(wanted.formats),
        "projects": list(dict.fromkeys(question.project for question in questions)),
        "metrics": {name: _described(metric) for name, metric in metrics.items()},
        "files": done.files,
    }
    (part / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    sums = [f"{entry['sha256']}  {path}\n" for path, entry in sorted(done.files.items())]
    sums.append(f"{hashlib.sha256((part / INDEX).read_bytes()).hexdigest()}  {INDEX}\n")
    (part / SUMS).write_text("".join(sums), encoding="utf-8")


def _described(metric: catalog.Metric) -> dict[str, Any]:
    header = metric.header
    return {
        "title": header.title,
        "question": header.question,
        "definition": header.definition.strip(),
        "unit": header.unit,
        "columns": header.columns,
    }


def _index(target: Path) -> dict[str, Any]:
    """The files of the tree that is there; none where it cannot be read."""
    try:
        return json.loads((target / INDEX).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return {}


def _check_target(target: Path) -> None:
    if target.is_symlink() or not target.exists():
        return
    if not target.is_dir() or any(target.iterdir()):
        raise DuckstatsError(f"{target} is there and was not made by an export: choose a folder that does not exist.")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
