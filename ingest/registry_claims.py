"""What only all files together show: dates out of order, and two projects that claim the same repository.

Every named repository must have one owner. An exact repository beats another project's organization or pattern only
where that project excludes it, so that both files say the same. A pattern beats an organization without more: the
models take the more precise rule, and nobody can list what a pattern will match.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from ingest.registry_models import Project, RepoGroups
from ingest.registry_yaml import Document

MOST_SHARERS = 6  # groups with paths of one repository: each may or may not be touched, which doubles core.sections
MILESTONES = ("accepted", "incubating", "graduated", "archived")


@dataclass(frozen=True)
class Entry:
    """A project and the document it was read from."""

    project: Project
    document: Document

    def lines(self, key: str) -> dict[str, int]:
        """Line of each value of a list, values in lower case."""
        return {value.lower(): self.document.line(key, at) for at, value in enumerate(getattr(self.project, key))}

    @property
    def excluded(self) -> set[str]:
        """Repositories that the project does not count."""
        return {value.lower() for value in self.project.exclude}

    def pattern(self, repository: str) -> int | None:
        """Line of the first pattern that claims a repository."""
        for at, pattern in enumerate(self.project.patterns):
            if repository not in self.excluded and re.fullmatch(pattern, repository, re.IGNORECASE):
                return self.document.line("patterns", at)
        return None

    def owns(self, repository: str) -> bool:
        """Whether any rule of the project claims the repository."""
        owners = {value.lower() for value in self.project.organizations}
        named = {value.lower() for value in self.project.repositories}
        claimed = repository in named or repository.split("/")[0] in owners or self.pattern(repository) is not None
        return claimed and repository not in self.excluded


def check(entries: Mapping[str, Entry], groups: list[tuple[RepoGroups, Document]]) -> None:
    """Note every problem in the document where it is to be mended."""
    for entry in entries.values():
        _check_dates(entry)
        _check_lists(entry)
    _check_same(entries, "organizations", "organization")
    _check_same(entries, "repositories", "repository")
    _check_exact_against_wide(entries)
    _check_main(entries)
    _check_groups(entries, groups)


def _check_dates(entry: Entry) -> None:
    dated = [(key, getattr(entry.project, key)) for key in MILESTONES if getattr(entry.project, key)]
    for (earlier, before), (later, after) in pairwise(dated):
        if after < before:
            entry.document.complain(f"{later} {after} is before {earlier} {before}", later)


def _check_lists(entry: Entry) -> None:
    project, document = entry.project, entry.document
    if not (project.organizations or project.repositories or project.patterns):
        document.complain("no organizations, repositories or patterns: nothing belongs to this project")
    for key in ("organizations", "repositories", "patterns", "exclude"):
        seen: dict[str, int] = {}
        for at, value in enumerate(getattr(project, key)):
            folded = value if key == "patterns" else value.lower()
            if folded in seen:
                document.complain(f"{value!r} is listed twice; line {seen[folded]} has it first", key, at)
            seen.setdefault(folded, document.line(key, at))
    for repository, line in entry.lines("repositories").items():
        if repository in entry.excluded:
            at = [value.lower() for value in project.exclude].index(repository)
            document.complain(f"{repository!r} is excluded here and listed in line {line}", "exclude", at)


def _check_same(entries: Mapping[str, Entry], key: str, word: str) -> None:
    claims: dict[str, list[tuple[Entry, int]]] = defaultdict(list)
    for entry in entries.values():
        for value, line in entry.lines(key).items():
            claims[value].append((entry, line))
    for value, claimants in claims.items():
        for (first, line), (second, _) in combinations(claimants, 2):
            at = [name.lower() for name in getattr(second.project, key)].index(value)
            text = f"{word} {value!r} is claimed by {first.document.file} line {line} too"
            second.document.complain(text, key, at)


def _check_exact_against_wide(entries: Mapping[str, Entry]) -> None:
    owners = {
        owner: (entry, line) for entry in entries.values() for owner, line in entry.lines("organizations").items()
    }
    with_patterns = [entry for entry in entries.values() if entry.project.patterns]
    for entry in entries.values():
        for at, name in enumerate(entry.project.repositories):
            repository = name.lower()
            owner, line = owners.get(repository.split("/")[0], (entry, 0))
            wider = [(owner, line, "organization")] if repository not in owner.excluded else []
            wider += [(other, found, "pattern") for other, found in _matching(with_patterns, repository)]
            for other, found, word in wider:
                if other is not entry:
                    text = (
                        f"repository {repository!r} belongs to the {word} in {other.document.file} line {found} too; "
                        "exclude it there"
                    )
                    entry.document.complain(text, "repositories", at)


def _matching(entries: list[Entry], repository: str) -> Iterator[tuple[Entry, int]]:
    for entry in entries:
        if (line := entry.pattern(repository)) is not None:
            yield entry, line


def _check_main(entries: Mapping[str, Entry]) -> None:
    with_patterns = [entry for entry in entries.values() if entry.project.patterns]
    for entry in entries.values():
        main = (entry.project.main_repository or "").lower()
        if main and not entry.owns(main):
            entry.document.complain(f"main_repository {main!r} does not belong to the project", "main_repository")
            continue
        listed = main in {name.lower() for name in entry.project.repositories}
        for other, line in _matching(with_patterns, main):
            if other is not entry and not listed:
                text = f"main_repository {main!r} is claimed by {other.document.file} line {line} too; exclude it there"
                entry.document.complain(text, "main_repository")


def _check_groups(entries: Mapping[str, Entry], groups: list[tuple[RepoGroups, Document]]) -> None:
    first: dict[tuple[str, str], str] = {}
    sharers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rules, document in groups:
        if rules.project not in entries:
            document.complain(f"there is no project {rules.project!r}", "project")
        for at, group in enumerate(rules.groups):
            where = f"{document.file} line {document.line('groups', at, 'name')}"
            known = first.setdefault((rules.project, group.name.lower()), where)
            if known != where:
                document.complain(f"group {group.name!r} is in {known} already", "groups", at, "name")
            if not group.rules():
                document.complain(f"group {group.name!r} names nothing", "groups", at)
            for kind, value in {rule for rule in group.rules() if group.rules().count(rule) > 1}:
                document.complain(f"{kind} {value!r} is twice in group {group.name!r}", "groups", at)
            for name in group.paths:
                named = sharers[rules.project, name.lower()]
                named.add(group.name)
                if len(named) == MOST_SHARERS + 1:
                    text = f"more than {MOST_SHARERS} groups have paths of {name!r}"
                    document.complain(text, "groups", at, "paths", name)
