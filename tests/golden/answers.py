"""The expected answer of each metric: what it says of the kubernetes hours of 24 to 26 July 2017, as CSV."""

from warehouse import catalog, formats
from warehouse.store import Store

ASKED = {"since": "2017-07-24", "until": "2017-07-27", "project": "kubernetes", "every": "day"}


def answer(store: Store, name: str) -> str:
    """One metric's CSV for the project and range, by day where it has periods."""
    known = {key.removeprefix("for_") for key in catalog.metric(name).parameters}
    return formats.to_csv(store.metric(name, {key: ASKED[key] for key in ASKED.keys() & known})).decode()
