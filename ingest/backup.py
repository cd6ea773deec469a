"""Copies of the landing file, the one thing that cannot be made anew, with a checksum beside each."""

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingest import landing, lock
from settings import DuckstatsError, Settings

BLOCK = 1 << 20


def backup(settings: Settings, target: Path) -> str:
    """Copy the landing file to `target` and its SHA-256 to `target`.sha256, as sha256sum writes it; returns that sum.

    The copy gets its name only when it is whole and on the disk. Raises DuckstatsError when there is nothing to copy,
    no space for it, or another writer at work.
    """
    source, part = settings.landing_file, target.with_name(target.name + ".part")
    if not source.exists():
        raise DuckstatsError(f"There is no {source} to back up.")
    with lock.held(settings.data_dir):
        with landing.opened(source) as file:  # what a crash left beside the file goes into it
            file.connection.execute("CHECKPOINT")
        try:
            _check_space(target, source.stat().st_size)
            total = _copied(source, part)
            # The old copy's sum goes first: at no moment does a sum stand beside another file than its own.
            _checksum(target).unlink(missing_ok=True)
            part.replace(target)
            _checksum(target).write_text(f"{total}  {target.name}\n", encoding="utf-8")
        except OSError as error:
            part.unlink(missing_ok=True)
            raise DuckstatsError(f"{target} cannot be written ({error.strerror}): nothing was backed up.") from None
    return total


def snapshots(settings: Settings) -> int:
    """How many snapshots there are, which a backup does not hold."""
    return len([path for path in settings.snapshots_dir.glob("*") if (path / "SHA256SUMS").exists()])


def restore(settings: Settings, source: Path, replace: bool = False) -> Path | None:
    """Put a backup in the landing file's place; returns where the file went that was there, if `replace` let it go.

    Checked are the backup's sum and that it is a landing file, before anything changes. What was derived from the
    old file is removed, so that the next build starts from the raw tables. Raises DuckstatsError.
    """
    target = settings.landing_file
    expected = _expected(source)
    with lock.held(settings.data_dir):
        if target.exists() and not replace:
            raise DuckstatsError(f"{target} is there already: --replace puts it aside and restores the backup.")
        part = target.with_name(target.name + ".part")
        try:
            _check_space(target, source.stat().st_size)
            _verify(source, expected, _copied(source, part), part)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise DuckstatsError(f"{target} cannot be written ({error.strerror}): nothing was restored.") from None
        aside = _aside(target)
        part.replace(target)
        shutil.rmtree(settings.work_dir, ignore_errors=True)
    return aside


def _expected(source: Path) -> str:
    try:
        words = _checksum(source).read_text(encoding="utf-8").split()
        source.stat()
    except (OSError, UnicodeDecodeError):
        raise DuckstatsError(
            f"There is no backup {source} with {_checksum(source).name} beside it: give the path that "
            "`duckstats backup` was given."
        ) from None
    return words[0] if words else ""


def _verify(source: Path, expected: str, total: str, part: Path) -> None:
    if total != expected:
        part.unlink(missing_ok=True)
        raise DuckstatsError(f"{source} does not have the checksum beside it: it is damaged. Nothing was restored.")
    try:
        with duckdb.connect(str(part), read_only=True) as connection:
            connection.execute("SELECT COUNT(*) FROM raw.archive_hours").fetchall()
    except duckdb.Error:
        part.unlink(missing_ok=True)
        raise DuckstatsError(f"{source} is no landing file of duckstats. Nothing was restored.") from None


def _copied(source: Path, part: Path) -> str:
    """Copy onto the disk and return the SHA-256 of the bytes."""
    total = hashlib.sha256()
    with source.open("rb") as reader, part.open("wb") as writer:
        while block := reader.read(BLOCK):
            total.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    return total.hexdigest()


def _check_space(target: Path, size: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < size:
        raise DuckstatsError(f"{target.parent} has {free / 1e9:.1f} GB free and {size / 1e9:.1f} GB are needed.")


def _aside(target: Path) -> Path | None:
    """Move the file away, and with it the log of a crash, which belongs to it and to no other."""
    if not target.exists():
        return None
    moved = target.with_name(f"landing-until-{datetime.now(UTC):%Y%m%dT%H%M%S}.duckdb")
    log = target.with_name(target.name + ".wal")
    target.replace(moved)
    if log.exists():
        log.replace(moved.with_name(moved.name + ".wal"))
    return moved


def _checksum(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
