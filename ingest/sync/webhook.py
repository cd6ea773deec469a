"""The report of a run that needs somebody, posted to an address of the operator's: chat, pager, anything."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests

TRIES = 3


def post(address: str, body: str, seconds: float, pause: float = 1.0) -> str | None:
    """Post JSON; returns None, or why it could not be delivered, without the address, which may be a secret."""
    import requests
    from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

    retrying = Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential_jitter(pause, 10 * pause, jitter=pause),
        retry=retry_if_exception_type((requests.ConnectionError, requests.Timeout, _Busy)),
    )
    try:
        answer = retrying(_post, address, body, seconds)
    except RetryError as error:
        cause = error.last_attempt.exception()
        return str(cause) if isinstance(cause, _Busy) else type(cause).__name__
    except (requests.RequestException, ValueError) as error:  # ValueError: of an address
        return type(error).__name__
    return None if answer.ok else f"it answered {answer.status_code}"


class _Busy(Exception):
    """The address answered that it cannot take anything now."""


def _post(address: str, body: str, seconds: float) -> "requests.Response":
    import requests

    headers = {"Content-Type": "application/json", "User-Agent": "duckstats"}
    answer = requests.post(address, data=body.encode(), headers=headers, timeout=seconds)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise _Busy(f"it answered {answer.status_code}")
    return answer
