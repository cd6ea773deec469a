"""Headers that every answer carries: what a browser may do with it beyond showing it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Streamlit's own page needs scripts and styles inside it, so these stay free. Panels may stand in other sites,
    # and Streamlit has one page for all addresses, so who may frame it is for the proxy to say.
    "Content-Security-Policy": "object-src 'none'; base-uri 'self'; form-action 'self'",
}


class Headers:
    """ASGI middleware that adds them, where the answer does not have its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add to the start of its answer."""

        async def added(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, added if scope["type"] == "http" else send)
