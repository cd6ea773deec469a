"""Affiliation files into the raw tables. What cannot be understood is reported and kept; the rest is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.affiliations import developers, github_users
from ingest.affiliations.entries import SOURCE, Entry, Found, rows
from ingest.affiliations.sources import files
from ingest.landing import Landing
from ingest.registry_tables import replace_if_changed
from ingest.registry_yaml import Problem


@dataclass(frozen=True)
class Report:
    """What an import brought; its text is the line that the command prints."""

    people: int
    affiliations: int
    changed: bool
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        what = f"{self.people:,} entries of people, {self.affiliations:,} affiliations"
        left = f", {len(self.problems):,} not understood" if self.problems else ""
        return f"{what}{left}: {'imported' if self.changed else 'nothing new'}"


def land(landing: Landing, sources: Iterable[str]) -> Report:
    """Put what these sources say in place of all that was imported before; the same again changes nothing."""
    found = read(sources)
    with landing.transaction():
        return write(landing, found)


def read(sources: Iterable[str]) -> Found:
    """Entries and problems of several sources, see sources.files. Raises DuckstatsError when one has no file."""
    found = Found()
    for source in sources:
        for name, data in files(source):
            # github_users.json is a list; in the other format no line begins with such a sign.
            reader = github_users if data.lstrip()[:1] in (b"[", b"{") else developers
            one = reader.read(name, data)
            found.entries += one.entries
            found.problems += one.problems
    return found


def write(landing: Landing, found: Found) -> Report:
    """The same with what was read, inside the caller's transaction."""
    entries: list[Entry] = found.entries
    people, affiliations = rows(entries)
    bad = [
        {"source": SOURCE, "file": Path(problem.file).name, "line": problem.line, "reason": problem.text}
        for problem in found.problems
    ]
    changed = [
        replace_if_changed(landing, "people", people, SOURCE),
        replace_if_changed(landing, "affiliations", affiliations, SOURCE),
        replace_if_changed(landing, "affiliation_bad_lines", bad, SOURCE),
    ]
    return Report(len(people), len(affiliations), any(changed), found.problems)
