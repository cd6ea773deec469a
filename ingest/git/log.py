"""Commits of a clone as Arrow tables: one `git log` a range, streamed and cut at NUL, never held whole."""

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import pyarrow as pa

from ingest import landing
from ingest.gharchive.text import hashed, redacted, subject, trailers
from ingest.git import clone as git

FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
LOG = (
    "log",
    "-z",
    "--stdin",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-mailmap",
    "--no-notes",
    "--no-show-signature",
    "--no-color",
    "--no-ext-diff",
    "--diff-merges=off",
    "--encoding=UTF-8",
    "--date=raw",
    "--format=" + "%x00".join(FIELDS) + "%x00",
)
PIPE = 1 << 20
CHUNK = 1 << 18
BATCH = 4_000  # commits that are turned into Arrow together
EPOCH = datetime(1970, 1, 1)
Tables = dict[str, pa.Table]


class Moment(NamedTuple):
    """A commit's time: UTC, and minutes that its author's clock was ahead; None for what no calendar holds."""

    at: datetime | None
    offset: int | None


class Change(NamedTuple):
    """One path that a commit changed. Counts of lines are None where they were not asked for, or the file is binary."""

    path: str
    status: str
    insertions: int | None
    deletions: int | None


class Commit(NamedTuple):
    """One commit as git tells it, texts decoded, nothing hashed yet. `changes` of a merge are None: git shows none."""

    sha: str
    parents: list[str]
    author: str
    author_address: str
    authored: Moment
    committer: str
    committer_address: str
    committed: Moment
    message: str
    changes: list[Change] | None


def commits(clone: Path, tips: list[str], without: list[str], lines: bool = False) -> Iterator[Commit]:
    """Commits that lead to `tips` and not to `without`, newest first; with `lines`, changes count their lines.

    Raises git.GitFailed when git does.
    """
    if not tips:
        return
    words = ["git", "--git-dir", str(clone), *LOG, *(["--numstat"] if lines else [])]
    pipe = subprocess.PIPE
    with (
        TemporaryFile() as complaints,
        # A long pipe lets git go on while its output is taken apart.
        subprocess.Popen(
            words, stdin=pipe, stdout=pipe, stderr=complaints, env=git.environment(), pipesize=PIPE
        ) as process,
    ):
        assert process.stdin and process.stdout
        try:
            # git reads all revisions before it writes the first commit, so neither waits for the other.
            process.stdin.write(git.revisions(tips, without).encode())
            process.stdin.close()
            yield from parsed(_tokens(process.stdout))
        except BaseException:
            process.kill()
            raise
        if process.wait():
            complaints.seek(0)
            raise git.GitFailed(git.last_words(complaints.read().decode(errors="replace")))


def _tokens(stream: Any) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(CHUNK):
        tokens = (rest + block).split(b"\0")
        rest = tokens.pop()
        yield from tokens


def parsed(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """Commits of git's NUL-separated output: of each its fields, an empty token, then what it changed."""
    sha = next(tokens, None)
    while sha:
        fields = [next(tokens, b"").decode("utf-8", "replace") for _ in FIELDS[1:]]
        next(tokens, None)
        parents = fields[0].split()
        changes, following = _changes(tokens)
        yield Commit(
            sha.decode(),
            parents,
            fields[1],
            fields[2],
            moment(fields[3]),
            fields[4],
            fields[5],
            moment(fields[6]),
            fields[7],
            None if len(parents) > 1 else changes,
        )
        sha = following


def _changes(tokens: Iterator[bytes]) -> tuple[list[Change], bytes | None]:
    """The changes that follow, and the token after them: the next commit's sha, or None."""
    changes: list[Change] = []
    counted = 0
    for token in tokens:
        head = token.lstrip(b"\n")
        if head[:1] == b":":
            changes.append(Change(next(tokens, b"").decode("utf-8", "replace"), head[-1:].decode(), None, None))
        elif b"\t" in head:
            # Counts of lines come after all paths, in the same order.
            insertions, deletions, _ = head.split(b"\t", 2)
            changes[counted] = changes[counted]._replace(insertions=_lines(insertions), deletions=_lines(deletions))
            counted += 1
        else:
            return changes, head
    return changes, None


def _lines(count: bytes) -> int | None:
    return int(count) if count.isdigit() else None


def moment(text: str) -> Moment:
    """git's raw form, seconds and zone: `1721910000 +0200`. People set clocks and zones to anything."""
    seconds, _, zone = text.partition(" ")
    try:
        at = EPOCH + timedelta(seconds=int(seconds))
    except (ValueError, OverflowError):
        return Moment(None, None)
    sign, digits = zone[:1], zone[1:]
    if sign not in ("+", "-") or len(digits) != 4 or not digits.isdigit():
        return Moment(at, None)
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return Moment(at, -minutes if sign == "-" else minutes)


def batches(found: Iterator[Commit], shared: dict[str, Any], roles: dict[str, str]) -> Iterator[Tables]:
    """Rows of raw.commits, raw.commit_trailers and raw.commit_files; `shared` holds columns that all of them have."""
    batch = _Batch(shared, roles)
    for commit in found:
        batch.add(commit)
        if batch.size >= BATCH:
            yield batch.tables()
            batch = _Batch(shared, roles)
    if batch.size:
        yield batch.tables()


class _Batch:
    """Columns that grow by a commit at a time: rows as dictionaries would take longer than git itself."""

    def __init__(self, shared: dict[str, Any], roles: dict[str, str]) -> None:
        self.shared, self.roles, self.size = shared, roles, 0
        self.commits: list[tuple[Any, ...]] = []
        self.trailers: list[tuple[Any, ...]] = []
        self.files: list[tuple[Any, ...]] = []

    def add(self, commit: Commit) -> None:
        """Take a commit over; of addresses only their hashes."""
        self.size += 1
        changes = commit.changes
        day = day_of(commit, self.shared["seen_at"])
        self.commits.append(
            (
                day,
                commit.sha,
                commit.parents,
                _clean(commit.author),
                _hashed(commit.author_address),
                commit.authored.at,
                commit.authored.offset,
                _clean(commit.committer),
                _hashed(commit.committer_address),
                commit.committed.at,
                commit.committed.offset,
                len(commit.parents) > 1,
                subject(commit.message),
                None if changes is None else len(changes),
                _sum([change.insertions for change in changes or []]),
                _sum([change.deletions for change in changes or []]),
            )
        )
        for place, role, name, address, login in trailers(commit.message, self.roles):
            self.trailers.append((day, commit.sha, role, place, name, address, login))
        for change in changes or []:
            self.files.append((day, commit.sha, _clean(change.path), *change[1:]))

    def tables(self) -> Tables:
        """The batch in the shape of the contract."""
        return {
            "commits": _table("commits", COMMIT_COLUMNS, self.commits, self.shared),
            "commit_trailers": _table("commit_trailers", TRAILER_COLUMNS, self.trailers, self.shared),
            "commit_files": _table("commit_files", FILE_COLUMNS, self.files, self.shared),
        }


COMMIT_COLUMNS = (
    "day",
    "sha",
    "parents",
    "author_name",
    "author_address",
    "authored_at",
    "authored_offset",
    "committer_name",
    "committer_address",
    "committed_at",
    "committed_offset",
    "is_merge",
    "subject",
    "changed_files",
    "insertions",
    "deletions",
)
TRAILER_COLUMNS = ("day", "sha", "role", "position", "name", "address", "login")
FILE_COLUMNS = ("day", "sha", "path", "status", "insertions", "deletions")


def day_of(commit: Commit, seen_at: datetime) -> Any:
    """The commit's date, or that of the day it was seen where its clock was ahead of ours or told no date."""
    at = commit.committed.at or commit.authored.at or seen_at
    return min(at, seen_at).date()


def _table(name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]], shared: dict[str, Any]) -> pa.Table:
    schema = landing.arrow_schema(name)
    given = dict(zip(columns, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True))
    arrays = [
        pa.array(given[field.name], field.type)
        if field.name in given
        else pa.repeat(pa.scalar(shared.get(field.name), field.type), len(rows))
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


@lru_cache(maxsize=50_000)
def _hashed(address: str) -> str | None:
    return hashed(address)


@lru_cache(maxsize=50_000)
def _clean(text: str) -> str | None:
    return redacted(text)
