"""What a request must pass before it is answered: its size, and how often its client asks."""

import ipaddress
from functools import cache

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import settings
from dashboards.api.answers import refusal

MOST_BODY = 64_000  # bytes; DevStats' calls take some names and dates
MOST_ADDRESS = 8_000


class Guard:
    """Refuses with 413, 414 or 429 and one sentence what is too long or too often."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if len(scope["path"]) + len(scope["query_string"]) > MOST_ADDRESS:
            await refusal(414, f"The address is longer than {MOST_ADDRESS:,} characters.")(scope, receive, send)
        elif _announced(headers) > MOST_BODY:
            await refusal(413, _TOO_LONG)(scope, receive, send)
        elif seconds := _wait(client(scope, headers)):
            sentence = f"More than {settings.load().requests_per_minute} requests a minute: wait {seconds} s."
            await refusal(429, sentence, {"Retry-After": str(seconds)})(scope, receive, send)
        else:
            await self.app(scope, _counted(receive), send)


_TOO_LONG = f"The body is longer than {MOST_BODY:,} bytes."


def _announced(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdigit() and len(text) < 19 else 0


def _counted(receive: Receive) -> Receive:
    """The request's body, refused as soon as it is too long, for one that does not say its length before."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BODY:
            raise HTTPException(413, _TOO_LONG)
        return message

    return counting


def client(scope: Scope, headers: Headers) -> str:
    """Who asks: the other end of the connection, or what the outermost trusted proxy saw there."""
    address = str((scope.get("client") or ("unknown", 0))[0])
    proxies = settings.load().proxies
    if proxies:
        # Each proxy appends whom it saw; what stands before the trusted ones' entries anybody can write.
        seen = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
        address = seen[-proxies] if len(seen) >= proxies else address
    return _network(address)


def _network(address: str) -> str:
    """An IPv6 client has 2^64 addresses, which count as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _wait(who: str) -> int:
    """Seconds that a client has to wait; 0 when it may go on."""
    allowed = settings.load().requests_per_minute
    if not allowed:
        return 0
    limit = RateLimitItemPerMinute(allowed)
    if _limiter().hit(limit, who):
        return 0
    # The window slides: room comes back bit by bit, so a short wait is enough.
    return max(1, round(60 / allowed))


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())
