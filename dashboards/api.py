"""The JSON and CSV door: every metric of the catalogue at /api/v2/metrics/{name}, with the catalogue's parameters."""

from collections.abc import Callable

import duckdb
import orjson
import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import settings
from settings import DuckstatsError
from warehouse import catalog, formats, quality, store

JSON = "application/json"
CSV = "text/csv; charset=utf-8"


def health(request: Request) -> Response:
    """200 and the build's id when numbers can be served, else 503 and the reason."""
    try:
        build = store.current(settings.load()).build
    except DuckstatsError as error:
        return _refusal(503, str(error))
    return _json({"status": "ok", "build": build.build_id, "as_of": build.as_of})


def listing(request: Request) -> Response:
    """Every metric with its header and parameters."""
    return _json([describe(metric) for metric in catalog.metrics().values()])


def describe(metric: catalog.Metric) -> dict[str, object]:
    """One metric's header as data; parameters by the words that URLs use."""
    parameters = {name.removeprefix("for_"): p.model_dump() for name, p in metric.parameters.items()}
    header = metric.header.model_dump(exclude={"parameters", "own_parameters"})
    return {"name": metric.name, **header, "parameters": parameters}


def as_json(request: Request) -> Response:
    """A metric's rows as a list of objects, and how far they can be trusted."""

    def encode(current: store.Store, answer: pa.Table, given: dict[str, str]) -> bytes:
        return quality.to_json(answer, quality.of(current, answer, given))

    return _answer(request, encode, JSON)


def as_csv(request: Request) -> Response:
    """A metric's rows as a CSV file to download."""
    response = _answer(request, lambda _current, answer, _given: formats.to_csv(answer), CSV)
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{request.path_params["name"]}.csv"'
    return response


Encode = Callable[[store.Store, pa.Table, dict[str, str]], bytes]


def _answer(request: Request, encode: Encode, media_type: str) -> Response:
    try:
        metric = catalog.metric(request.path_params["name"])
    except DuckstatsError as error:
        return _refusal(404, str(error))
    try:
        given = _given(request)
        metric.arguments(given)
    except DuckstatsError as error:
        return _refusal(400, str(error))
    try:
        current = store.current(settings.load())
        # The same question of the same build has the same answer, so the build's id says whether it is still good.
        headers = {"ETag": f'"{current.build.build_id}"', "Cache-Control": "no-cache"}
        if _is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        answer = current.metric(metric.name, given)
        return Response(encode(current, answer, given), media_type=media_type, headers=headers)
    except DuckstatsError as error:
        return _refusal(503, str(error))
    except duckdb.CatalogException:
        return _refusal(503, f"The published build has no metric {metric.name} yet: run `duckstats build`.")


def _given(request: Request) -> dict[str, str]:
    given: dict[str, str] = {}
    for word, value in request.query_params.multi_items():
        if word in given:
            raise DuckstatsError(f"{word} is given twice; each parameter takes one value.")
        given[word] = value
    return given


def _is_known(request: Request, tag: str) -> bool:
    asked = request.headers.get("if-none-match", "").split(",")
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in asked)


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE), status, media_type=JSON)


def _refusal(status: int, sentence: str) -> Response:
    return _json({"error": sentence}, status)


ROUTES = [
    Route("/healthz", health),
    Route("/api/v2/metrics", listing),
    Route("/api/v2/metrics/{name}.csv", as_csv),
    Route("/api/v2/metrics/{name}", as_json),
]
