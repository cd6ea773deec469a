"""The expected answer of each metric: what it says of the kubernetes hours of 24 to 26 July 2017, as CSV."""

from warehouse import catalog, formats
from warehouse.store import Store

RANGE = {"since": "2017-07-24", "until": "2017-07-27"}
PROJECT = {"project": "kubernetes", "every": "day"}


def answer(store: Store, name: str) -> str:
    """One metric's CSV for the project and range, by day where it has periods."""
    known = {key.removeprefix("for_") for key in catalog.metric(name).parameters}
    given = RANGE | {key: value for key, value in PROJECT.items() if key in known}
    return formats.to_csv(store.metric(name, given)).decode()
