"""Sign-in for private deployments: Streamlit speaks OpenID Connect with the provider, this says who may come in.

The setting `sign_in_file` names a TOML file (docs/security.md shows one); without it everything is public.
"""

import json
import secrets
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

import settings
from dashboards import api
from dashboards.api.answers import refusal
from settings import DuckstatsError

EVERYBODY = "*"
CALLBACK = "/oauth2callback"
OPEN = "/healthz"
# What answers by itself. All other addresses are Streamlit's frame, whose script asks for a sign-in before it draws.
GUARDED = ("/media", *(route.path for route in api.ROUTES if isinstance(route, Mount | Route) and route.path != OPEN))
REFUSED = "Sign in on the dashboards' page, or send a key of this server: `Authorization: Bearer KEY`."
Secret = Annotated[str, Field(min_length=32)]


class Provider(BaseModel):
    """The section [auth], as Streamlit takes it; a section [auth.NAME] for each provider, if there are several."""

    model_config = ConfigDict(extra="allow")
    redirect_uri: str
    cookie_secret: Secret

    @field_validator("redirect_uri")
    @classmethod
    def _comes_back(cls, value: str) -> str:
        if not value.endswith(CALLBACK):
            raise ValueError(f"it has to end with {CALLBACK}")
        return value

    @property
    def names(self) -> list[str]:
        """Names of the providers; none where there is one, without a name."""
        sections = (self.model_extra or {}).items()
        return [name for name, value in sections if isinstance(value, dict) and "client_id" in value]


class Door(BaseModel):
    """The whole file. `people` are addresses, @domains, or * for all whom the provider knows; `keys` are programs'."""

    model_config = ConfigDict(extra="forbid")
    auth: Provider
    people: Annotated[list[str], Field(min_length=1)]
    keys: list[Secret] = []

    def lets_in(self, user: Mapping[str, Any]) -> bool:
        """Whether one whom the provider vouches for is among the people."""
        if not user.get("is_logged_in"):
            return False
        if EVERYBODY in self.people:
            return True
        address = str(user.get("email") or "").lower()
        known = {person.lower() for person in self.people}
        # An address that the provider has not verified is only what somebody typed.
        is_theirs = user.get("email_verified") is not False and "@" in address
        return is_theirs and (address in known or f"@{address.rpartition('@')[2]}" in known)

    def knows(self, key: str) -> bool:
        """Whether a program's key is one of the file."""
        return any(secrets.compare_digest(key.encode(), known.encode()) for known in self.keys)


def door() -> Door | None:
    """What the setting's file says; None where there is no sign-in. Raises DuckstatsError for a file that is wrong."""
    path = settings.load().sign_in_file
    return _read(path) if path else None


@cache
def _read(path: Path) -> Door:
    try:
        return Door.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DuckstatsError(f"sign_in_file {path} cannot be read: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise DuckstatsError(f"sign_in_file {path}: {where}: {first['msg'].lower()}.") from None


def for_streamlit() -> dict[str, Any] | None:
    """The part of the file that Streamlit's own sign-in reads."""
    found = door()
    return {"auth": found.auth.model_dump()} if found else None


class SignIn:
    """ASGI middleware: what programs read is answered only with a visitor's cookie or a key, and kept by no cache that
    others share. Preflights pass: a browser sends them without either."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or let through."""
        found = door() if scope["type"] == "http" and _is_guarded(scope) else None
        if found is None:
            await self.app(scope, receive, send)
        elif not _may_ask(found, HTTPConnection(scope)):
            await refusal(401, REFUSED, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
        else:
            await self.app(scope, receive, _private(send))


def _is_guarded(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] == "OPTIONS" or not any(path == part or path.startswith(f"{part}/") for part in GUARDED):
        return False
    # In a browser /metrics is a page of the dashboards.
    is_page = path == "/metrics" and "text/html" in HTTPConnection(scope).headers.get("accept", "")
    return not is_page


def _may_ask(found: Door, asking: HTTPConnection) -> bool:
    kind, _, key = asking.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and found.knows(key.strip()):
        return True
    return found.lets_in(_visitor(found, asking.cookies))


def _visitor(found: Door, cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """What Streamlit noted of a visitor who signed in; nothing where no cookie, or not a true one, came along."""

    def signed(name: str) -> bytes | None:
        if name not in cookies:
            return None
        return decode_signed_value(found.auth.cookie_secret, name, cookies[name].encode("latin-1", "replace"))

    value = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    user = json.loads(value) if value else {}
    return user if isinstance(user, dict) else {}


def _private(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kept = headers.get("Cache-Control", "no-cache")
            headers["Cache-Control"] = kept.replace("public", "private")
            headers.add_vary_header("Cookie, Authorization")
        await send(message)

    return sending
