"""Find the lines of an hour that are in scope at nearly the cost of decompressing it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

import orjson

BLOCK = 1 << 20
LONGEST_LINE = 64 << 20
MEMO_SIZE = 200_000
REPO_KEY = b',"repo":{"id":'
NAME_KEY = b',"name":"'
OLD_URL = re.compile(r"https?://github\.com/([^/]+/[^/#?]+)")


@dataclass(frozen=True)
class ProjectRules:
    """What one project takes: names are lower-case bytes, patterns are matched on the whole owner/name."""

    organizations: frozenset[bytes]
    repositories: frozenset[bytes]
    patterns: tuple[str, ...]
    excluded: frozenset[bytes]

    def contains(self, name: bytes) -> bool:
        """Whether the project takes this lower-case owner/name."""
        if name in self.excluded:
            return False
        if name in self.repositories or name.partition(b"/")[0] in self.organizations:
            return True
        return any(re.fullmatch(pattern, name.decode(errors="replace"), re.IGNORECASE) for pattern in self.patterns)


@dataclass(frozen=True)
class Scope:
    """The repositories that an ingest keeps: everything, or those that some project takes. `text` says it in words."""

    text: str
    projects: tuple[ProjectRules, ...] = ()
    everything: bool = False
    _memo: dict[bytes, bool] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rules(cls, rules: list[tuple[str, str, str]], text: str) -> "Scope":
        """Scope of (project, kind, value) rows; kinds are organization, repository, pattern and exclusion."""
        kinds: dict[str, dict[str, list[str]]] = {}
        for project, kind, value in rules:
            kinds.setdefault(project, {}).setdefault(kind, []).append(value)

        def names(project: str, kind: str) -> frozenset[bytes]:
            return frozenset(value.lower().encode() for value in kinds[project].get(kind, []))

        projects = tuple(
            ProjectRules(
                names(project, "organization"),
                names(project, "repository"),
                tuple(sorted(kinds[project].get("pattern", []))),
                names(project, "exclusion"),
            )
            for project in sorted(kinds)
        )
        return cls(text, projects)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when what is taken changes."""
        content = [
            (sorted(p.organizations), sorted(p.repositories), p.patterns, sorted(p.excluded)) for p in self.projects
        ]
        return hashlib.sha1(repr((self.everything, content)).encode()).hexdigest()[:12]

    def contains(self, name: bytes) -> bool:
        """Whether a repository, owner/name in any case, is kept. Remembers its answers: names recur all hour."""
        known = self._memo.get(name)
        if known is not None:
            return known
        lower = name.lower()
        answer = self.everything or any(project.contains(lower) for project in self.projects)
        if len(self._memo) >= MEMO_SIZE:
            self._memo.clear()
        self._memo[name] = answer
        return answer


@dataclass(frozen=True)
class BadLine:
    """A line that could not be taken, and why."""

    line: int
    reason: str


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines of a stream without their ends, in flat memory; None stands for a line too long to hold."""
    rest = b""
    skipping = False
    while block := stream.read(BLOCK):
        parts = block.split(b"\n")
        if len(parts) == 1:
            if not skipping:
                rest += block
            if len(rest) > LONGEST_LINE:
                rest, skipping = b"", True
            continue
        parts[0] = rest + parts[0]
        rest = parts.pop()
        if skipping:
            parts[0] = None  # type: ignore[call-overload]
            skipping = False
        yield from parts
    if skipping:
        yield None
    elif rest:
        yield rest


def certain_name(line: bytes) -> bytes | None:
    """The repository's name where the line's bytes leave no doubt that it is the event's own; else None.

    `,"repo":{"id":` with bare quotes can only be a key, never part of a string. It is the event's own when the bytes
    before it open exactly two objects, the line and `actor`, and close one right before the comma.
    """
    place = line.find(REPO_KEY)
    if place < 0:
        return None
    before = line[:place]
    if before[-1:] != b"}" or before.count(b"{") != 2 or before.count(b"}") != 1 or b',"actor":{' not in before:
        return None
    start = line.find(NAME_KEY, place, place + 64)
    if start < 0 or b"{" in line[place + len(REPO_KEY) : start]:
        return None
    start += len(NAME_KEY)
    name = line[start : line.find(b'"', start)]
    return None if b"\\" in name else name


def repository_name(event: dict[str, Any]) -> str | None:
    """owner/name of an event of any era; None for gists, follows and the like."""
    repo = event.get("repo")
    if isinstance(repo, dict) and isinstance(repo.get("name"), str):
        return repo["name"] if "/" in repo["name"] else None
    old = event.get("repository")
    if not isinstance(old, dict):
        return None
    if isinstance(old.get("owner"), str) and isinstance(old.get("name"), str):
        return f"{old['owner']}/{old['name']}"
    match = OLD_URL.match(str(old.get("url")))
    return match[1] if match else None


def in_scope(stream: BinaryIO, scope: Scope, bad: list[BadLine]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, event) of each line in scope; unreadable lines are appended to `bad`.

    The last item is (number of lines, {}), so that the reader knows how many there were.
    """
    number = 0
    contains, loads = scope.contains, orjson.loads
    for number, line in enumerate(lines(stream), 1):
        if line is None:
            bad.append(BadLine(number, f"longer than {LONGEST_LINE >> 20} MB"))
            continue
        name = certain_name(line)
        if name is not None and not contains(name):
            continue
        if not line.strip():
            continue
        try:
            event = loads(line)
        except orjson.JSONDecodeError as error:
            bad.append(BadLine(number, f"no JSON: {str(error)[:80]}"))
            continue
        if not isinstance(event, dict):
            bad.append(BadLine(number, "no JSON object"))
            continue
        found = repository_name(event)
        if contains(found.encode()) if found else scope.everything:
            yield number, event
    yield number, {}
