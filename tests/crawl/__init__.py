"""The crawl: every page in headless Chromium, looked at by what can be measured."""

from settings import Settings
from warehouse import store


def somebody(settings: Settings) -> tuple[str, str]:
    """A person and a company that the data has."""
    current = store.current(settings)
    person = current.metric("developers_table", {}).to_pylist()[0]["login"]
    company = next(row for row in current.metric("companies_table", {}).to_pylist() if row["rank"] == 1)["company"]
    return person, company
