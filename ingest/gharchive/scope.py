"""What to keep of an hour: a decision on a repository's name, cheap enough for every line of the archive."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from settings import DuckstatsError

MEMO_SIZE = 200_000
HEAD = 4
KINDS = ("organization", "repository", "pattern", "exclusion")


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
        return any(_compiled([pattern]).fullmatch(name) for pattern in self.patterns)


@dataclass(frozen=True)
class Prefilter:
    """What tells most lines out of scope before anybody looks at the whole name.

    `match` at the closing brace of a line's actor finds the id of its repository and the first letters of the owner;
    where it does, and these in lower case are none of `heads`, the name is out of scope. It says nothing of others.
    """

    match: Callable[[bytes, int], re.Match[bytes] | None]
    heads: frozenset[bytes] = frozenset()


# Never matches, so that every line is looked at.
NO_PREFILTER = Prefilter(re.compile(b"(?!)").match)


@dataclass(frozen=True)
class Scope:
    """The repositories that an ingest keeps: everything, or those that some project takes.

    `text` says it in words. `followed` are ids, as they are written, of repositories that were seen under such a name
    and are kept under others too.
    """

    text: str
    projects: tuple[ProjectRules, ...] = ()
    everything: bool = False
    followed: frozenset[bytes] = frozenset()

    @classmethod
    def from_rules(cls, rules: list[tuple[str, str, str]], text: str) -> "Scope":
        """Scope of (project, kind, value) rows; kinds are organization, repository, pattern and exclusion.

        Raises DuckstatsError on an unknown kind or a pattern that is no regular expression.
        """
        kinds: dict[str, dict[str, list[str]]] = {}
        for project, kind, value in rules:
            _check(project, kind, value)
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
    def effective(self) -> ProjectRules:
        """The union of all projects' rules as those of one; equal for scopes that take the same by the same rules.

        Asking each of hundreds of projects about each of a hundred thousand names an hour would take longer than
        decompressing it. Only names on some exclusion list can divide two projects; these are settled here.
        """
        organizations = frozenset(name for p in self.projects for name in p.organizations)
        repositories = frozenset(name for p in self.projects for name in p.repositories)
        patterns = tuple(sorted({pattern for p in self.projects for pattern in p.patterns}))
        rules = ProjectRules(organizations, repositories, patterns, frozenset())
        listed = {name for p in self.projects for name in p.excluded if rules.contains(name)}
        excluded = frozenset(name for name in listed if not any(p.contains(name) for p in self.projects))
        return ProjectRules(organizations, repositories, patterns, excluded)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when what is taken changes; repositories followed by their ids do not count."""
        return hashlib.sha1(repr((self.everything, self.rows())).encode()).hexdigest()[:12]

    def rows(self) -> list[tuple[str, str]]:
        """(kind, value) of the effective rules, as the bookkeeping keeps them; `from_rows` reads them again."""
        if self.everything:
            return [("everything", "")]
        rules = self.effective
        by_kind = {"organization": rules.organizations, "repository": rules.repositories, "exclusion": rules.excluded}
        rows = [(kind, value.decode()) for kind, values in by_kind.items() for value in values]
        return sorted(rows + [("pattern", pattern) for pattern in rules.patterns])

    @classmethod
    def from_rows(cls, rows: list[tuple[str, str]], text: str) -> "Scope":
        """The scope that these rows of `rows` are of."""
        if ("everything", "") in rows:
            return cls(text, everything=True)
        return cls.from_rules([("", kind, value) for kind, value in rows], text)

    def contains(self, name: bytes) -> bool:
        """Whether a repository, owner/name in any case, is kept: some project takes it after its own exclusions."""
        return self.everything or self._union(name)

    def covers(self, other: "Scope") -> bool:
        """Whether hours scanned with this scope hold all that the other one asks for."""
        if self.everything or self.fingerprint == other.fingerprint:
            return True
        if other.everything:
            return False
        mine, theirs = self.effective, other.effective
        return (
            theirs.organizations <= mine.organizations
            and set(theirs.patterns) <= set(mine.patterns)
            and all(mine.contains(name) for name in theirs.repositories if theirs.contains(name))
            and not any(theirs.contains(name) for name in mine.excluded)
        )

    def joined(self, other: "Scope") -> "Scope":
        """The scope that takes what either takes, following the repositories of this one."""
        if self.covers(other):
            return self
        texts = dict.fromkeys(text for scope in (other, self) for text in scope.text.split(", "))
        everything = self.everything or other.everything
        return Scope(", ".join(texts), self.projects + other.projects, everything, self.followed)

    def following(self, ids: frozenset[bytes]) -> "Scope":
        """The same, which also keeps these repositories, by id, whatever they are called now."""
        return self if self.everything else replace(self, followed=ids)

    def follows(self, name: bytes, repo_id: bytes) -> bool:
        """Whether a repository of another name is one that is followed. A name excluded by hand is not."""
        return repo_id in self.followed and name.lower() not in self.effective.excluded

    def memoised(self) -> Callable[[bytes], bool]:
        """`contains` with a bounded memory of its answers, as names recur from hour to hour."""
        memo = _MEMOS.get(self.fingerprint)
        if memo is None:
            _MEMOS.clear()
            memo = _MEMOS[self.fingerprint] = _Memo(self.contains if self.everything else self._union)
        return memo.__getitem__

    @cached_property
    def prefilter(self) -> Prefilter:
        """Made of the first letters of all owners that are taken, and of repositories that are taken from any owner.

        Looking up a whole name among a hundred thousand costs more than the rest of a line's scan: that memory does
        not fit the processor's cache, a few hundred beginnings do.
        """
        if self.everything:
            return NO_PREFILTER
        heads = {name[:HEAD] for p in self.projects for name in (*p.organizations, *p.repositories)}
        heads = {head.partition(b"/")[0] for head in heads}
        anywhere: list[str] = []
        for pattern in {pattern for p in self.projects for pattern in p.patterns}:
            owner, _, repository = pattern.partition("/")
            either_or = "|" in re.sub(r"\([^()]*\)", "", pattern)
            if either_or or "(" in owner or "[" in owner:
                return NO_PREFILTER
            beginning = _literal_beginning(owner)
            if len(beginning) >= HEAD or beginning == owner:
                heads.add(beginning[:HEAD].lower().encode())
            elif _literal_beginning(repository):
                anywhere.append(_literal_beginning(repository))
            else:
                return NO_PREFILTER
        unless = f"(?!(?i:{'|'.join(sorted(anywhere))}))" if anywhere else ""
        name = rf'([^"\\/\n]{{1,{HEAD}}})[^"\\/\n]*/{unless}[^"\\\n]*"'
        return Prefilter(re.compile((r'\},"repo":\{"id":(\d+),"name":"' + name).encode()).match, frozenset(heads))

    @cached_property
    def _union(self) -> Callable[[bytes], bool]:
        """The decision on a name."""
        rules = self.effective
        organizations, repositories, excluded = rules.organizations, rules.repositories, rules.excluded
        matches = _compiled(list(rules.patterns)).fullmatch

        def decide(name: bytes) -> bool:
            key = name.lower()
            if key.partition(b"/")[0] in organizations or key in repositories or matches(key):
                return key not in excluded
            return False

        return decide

    def __getstate__(self) -> dict[str, object]:
        """What travels to a worker: the rules, not what was made of them."""
        return {name: getattr(self, name) for name in ("text", "projects", "everything", "followed")}


class _Memo(dict[bytes, bool]):
    """Answers by name. Looking up a known one takes no Python call, and this happens for every line."""

    def __init__(self, ask: Callable[[bytes], bool]) -> None:
        self.ask = ask

    def __missing__(self, name: bytes) -> bool:
        if len(self) >= MEMO_SIZE:
            self.clear()
        answer = self[name] = self.ask(name)
        return answer


# The memory of this process: the scope itself is pickled anew for each task of a worker.
_MEMOS: dict[str, _Memo] = {}


def _compiled(patterns: list[str]) -> re.Pattern[bytes]:
    # (?!) never matches: no patterns take no name.
    return re.compile(("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)").encode(), re.IGNORECASE)


def _literal_beginning(pattern: str) -> str:
    """The letters that everything begins with that the pattern matches."""
    literal = re.match(r"[A-Za-z0-9_-]*", pattern)[0]  # type: ignore[index]
    return literal[:-1] if pattern[len(literal) : len(literal) + 1] in ("?", "*", "{") else literal


def _check(project: str, kind: str, value: str) -> None:
    if kind not in KINDS:
        raise DuckstatsError(f"Project {project}: there is no rule of kind {kind!r}, only {', '.join(KINDS)}.")
    if kind == "pattern":
        try:
            _compiled([value])
        except re.error as error:
            raise DuckstatsError(f"Project {project}: {value!r} is no regular expression ({error}).") from None
