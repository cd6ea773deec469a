"""How every answer of the API is made: in a bounded pool of threads, from one build, or a refusal in one sentence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Condition, Lock, Timer
from typing import Any

import duckdb
import orjson
import pyarrow as pa
from cachetools import LRUCache, cached
from starlette.requests import Request
from starlette.responses import Response

import settings
from settings import DuckstatsError
from warehouse import quality, store

JSON = "application/json"
KEPT_BYTES = 64_000_000
MOST_ROWS = 300_000  # some 40 MB of JSON; a series by the hour and the hour can have millions
LATE = "No answer within {:g} s: ask for a shorter range, or again later."
# Errors of DuckDB that an argument causes, such as a number beyond its type; every other one is the server's.
ASKED_WRONGLY = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException)


class Refusal(Exception):
    """An answer that says in one sentence why there is none, with its HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


Work = Callable[[Request], Response]


def threaded(work: Work) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that does its work in the pool; what it raises becomes a refusal."""

    async def endpoint(request: Request) -> Response:
        return await in_pool(work, request)

    return endpoint


async def in_pool(work: Work, request: Request) -> Response:
    """The response of work that asks DuckDB. Waiting for a thread counts into the time an answer may take."""
    seconds = settings.load().answer_seconds
    future = _pool(settings.load().questions_at_once).submit(refused, work, request)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
    except TimeoutError:
        return refusal(503, LATE.format(seconds), {"Retry-After": "30"})


def refused(work: Work, request: Request) -> Response:
    """The response of some work, or of the refusal that it raised."""
    try:
        return work(request)
    except Refusal as error:
        return refusal(error.status, str(error))


@cache
def _pool(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="duckstats-api")


def current() -> store.Store:
    """The newest build, to be asked for once an answer. Raises Refusal (503) when there is none."""
    try:
        return store.current(settings.load())
    except DuckstatsError as error:
        raise Refusal(503, str(error)) from None


def _key(build: store.Store, name: str, given: dict[str, Any]) -> tuple[Any, ...]:
    return build.build.build_id, name, *sorted((word, str(value)) for word, value in given.items())


# Kept by build: clients ask the same things again, and those who ask at the same moment wait for one answer.
@cached(LRUCache(KEPT_BYTES, getsizeof=lambda table: 1000 + table.nbytes), key=_key, condition=Condition())
def asked(build: store.Store, name: str, given: dict[str, Any]) -> pa.Table:
    """A metric's rows. Raises Refusal: 400 for a wrong argument, 503 for a build that cannot answer."""
    with _explained(name), _interrupting(settings.load().answer_seconds) as started:
        table = build.metric(name, given, started, MOST_ROWS + 1)
    if table.num_rows > MOST_ROWS:
        raise Refusal(400, f"More than {MOST_ROWS:,} rows: ask for longer periods, a shorter range, or a project.")
    return table


@cached(LRUCache(5000), key=_key, lock=Lock())
def judged(build: store.Store, name: str, given: dict[str, Any]) -> quality.Quality:
    """How far a metric's rows can be trusted. Raises Refusal as `asked` does."""
    table = asked(build, name, given)
    with _explained(name):
        return quality.of(build, table, given)


@contextmanager
def _interrupting(seconds: float) -> Iterator[store.Started]:
    """What ends a query after its time: nobody waits for it any more, and its thread is needed."""
    timers: list[Timer] = []

    def started(cursor: duckdb.DuckDBPyConnection) -> None:
        timers.append(Timer(seconds, cursor.interrupt))
        timers[-1].daemon = True
        timers[-1].start()

    try:
        yield started
    finally:
        for timer in timers:
            timer.cancel()


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except store.NotInBuild as error:
        raise Refusal(503, str(error)) from None
    except DuckstatsError as error:
        raise Refusal(400, str(error)) from None
    except ASKED_WRONGLY as error:
        raise Refusal(400, f"{name} cannot be asked so: {str(error).splitlines()[0]}") from None
    except duckdb.InterruptException:
        raise Refusal(503, LATE.format(settings.load().answer_seconds)) from None
    except duckdb.Error as error:
        raise Refusal(503, f"The published build cannot answer now: {str(error).splitlines()[0]}") from None


def json(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(orjson.dumps(value, default=str, option=orjson.OPT_APPEND_NEWLINE), status, headers, JSON)


def refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """`{"error": sentence}`."""
    return json({"error": sentence}, status, headers)


def parameters(request: Request) -> dict[str, str]:
    """The words of the query string. Raises Refusal (400) where one is given twice."""
    given: dict[str, str] = {}
    for word, value in request.query_params.multi_items():
        if word in given:
            raise Refusal(400, f"{word} is given twice; each parameter takes one value.")
        given[word] = value
    return given


def tag_of(build: store.Store, form: str = "json") -> dict[str, str]:
    """Headers of what a build answers: it answers the same question always the same, so its id is the tag."""
    suffix = "" if form == "json" else f"-{form}"
    return {"ETag": f'"{build.build.build_id}{suffix}"', "Cache-Control": "no-cache"}


def unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """304 when the client says that it has this answer already."""
    has = request.headers.get("if-none-match", "").split(",")
    if any(one.strip().removeprefix("W/") in (headers["ETag"], "*") for one in has):
        return Response(status_code=304, headers=headers)
    return None
