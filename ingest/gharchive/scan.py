"""Find the lines of an hour that are in scope at nearly the cost of decompressing it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from ingest.gharchive.scope import NO_PREFILTER, Prefilter, Scope

BLOCK = 1 << 19  # fits the processor's cache together with what decompressing needs
LONGEST_LINE = 64 << 20
OLD_URL = re.compile(r"https?://github\.com/([^/]+/[^/#?]+)")
# What must stand around the third opening brace of a line whose repository the bytes tell for certain: its id, name.
NAME_AT = re.compile(rb'\},"repo":\{"id":(\d+),"name":"([^"\\\n]+)"').match
BEFORE_REPO = len('},"repo":')
CLOSING = ord("}")


@dataclass(frozen=True)
class BadLine:
    """A line that could not be taken, and why."""

    line: int
    reason: str


def candidates(
    stream: BinaryIO,
    contains: Callable[[bytes], bool],
    prefilter: Prefilter = NO_PREFILTER,
    followed: frozenset[bytes] = frozenset(),
) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1, line) of each line that is, or may be, in scope; None for a line too long to hold.

    A line is in scope by its repository's name, or by its id where that is `followed`. Lines are cut out of large
    blocks only when they are candidates. The last item is (number of lines, b""), which is the same as an empty line.
    """
    number = held = 0
    rest: list[bytes] = []
    while block := stream.read(BLOCK):
        end = block.find(b"\n")
        if end < 0:
            held += len(block)
            rest = [*rest, block] if held <= LONGEST_LINE else []
            continue
        number += 1
        # The line that began in an earlier block.
        first = None if held + end > LONGEST_LINE else b"".join([*rest, block[:end]])
        if first is None or _doubtful(first, contains, followed):
            yield number, first
        number, start = yield from _in_block(block, end + 1, number, contains, prefilter, followed)
        rest, held = [block[start:]], len(block) - start
    if held:
        number += 1
        yield number, None if held > LONGEST_LINE else b"".join(rest)
    yield number, b""


def _in_block(
    block: bytes,
    start: int,
    number: int,
    contains: Callable[[bytes], bool],
    prefilter: Prefilter,
    followed: frozenset[bytes],
) -> Iterator[tuple[int, bytes | None]]:
    """Candidates among the whole lines of a block; returns (number of the last one, start of the cut line).

    `certain_repo` up to the name, written out, as this runs for every line of the archive: half a microsecond each.
    """
    find, match_at, heads = block.find, prefilter.match, prefilter.heads
    while (end := find(b"\n", start)) >= 0:
        number += 1
        second = find(b"{", start + 1)
        third = find(b"{", second + 1)
        if start < second < third < end:
            match = match_at(block, third - BEFORE_REPO)
            # A line out of scope that has no end was cut short: it is looked at, and found to be no JSON.
            if match and match[2].lower() not in heads and match[1] not in followed and block[end - 1] == CLOSING:
                start = end + 1
                continue
        line = block[start:end]
        if _doubtful(line, contains, followed):
            yield number, line
        start = end + 1
    return number, start


def certain_repo(line: bytes) -> tuple[bytes, bytes] | None:
    """The repository's id and name where the line's bytes leave no doubt that it is the event's own; else None.

    The line's third opening brace follows `},"repo":` with bare quotes: that can only be a key, never part of a string,
    so the brace before it closes an object. Only two braces stand before, at most one of them besides the event's own
    opens an object (the actor), and were it part of a string, this brace would close the event, with more behind it.
    So it closes the actor, and the key belongs to the event.
    """
    second = line.find(b"{", 1)
    third = line.find(b"{", second + 1)
    match = NAME_AT(line, third - BEFORE_REPO) if 0 < second < third else None
    return (match[1], match[2]) if match else None


def _doubtful(line: bytes, contains: Callable[[bytes], bool], followed: frozenset[bytes]) -> bool:
    repo = certain_repo(line)
    return repo is None or contains(repo[1]) or repo[0] in followed or line[-1] != CLOSING


def repository_name(event: dict[str, Any]) -> str | None:
    """owner/name of an event of any era; None for gists, follows and the like."""
    repo = event.get("repo")
    if isinstance(repo, dict) and isinstance(repo.get("name"), str):
        owner, _, name = repo["name"].partition("/")
        return repo["name"] if owner and name else None
    old = event.get("repository")
    if not isinstance(old, dict):
        return None
    if isinstance(old.get("owner"), str) and isinstance(old.get("name"), str) and old["owner"] and old["name"]:
        return f"{old['owner']}/{old['name']}"
    match = OLD_URL.match(str(old.get("url")))
    return match[1] if match else None


def parsed(line: bytes) -> dict[str, Any]:
    """The line as a JSON object. Raises ValueError, which says what else it is."""
    try:
        event = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        event = _mended(line, error)
    if not isinstance(event, dict):
        raise ValueError("no JSON object")
    if not event:
        raise ValueError("an empty JSON object")
    return event


def _mended(line: bytes, error: orjson.JSONDecodeError) -> Any:
    """JSON with half a surrogate pair or bytes that are no UTF-8, which GH Archive has, with marks in their place."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        event = json.loads(line.decode("utf-8", "replace"), parse_constant=refuse)
        return orjson.loads(json.dumps(event, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise ValueError(f"no JSON: {str(error)[:80]}") from None


def in_scope(stream: BinaryIO, scope: Scope, bad: list[BadLine]) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(line number, event) of each line in scope; unreadable lines are appended to `bad`.

    The last item is (number of lines, None), so that the reader knows how many there were.
    """
    number = 0
    contains = scope.memoised()
    for number, line in candidates(stream, contains, scope.prefilter, scope.followed):
        if line is None:
            bad.append(BadLine(number, f"longer than {LONGEST_LINE >> 20} MB"))
            continue
        if not line.strip():
            continue
        try:
            event = parsed(line)
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
            continue
        found = repository_name(event)
        if _is_kept(event, found.encode(), scope, contains) if found else scope.everything:
            yield number, event
    yield number, None


def _is_kept(event: dict[str, Any], name: bytes, scope: Scope, contains: Callable[[bytes], bool]) -> bool:
    if contains(name):
        return True
    repo = event.get("repo") or event.get("repository")
    return scope.follows(name, str(repo.get("id")).encode()) if scope.followed and isinstance(repo, dict) else False
