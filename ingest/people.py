"""Own corrections to what imports say of people: the files of config/people/, read and checked.

<login>.yaml      a person: employments, country, kind, accounts and addresses that are theirs or are not
<company>.yaml    a company and its people
anon-<N>.yaml     somebody who is to be hidden
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from ingest.affiliations.entries import Interval
from ingest.people_hashes import of_login, sha1
from ingest.people_models import CompanyFile, OptOutFile, PersonFile
from ingest.registry_explain import parse
from ingest.registry_yaml import Document, Problem, read, shown
from settings import DuckstatsError

FOLDER = "people"
_HIDDEN = re.compile(r"anon-([1-9]\d*)")


@dataclass(frozen=True)
class Stated:
    """An employment and where it is stated."""

    login: str
    interval: Interval
    file: str
    line: int
    evidence: str | None


@dataclass
class Corrections:
    """What the files of config/people/ say; `hidden` is number and hashes. Each with the document it is from."""

    people: list[tuple[PersonFile, Document]] = field(default_factory=list)
    companies: list[tuple[CompanyFile, Document]] = field(default_factory=list)
    hidden: list[tuple[int, OptOutFile, Document]] = field(default_factory=list)

    def employments(self) -> list[Stated]:
        """Every employment that some file states, logins in lower case."""
        by_person = [
            Stated(
                person.login.lower(),
                one.interval(one.company),
                document.file,
                document.line("affiliations", at),
                one.evidence or person.evidence,
            )
            for person, document in self.people
            for at, one in enumerate(person.affiliations)
        ]
        by_company = [
            Stated(
                one.login.lower(),
                one.interval(company.company),
                document.file,
                document.line("people", at),
                one.evidence,
            )
            for company, document in self.companies
            for at, one in enumerate(company.people)
        ]
        return by_person + by_company

    def person(self, login: str) -> PersonFile | None:
        """What is said of somebody, by any login of theirs."""
        for person, _ in self.people:
            if login.lower() in {person.login.lower(), *(other.lower() for other in person.same_as)}:
                return person
        return None


def load(config_dir: Path) -> Corrections:
    """The corrections of a config folder. Raises DuckstatsError with the first problem and the number of others."""
    found, problems = inspect(config_dir)
    if problems:
        more = f" (and {len(problems) - 1} more: duckstats people check)" if len(problems) > 1 else ""
        raise DuckstatsError(f"{problems[0]}{more}")
    return found


def inspect(config_dir: Path, drafts: dict[Path, str] | None = None) -> tuple[Corrections, list[Problem]]:
    """What the files say and everything that is wrong with them. `drafts` are texts read as if they were files."""
    found = Corrections()
    documents: list[Document] = []
    texts: dict[Path, str | None] = dict.fromkeys(_paths(config_dir / FOLDER, documents))
    for path, text in sorted((texts | (drafts or {})).items()):
        document = read(path, text)
        documents.append(document)
        _take(path, document, found)
    _check_employments(found, documents)
    _check_identities(found)
    _check_hidden(found)
    return found, sorted(problem for document in documents for problem in document.problems)


def _paths(folder: Path, documents: list[Document]) -> Iterator[Path]:
    for path in sorted(folder.glob("*")):
        if path.name.startswith("."):
            continue
        if path.suffix == ".yaml":
            yield path
        elif path.name != "README.md":
            text = "this is no .yaml file and would be overlooked: rename or remove it"
            documents.append(Document(shown(path), problems=[Problem(shown(path), 0, text)]))


def _take(path: Path, document: Document, found: Corrections) -> None:
    if number := _HIDDEN.fullmatch(path.stem):
        if wish := parse(document, OptOutFile):
            found.hidden.append((int(number[1]), wish, document))
        return
    if isinstance(document.data, dict) and "opt_out" in document.data:
        document.complain("the name of a file with opt_out is anon-<number>.yaml, and no login stands in it", "opt_out")
    elif isinstance(document.data, dict) and "company" in document.data:
        if company := parse(document, CompanyFile):
            found.companies.append((company, document))
    elif person := parse(document, PersonFile):
        if path.stem != person.login.lower():
            document.complain(f"this file must be called {person.login.lower()}.yaml", "login")
        found.people.append((person, document))


def _check_employments(found: Corrections, documents: list[Document]) -> None:
    """Nobody is at two companies at once: where imports disagree, a correction must decide."""
    by_file = {document.file: document for document in documents}
    of: dict[str, list[Stated]] = {}
    for stated in found.employments():
        of.setdefault(stated.login, []).append(stated)
    for statements in of.values():
        for first, second in combinations(statements, 2):
            if first.interval.since < second.interval.until and second.interval.since < first.interval.until:
                text = (
                    f"{second.login} is at {second.interval.company} here and at {first.interval.company} at the "
                    f"same time in {first.file} line {first.line}"
                )
                by_file[second.file].problems.append(Problem(second.file, second.line, text))


def _check_identities(found: Corrections) -> None:
    """A login or address is one person's, and not at the same time not theirs."""
    owners: dict[str, tuple[str, Document]] = {}
    for person, document in found.people:
        own = person.login.lower()
        for key, values in (("login", [person.login]), ("same_as", person.same_as), ("addresses", person.addresses)):
            for at, value in enumerate(values):
                where = (key,) if key == "login" else (key, at)
                name, other = owners.setdefault(value.lower(), (own, document))
                if other is not document:
                    document.complain(f"{value} is {name}'s in {other.file}", *where)
                elif key == "same_as" and value.lower() == own:
                    document.complain(f"{value} is this person's login already", *where)
        for key, theirs in (("not_same_as", person.same_as), ("not_addresses", person.addresses)):
            for at, value in enumerate(getattr(person, key)):
                if value.lower() in {own, *(one.lower() for one in theirs)}:
                    document.complain(f"{value} is theirs and not theirs at once", key, at)


def _check_hidden(found: Corrections) -> None:
    hashes: dict[str, Document] = {}
    for _, wish, document in found.hidden:
        for at, value in enumerate(wish.opt_out):
            other = hashes.setdefault(value, document)
            if other is not document:
                document.complain(f"this hash is in {other.file} too", "opt_out", at)
    for person, document in found.people:
        if {of_login(person.login), sha1(person.login)} & hashes.keys():
            document.complain(f"{person.login} is to be hidden, so no file may name them: remove it", "login")
    for company, document in found.companies:
        for at, one in enumerate(company.people):
            if {of_login(one.login), sha1(one.login)} & hashes.keys():
                document.complain(f"{one.login} is to be hidden, so no file may name them: remove this", "people", at)
