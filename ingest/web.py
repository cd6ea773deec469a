"""Small files from the web: one session with the retries that a nightly run needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import settings

if TYPE_CHECKING:
    import requests

TIMEOUT = (10, 120)
BUSY = (429, 500, 502, 503, 504)
MOST_RETRIES = 3


@contextmanager
def session() -> Iterator["requests.Session"]:
    """A session that asks again where a server is busy or a connection breaks, after growing pauses."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    retries = min(settings.load().retries, MOST_RETRIES)
    retry = Retry(total=retries, backoff_factor=1, status_forcelist=BUSY, raise_on_status=False)
    with requests.Session() as opened:
        for scheme in ("http://", "https://"):
            opened.mount(scheme, HTTPAdapter(max_retries=retry))
        yield opened


def page(opened: "requests.Session", address: str) -> bytes | None:
    """What stands at an address; None where there is nothing. Raises requests.RequestException for other failures."""
    answer = opened.get(address, timeout=TIMEOUT)
    if answer.status_code == 404:
        return None
    answer.raise_for_status()
    return answer.content
