"""What one clone has to tell, written in one transaction: new commits, moved branches, tags, and the bookkeeping."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest import landing
from ingest.gharchive.text import redacted
from ingest.git import clone as git
from ingest.git.log import EPOCH, Tables, batches, commits
from ingest.git.repos import Repository
from ingest.trailers import roles

SOURCE = "git"
COMMIT_TABLES = ("commits", "commit_trailers", "commit_files")


@dataclass(frozen=True)
class Outcome:
    """How a repository went: complete (something was new), unchanged, empty, gone or broken, and why."""

    status: str
    commits: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class Known:
    """What bookkeeping says of a repository: up to where its commits were taken."""

    repo_id: int | None
    default: str | None
    tips: frozenset[str]
    complete_at: datetime | None
    commits: int
    has_lines: bool


class Ledger:
    """The bookkeeping of clones, read once."""

    def __init__(self, file: landing.Landing) -> None:
        self.file = file
        rows = file.connection.execute(
            "SELECT repo_name, repo_id, default_sha, tips, complete_at, commit_count, has_lines FROM raw.git_repos"
        ).fetchall()
        self.known = {
            name: Known(repo_id, default, frozenset(tips or []), at, count or 0, bool(lines))
            for name, repo_id, default, tips, at, count, lines in rows
        }

    def former_name(self, repository: Repository) -> str | None:
        """The name that the repository was cloned under before, where it has another now."""
        if repository.repo_id is None or repository.key in self.known:
            return None
        return next((name for name, known in self.known.items() if known.repo_id == repository.repo_id), None)

    def rename(self, former: str, repository: Repository) -> None:
        """Carry rows and bookkeeping over to the new name."""
        with self.file.transaction():
            for table in (*COMMIT_TABLES, "tags"):
                self.file.connection.execute(
                    f"UPDATE raw.{table} SET repo_name = ? WHERE source = ? AND LOWER(repo_name) = ?",
                    [repository.name, SOURCE, former],
                )
            self.file.connection.execute(
                "UPDATE raw.git_repos SET repo_name = ?, spelling = ? WHERE repo_name = ?",
                [repository.key, repository.name, former],
            )
            self.file.mark_dirty("git_again", [landing.now().date()])
        self.known[repository.key] = self.known.pop(former)

    def note(self, repository: Repository, row: dict[str, Any]) -> None:
        """Put a row of bookkeeping in place of the repository's last one. Call it inside the transaction."""
        self.file.connection.execute("DELETE FROM raw.git_repos WHERE repo_name = ?", [repository.key])
        told = {"source": SOURCE, "repo_id": repository.repo_id, "repo_name": repository.key}
        self.file.append("git_repos", landing.arrow_table("git_repos", [told | row]))


def write(ledger: Ledger, repository: Repository, clone: Path, failure: Exception | None, full: bool) -> Outcome:
    """Take what is new in a fetched clone; after a failure only note that, so that what was taken before stays."""
    known = ledger.known.get(repository.key) or Known(None, None, frozenset(), None, 0, False)
    if failure is None:
        try:
            return _take(ledger, repository, clone, known, full)
        except git.GitFailed as error:
            failure = error
    status = "gone" if isinstance(failure, git.RepositoryGone) else "broken"
    with ledger.file.transaction():
        ledger.note(repository, _row(repository, known, status, str(failure)))
    return Outcome(status, reason=str(failure))


def _take(ledger: Ledger, repository: Repository, clone: Path, known: Known, full: bool) -> Outcome:
    refs = git.refs(clone)
    again = full and not known.has_lines and known.commits > 0
    status = "complete" if refs.branches else "empty"
    if (refs.default, refs.branches) == (known.default, known.tips) and not again and known.complete_at:
        with ledger.file.transaction():
            _tags(ledger.file, repository, refs.tags)
            ledger.note(repository, _row(repository, replace(known, complete_at=landing.now()), status, None))
        return Outcome("unchanged" if refs.branches else "empty")
    started_at = landing.now()
    with ledger.file.transaction():
        count = _commits(ledger, repository, clone, known, refs, full or known.has_lines, again)
        _tags(ledger.file, repository, refs.tags)
        taken = Known(
            repository.repo_id,
            refs.default,
            refs.branches,
            landing.now(),
            count if again else known.commits + count,
            full or known.has_lines,
        )
        ledger.note(repository, _row(repository, taken, status, None))
        # A mark is of the day on which commits were seen; those of a clone taken anew replace all of its own.
        ledger.file.mark_dirty("git_again" if again else SOURCE, {started_at.date(), landing.now().date()})
    return Outcome(status, count)


def _commits(
    ledger: Ledger, repository: Repository, clone: Path, known: Known, refs: git.Refs, lines: bool, again: bool
) -> int:
    """New commits, those of the default branch first, then others, then those that changed sides; how many were new.

    Where commits that were taken before cannot be told from new ones by the branches' former ends (a branch was
    forced or deleted), they are told by their sha.
    """
    file = ledger.file
    if again:
        _forget(file, repository)
    seen = [] if again else git.present(clone, sorted(known.tips))
    is_first = again or not known.commits
    main = [refs.default] if refs.default else []
    count = 0
    for tips, without, is_default in ((main, seen, True), (sorted(refs.branches), [*main, *seen], False)):
        shared = {
            "source": SOURCE,
            "repo_id": repository.repo_id,
            "repo_name": repository.name,
            "seen_at": landing.now(),
            "is_on_default_branch": is_default,
        }
        for tables in batches(commits(clone, tips, without, lines), shared, roles()):
            fresh = tables if is_first else _unknown(file, repository, tables)
            count += fresh["commits"].num_rows
            for table in COMMIT_TABLES:
                file.append(table, fresh[table])
    if not is_first and refs.default != known.default:
        _move(file, repository, clone, known, refs)
    return count


def _unknown(file: landing.Landing, repository: Repository, tables: Tables) -> Tables:
    """The rows of commits that were not taken before."""
    found = tables["commits"].column("sha")
    rows = file.connection.execute(
        "SELECT sha FROM raw.commits WHERE source = ? AND repo_name = ? AND sha IN (SELECT UNNEST(?))",
        [SOURCE, repository.name, found.to_pylist()],
    ).fetchall()
    if not rows:
        return tables
    taken = pa.array([sha for (sha,) in rows], pa.string())
    return {name: rows.filter(pc.invert(pc.is_in(rows.column("sha"), taken))) for name, rows in tables.items()}


def _move(file: landing.Landing, repository: Repository, clone: Path, known: Known, refs: git.Refs) -> None:
    """Say of commits that were taken before whether they are on the default branch now."""
    old = git.present(clone, [known.default] if known.default else [])
    new = [refs.default] if refs.default else []
    if known.default and not old:
        # Nothing tells how far the branch had come.
        _set_default(file, repository, None, False)
    else:
        _set_default(file, repository, git.reachable(clone, old, new), False)
    _set_default(file, repository, git.reachable(clone, new, old), True)


def _set_default(file: landing.Landing, repository: Repository, shas: list[str] | None, is_on_it: bool) -> None:
    if shas == []:
        return
    file.connection.execute(
        "UPDATE raw.commits SET is_on_default_branch = ? WHERE source = ? AND repo_name = ? "
        "AND is_on_default_branch <> ? AND (? IS NULL OR sha IN (SELECT UNNEST(?)))",
        [is_on_it, SOURCE, repository.name, is_on_it, shas, shas],
    )


def _forget(file: landing.Landing, repository: Repository) -> None:
    for table in COMMIT_TABLES:
        file.connection.execute(
            f"DELETE FROM raw.{table} WHERE source = ? AND repo_name = ?", [SOURCE, repository.name]
        )


def _tags(file: landing.Landing, repository: Repository, tags: list[tuple[str, str, int | None]]) -> None:
    """Put the tags that there are now in place of those that there were, where they differ."""
    there = file.connection.execute(
        "SELECT tag, sha FROM raw.tags WHERE source = ? AND repo_name = ?", [SOURCE, repository.name]
    ).fetchall()
    if sorted(there) == sorted((tag, sha) for tag, sha, _ in tags):
        return
    file.connection.execute("DELETE FROM raw.tags WHERE source = ? AND repo_name = ?", [SOURCE, repository.name])
    seen_at = landing.now()
    rows = []
    for tag, sha, seconds in tags:
        tagged_at = _moment(seconds)
        rows.append(
            {
                "source": SOURCE,
                "day": (tagged_at or seen_at).date(),
                "seen_at": seen_at,
                "repo_id": repository.repo_id,
                "repo_name": repository.name,
                "tag": redacted(tag),
                "sha": sha,
                "tagged_at": tagged_at,
            }
        )
    file.append("tags", landing.arrow_table("tags", rows))


def _moment(seconds: int | None) -> datetime | None:
    try:
        return None if seconds is None else EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _row(repository: Repository, known: Known, status: str, reason: str | None) -> dict[str, Any]:
    return {
        "spelling": repository.name,
        "status": status,
        "reason": reason,
        "default_sha": known.default,
        "tips": sorted(known.tips),
        "commit_count": known.commits,
        "has_lines": known.has_lines,
        "complete_at": known.complete_at,
        "finished_at": landing.now(),
    }
