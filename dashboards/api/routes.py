"""Addresses. Everything under /api, /badge and /panel passes the same guards and answers errors in JSON."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from dashboards.api import answers, badges, devstats, meters, metrics, openapi, panels, status
from dashboards.api.guards import Guard
from dashboards.api.meters import Meter

# Any page may read the answers: they are public, and no cookie tells who asks.
OPEN = {
    "allow_origins": ["*"],
    "allow_methods": ["GET", "HEAD", "POST"],
    "allow_headers": ["*"],
    "expose_headers": ["ETag", "Link", "Retry-After", "X-Total-Count"],
    "max_age": 86400,
}


def described(request: Request) -> Response:
    """The API in OpenAPI's words."""
    return answers.json(openapi.document(), headers={"Cache-Control": "public, max-age=300"})


def explained(request: Request) -> Response:
    """The same for people."""
    return HTMLResponse(_page())


@cache
def _page() -> str:
    page = (Path(__file__).parent / "docs.html").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(page).render(document=openapi.document())


async def devstats_call(request: Request) -> Response:
    """DevStats' API: one address, and the call in the body."""
    body = await request.body()
    return await answers.in_pool(lambda _: answers.json(devstats.answer(answers.current(), body)), request)


async def _explain(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, an unknown address or method, in the form of every other refusal."""
    if not isinstance(error, HTTPException):
        return answers.refusal(500, "The server failed at this; its log says why.")
    sentences = {
        404: f"There is nothing at {request.url.path}; /api/v2/openapi.json says what there is.",
        405: f"{request.method} is not possible here.",
    }
    return answers.refusal(error.status_code, sentences.get(error.status_code, error.detail), dict(error.headers or {}))


def _mounted(prefix: str, routes: Sequence[BaseRoute]) -> Mount:
    middleware = [Middleware(Meter), Middleware(CORSMiddleware, **OPEN), Middleware(Guard)]
    handlers = {HTTPException: _explain, Exception: _explain}
    mount = Mount(prefix, Starlette(routes=routes, middleware=middleware, exception_handlers=handlers))
    # A line break in an address is refused like any other wrong word, instead of getting past to the dashboards.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


ROUTES: list[BaseRoute] = [
    Route("/healthz", answers.threaded(status.health)),
    meters.ForMachines("/metrics", meters.exposition),
    _mounted(
        "/api",
        [
            Route("/v1", devstats_call, methods=["POST"]),
            Route("/v2/metrics", answers.threaded(metrics.listing)),
            Route("/v2/metrics/{name}", answers.threaded(metrics.answer)),
            Route("/v2/projects", answers.threaded(status.projects)),
            Route("/v2/projects/{project}", answers.threaded(status.project)),
            Route("/v2/openapi.json", described),
            Route("/v2/docs", explained),
            Route("/v2/status", answers.threaded(status.status)),
        ],
    ),
    _mounted("/badge", [Route("/{project}/{metric}.svg", answers.threaded(badges.answer))]),
    _mounted("/panel", [Route("/{file}", answers.threaded(panels.answer))]),
]
