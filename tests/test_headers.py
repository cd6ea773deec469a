"""Headers of every answer."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboards import server
from dashboards.headers import HEADERS, Headers


def test_every_answer_has_them_and_may_have_its_own() -> None:
    own = {"Content-Security-Policy": "default-src 'none'"}
    routes = [Route("/own", lambda _: Response("x", headers=own)), Route("/plain", lambda _: Response("x"))]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(Headers)]))
    for path in ("/plain", "/nothing"):
        assert HEADERS.items() <= {name.title(): value for name, value in client.get(path).headers.items()}.items()
    assert client.get("/own").headers["content-security-policy"] == "default-src 'none'"
    assert client.get("/own").headers["x-content-type-options"] == "nosniff"


def test_server_uses_them() -> None:
    assert Headers in [middleware.cls for middleware in server.MIDDLEWARE]
