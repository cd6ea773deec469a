"""What is crawled: every page file, each with addresses that show what it has."""

from pathlib import Path

from settings import ROOT

PAGES = sorted((ROOT / "dashboards" / "pages").glob("[0-9]*_*.py"))
SQL = "sql=SELECT+project%2C+COUNT(*)+AS+events+FROM+core.events+GROUP+BY+ALL+ORDER+BY+events+DESC+LIMIT+20"

# Page -> query strings. A page that is not here is looked at as it opens.
QUERIES = {
    "home": ["", "range=30+days&search=prom&maturity=graduated"],
    "project": ["project=kubernetes", "", "project=helm&range=30+days&every=day&window_days=7"],
    "contributors": ["", "project=prometheus&who=all"],
    "newcomers": ["project=kubernetes"],
    "person": ["person={person}", "", "person=nobody-of-this-name"],
    "company": ["company={company}", ""],
    "responsiveness": ["project=kubernetes"],
    "pull_requests": ["project=kubernetes"],
    "issues": ["project=kubernetes"],
    "reviews": ["project=kubernetes"],
    "repositories": ["project=kubernetes"],
    "releases": ["project=prometheus"],
    "sigs": ["project=kubernetes", "project=helm"],
    "risk": ["", "project=kubernetes"],
    "compare": ["named_projects=kubernetes&named_projects=prometheus&named_projects=helm", ""],
    "sql": [f"{SQL}&chart=bar", "", "sql=SELECT+nonsense"],
    "counted": ["project=kubernetes&range=30+days", "project=helm&measured=commits&who=bots&range=30+days"],
    "metrics": ["metric=commits", "metric=companies_table"],
}


def slug(page: Path) -> str:
    """The page's address."""
    return page.stem.partition("_")[2]


def paths(page: Path, person: str, company: str) -> list[str]:
    """Its addresses, with somebody and a company that the data has."""
    name = slug(page)
    found = [query.format(person=person, company=company) for query in QUERIES.get(name, [""])]
    base = "" if name == "home" else name
    return [f"{base}?{query}" if query else base for query in found]
