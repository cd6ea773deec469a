"""The kubernetes hours with the employers that DevStats imported, so that companies can be compared number by number.

Where several entries of one login are trusted alike, DevStats' importer takes any, or several (register 53). Here these
people get what the developer table of its shared set says it took, as corrections of a world of their own; all else is
computed. Its Kubernetes set was imported once more, and took others for some of them.
"""

import csv
import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

from settings import Settings

ALWAYS = {"since": date(1900, 1, 1), "until": date(2100, 1, 1), "priority": 2000, "source": "devstats"}


def as_imported(kubernetes: Settings, shared: Path, folder: Path) -> Settings:
    """Build the landed hours of `kubernetes` in `folder`, with DevStats' choice for contested people."""
    from ingest import landing
    from tests.conftest import REGISTRY, built

    settings = Settings(folder, REGISTRY)
    shutil.copy(kubernetes.landing_file, settings.landing_file)
    taken = companies_taken(shared)
    rows = [{**ALWAYS, "login": login, "company": company} for login, found in taken.items() for company in found]
    with landing.opened(settings.landing_file) as file, file.transaction():
        file.append("affiliations", landing.arrow_table("affiliations", rows))
    return built(settings)


def imported_otherwise(shared: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Logins that the import behind the Kubernetes set took for others' people, and the companies concerned."""
    here, there = companies_taken(shared), companies_taken(shared, "kubernetes_2017-07-24_2017-07-27")
    logins = {login for login in here.keys() | there.keys() if here.get(login) != there.get(login)}
    companies = [set(here.get(login, [])) ^ set(there.get(login, [])) for login in logins]
    return frozenset(logins), frozenset().union(*companies)


def companies_taken(shared: Path, folder: str = "2017-07-24_2017-07-27") -> dict[str, list[str]]:
    """The companies that DevStats' developer table of one metric set gives to each contested login."""
    people = contested(shared / "affiliations" / "github_users.json")
    taken: dict[str, set[str]] = defaultdict(set)
    table = shared / "devstats-golden" / folder / "project_developer_stats.csv"
    with table.open(encoding="utf-8") as file:
        for _, name, _ in list(csv.reader(file))[1:]:
            login, company = name.split("$$$")
            if login.lower() in people and company:
                taken[login.lower()].add(company)
    assert 20 < len(taken) < 60, "only few people are contested"
    return {login: sorted(companies) for login, companies in sorted(taken.items())}


def contested(file: Path) -> set[str]:
    """Logins of which entries of the file with as many intervals say different things."""
    stated: dict[str, set[str]] = defaultdict(set)
    for entry in json.loads(file.read_text(encoding="utf-8")):
        stated[entry["login"].lower()].add(entry["affiliation"] or "")
    return {login for login, statements in stated.items() if len(statements) > 1}
