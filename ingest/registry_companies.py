"""config/companies.yaml: one name a company, what else it is called, and who bought whom when."""

import re
from collections.abc import Iterator

from pydantic import Field

from ingest.registry_models import Day, Strict, Text
from ingest.registry_yaml import Document, Where


class Acquisition(Strict):
    """A company that went on under its buyer's name from that day."""

    name: Text
    on: Day


class Company(Strict):
    """One company: the name that figures show, its other names, and what it bought."""

    name: Text
    aliases: list[Text] = Field(default_factory=list)
    acquired: list[Acquisition] = Field(default_factory=list)


class Companies(Strict):
    """config/companies.yaml, which need not exist."""

    companies: list[Company] = Field(default_factory=list)

    def names(self) -> list[tuple[str, str]]:
        """Company and a name of it, its own among them."""
        own = [(company.name, name) for company in self.companies for name in (company.name, *company.aliases)]
        listed = {_folded(name) for _, name in own}
        bought = {sale.name: None for company in self.companies for sale in company.acquired}
        return own + [(name, name) for name in bought if _folded(name) not in listed]

    def acquisitions(self) -> list[tuple[str, str, Day]]:
        """Company, buyer and day; companies by the names that figures show."""
        shown = {_folded(name): company for company, name in self.names()}
        return [(shown[_folded(sale.name)], buyer.name, sale.on) for buyer in self.companies for sale in buyer.acquired]


def check(companies: Companies, document: Document) -> None:
    """Note names that two companies have, companies bought twice, and circles of buyers."""
    taken: dict[str, str] = {}
    for company, name, where in _names(companies):
        owner = taken.setdefault(_folded(name), company)
        if owner != company:
            document.complain(f"{name!r} is a name of {owner} already", *where)
    buyers: dict[str, str] = {}
    for at, buyer in enumerate(companies.companies):
        for place, sale in enumerate(buyer.acquired):
            where = ("companies", at, "acquired", place)
            bought = taken.get(_folded(sale.name), sale.name)
            if bought in buyers:
                document.complain(f"{sale.name!r} was bought by {buyers[bought]} already", *where)
                continue
            buyers[bought] = buyer.name
            if bought in _holders(buyer.name, buyers):
                document.complain(f"{sale.name!r} cannot belong to {buyer.name}, which belongs to it", *where)
                del buyers[bought]


def _names(companies: Companies) -> Iterator[tuple[str, str, Where]]:
    for at, company in enumerate(companies.companies):
        yield company.name, company.name, ("companies", at)
        for place, alias in enumerate(company.aliases):
            yield company.name, alias, ("companies", at, "aliases", place)


def _holders(company: str, buyers: dict[str, str]) -> set[str]:
    """The company and everybody who holds it, directly or not."""
    found = {company}
    while company in buyers and buyers[company] not in found:
        company = buyers[company]
        found.add(company)
    return found


def _folded(name: str) -> str:
    """A name without case, blanks and punctuation. The models compare names so, and without legal forms besides."""
    return re.sub(r"[\W_]+", "", name.casefold()) or name
