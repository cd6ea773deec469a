"""Bring every model up to date with the raw tables. The only place that imports SQLMesh, and only inside a function."""

import gc
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from settings import DuckstatsError, Settings, disk_trouble
from warehouse import night, raw_views, settled, tested
from warehouse.work import GOOD, MARK

PROJECT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Landed:
    """What the landing file holds at the start of a build, and what was touched since the last whole one."""

    rows: int
    touched_at: datetime | None
    touched: night.Touched


def build_models(
    settings: Settings, say: Callable[[str], None] = lambda _: None, seconds: dict[str, float] | None = None
) -> float:
    """Run models, unit tests and audits on the landing file; returns the seconds it took. Unit tests run where the code
    is not the one that last passed them.

    `seconds` is filled with those of each model, its audits included. Raises DuckstatsError when there is nothing to
    build or when a test or an audit fails; what is published stays.
    """
    started = time.monotonic()
    if not settings.landing_file.exists():
        raise DuckstatsError("Nothing to build yet: run `duckstats ingest archive` or `duckstats demo` first.")
    settings.work_dir.mkdir(parents=True, exist_ok=True)
    _clear_damaged_work(settings)
    landed = _landed(settings)
    if not landed.rows:
        raise DuckstatsError("Nothing has been ingested yet: run `duckstats ingest archive` first.")
    os.environ["DUCKSTATS_MODEL_MEMORY"] = f"{settings.memory_gb}GB"
    os.environ["SQLMESH__DISABLE_ANONYMIZED_ANALYTICS"] = "true"
    os.environ["TZ"] = "UTC"
    seconds = {} if seconds is None else seconds
    # A table is replaced before its audits are heard: until they all are, nothing may be published.
    (settings.work_dir / GOOD).unlink(missing_ok=True)
    if landed.touched.hides:
        # Tables of earlier models stay in the work file for days; nothing of somebody hidden may.
        say("everything, since somebody was hidden")
        clear_work(settings)
        settings.work_dir.mkdir(parents=True)
    configured = night.fingerprint(settings)
    is_night = _build_night(settings, landed.touched, say, seconds)
    if not is_night:
        _build_whole(settings, landed.touched.all_days, say, seconds)
    touched_at = landed.touched_at.isoformat() if landed.touched_at else None
    mark = json.dumps({"touched_at": touched_at, "fingerprint": configured})
    _note(night.folder(settings) if is_night else settings.work_dir, MARK, mark, settings)
    took = time.monotonic() - started
    _note(settings.work_dir, GOOD, str(took), settings)
    return took


def _build_whole(settings: Settings, days: list[date], say: Callable[[str], None], seconds: dict[str, float]) -> None:
    night.forget(settings, base=True)
    first_build = not (settings.work_dir / MARK).exists()
    with _models(settings, settings.work_dir, {"landing": settings.landing_file}, seconds) as context:
        say("models, unit tests and audits")
        # SQLMesh would wait for a day to end: ignoring schedules builds what there is of today, too.
        plan = context.plan_builder(run=True, ignore_cron=True, skip_tests=tested.is_tested(context.cache_dir))
        tested.passed(context.cache_dir)
        if first_build or plan.build().has_changes:
            plan.apply()
        if not first_build:
            _restate(context, days, say)


def _note(folder: Path, name: str, text: str, settings: Settings) -> None:
    """Write a small file of the work folder whole or not at all."""
    draft = folder / f".{name}"
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / name)
    except OSError as error:
        raise disk_trouble(error, settings.data_dir) or DuckstatsError(f"{draft}: {error.strerror}.") from error


def clear_work(settings: Settings) -> None:
    """Forget everything derived, so that the next build starts from the raw tables alone."""
    shutil.rmtree(settings.work_dir, ignore_errors=True)


def _clear_damaged_work(settings: Settings) -> None:
    """A disk that was full can leave a file that is none: what is derived is made anew rather than mended."""
    for file in settings.work_dir.glob("*.duckdb"):
        try:
            duckdb.connect(str(file), read_only=True).close()
        except duckdb.Error as error:
            if "set lock" in str(error):
                raise DuckstatsError(f"{file} is in use by another program: wait until it has finished.") from None
            clear_work(settings)
            settings.work_dir.mkdir(parents=True, exist_ok=True)
            return


def _landed(settings: Settings) -> Landed:
    mark = settings.work_dir / MARK
    since = json.loads(mark.read_text(encoding="utf-8"))["touched_at"] if mark.exists() else None
    try:
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            rows = connection.execute(
                "SELECT (SELECT COUNT(*) FROM raw.archive_hours) + (SELECT COUNT(*) FROM raw.dirty_days)"
            ).fetchone()
            touched = connection.execute("SELECT MAX(touched_at) FROM raw.dirty_days").fetchone()
            marks = connection.execute(
                "SELECT DISTINCT source, day FROM raw.dirty_days "
                "WHERE touched_at > COALESCE(?::TIMESTAMP, '-infinity') ORDER BY ALL",
                [since],
            ).fetchall()
    except duckdb.Error as error:
        if "set lock" in str(error):
            message = f"{settings.landing_file} is in use by another program: wait until it has finished."
        else:
            message = f"{settings.landing_file} cannot be read ({_sentence(error)[:120]}): run `duckstats doctor`."
        raise DuckstatsError(message) from None
    return Landed(rows[0], touched[0], night.Touched(marks))  # type: ignore[index]


def _build_night(
    settings: Settings, touched: night.Touched, say: Callable[[str], None], seconds: dict[str, float]
) -> bool:
    """Build what was touched beside the last whole build. False where the whole must be built: it is said why."""
    if not (settings.work_dir / MARK).exists():
        return False
    try:
        reason = _try_night(settings, touched, say, seconds)
    except (DuckstatsError, duckdb.Error) as error:
        reason = f"a build of what was touched failed: {_sentence(error)}"
    if reason:
        night.forget(settings)
        say(f"everything, since {reason}")
    return reason is None


def _try_night(
    settings: Settings, touched: night.Touched, say: Callable[[str], None], seconds: dict[str, float]
) -> str | None:
    if reason := night.extract(settings, touched):
        return reason
    say(f"what {touched} touched")
    folder = night.folder(settings)
    attached = {"landing": night.landing_file(settings), "extract": folder / night.EXTRACT}
    with _models(settings, folder, attached, seconds) as context:
        # Unit tests ran with the last whole build, of the same models.
        context.plan_builder(run=True, ignore_cron=True, skip_tests=True).apply()
    return settled.trouble(settings)


@contextmanager
def _models(settings: Settings, work_dir: Path, attached: dict[str, Path], seconds: dict[str, float]) -> Iterator[Any]:
    """SQLMesh on a work folder and the files that it reads (see raw_views.make); its failures become one sentence."""
    from sqlmesh.core.context import Context
    from sqlmesh.utils.errors import SQLMeshError

    logging.getLogger("sqlmesh").setLevel(logging.CRITICAL)
    reasons = _listen(seconds)
    # SQLMesh keeps snapshots beside the models, by their fingerprint: those of another data folder have its versions.
    for cache in (PROJECT / ".cache", settings.work_dir / "cache"):
        shutil.rmtree(cache / "snapshot", ignore_errors=True)
    os.environ["DUCKSTATS_WORK_DIR"] = str(work_dir)
    os.environ["DUCKSTATS_LANDING_FILE"] = str(attached["landing"])
    os.environ["DUCKSTATS_EXTRACT_FILE"] = str(attached.get("extract", ""))
    context = None
    # SQLMesh makes millions of small objects that stay: looking through them again and again is a fifth of its work.
    gc.disable()
    try:
        raw_views.make(work_dir, attached)
        context = Context(paths=[str(PROJECT)])
        yield context
    except (SQLMeshError, duckdb.Error, OSError) as error:
        if trouble := disk_trouble(error, settings.data_dir):
            raise trouble from error
        reason = "; ".join(reasons) or _sentence(error)
        raise DuckstatsError(f"The build failed and nothing was published: {reason}") from error
    finally:
        if context:
            context.close()
        gc.enable()


def _restate(context: Any, days: list[date], say: Callable[[str], None]) -> None:
    """Build anew what ingest touched, and all that depends on it, whole tables included. With nothing touched the
    configuration may still have changed: one day does for that.
    """
    first, last = (days[0], days[-1]) if days else (date.today() - timedelta(days=1), date.today())
    say(f"days {first} to {last} anew")
    # The clock may have been set back since those days were touched: SQLMesh builds no day of its future.
    is_ahead = last > datetime.now(UTC).date()
    context.plan(
        restate_models=[name for name, model in context.models.items() if model.kind.is_external],
        start=first,
        end=last,
        execution_time=datetime.combine(last + timedelta(days=1), datetime.min.time()) if is_ahead else None,
        auto_apply=True,
        no_prompts=True,
        skip_tests=True,
        run=True,
        ignore_cron=True,
    )


def _listen(seconds: dict[str, float]) -> list[str]:
    """Keep SQLMesh off the terminal; what fails, and why, is appended to the list, and how long models took, noted."""
    from sqlmesh.core.console import NoopConsole, set_console

    reasons: list[str] = []

    class Listener(NoopConsole):
        def log_failed_models(self, errors: list[Any]) -> None:
            reasons.extend(f"{_model(error)}: {_sentence(error.__cause__ or error)}" for error in errors)

        def log_error(self, message: str, *_: Any, **__: Any) -> None:
            reasons.append(message.strip())

        def log_test_results(self, result: Any, *_: Any) -> None:
            reasons.extend(f"unit test {test}: {_sentence(text)}" for test, text in result.failures + result.errors)

        def update_snapshot_evaluation_progress(
            self, snapshot: Any, interval: Any, batch_idx: int, duration_ms: int | None, *_: Any, **__: Any
        ) -> None:
            model = snapshot.name.replace('"', "").removeprefix("duckstats.")
            seconds[model] = seconds.get(model, 0) + (duration_ms or 0) / 1000

    set_console(Listener())
    return reasons


def _model(error: Any) -> str:
    """The plain name of the model in an execution error: core.events."""
    name = getattr(error.node, "snapshot_name", str(error.node))
    return name.replace('"', "").removeprefix("duckstats.")


def _sentence(error: Exception | str) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
