"""What Prometheus reads at /metrics: freshness, the build's duration, and the API's requests and their time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.api import answers

REGISTRY = CollectorRegistry(auto_describe=True)
REQUESTS = Counter("duckstats_http_requests", "Requests answered.", ["route", "method", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "duckstats_http_request_seconds",
    "Time from a request to the end of its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class Meter:
    """Counts requests and their time by route, never by what a client wrote into its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, and look at the clock and the status."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, started, address = 500, time.perf_counter(), scope["path"]
        mounted = scope.get("endpoint")  # the mount's; a route that matches puts its own in place

        async def looking(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, looking)
        finally:
            is_known = scope.get("endpoint") is not mounted
            route = _template(address, scope.get("path_params", {})) if is_known else "other"
            method = scope["method"] if scope["method"] in METHODS else "other"
            REQUESTS.labels(route, method, str(status)).inc()
            SECONDS.labels(route).observe(time.perf_counter() - started)


def _template(address: str, words: dict[str, str]) -> str:
    return "/".join(_part(part, words) for part in address.split("/"))


def _part(part: str, words: dict[str, str]) -> str:
    """A word with its suffix, commits.svg, is {metric}.svg."""
    found = next((name for name, value in words.items() if part == value or part.startswith(f"{value}.")), None)
    return part if found is None else f"{{{found}}}{part.removeprefix(words[found])}"


class Freshness(Collector):
    """The published build at the moment of the question."""

    def collect(self) -> Iterator[Metric]:
        """Gauges; without a build only duckstats_published, 0."""
        try:
            build = answers.current().build
        except answers.Refusal:
            yield GaugeMetricFamily("duckstats_published", "Whether numbers can be served.", 0)
            return
        yield GaugeMetricFamily("duckstats_published", "Whether numbers can be served.", 1)
        named = GaugeMetricFamily("duckstats_build", "The build that answers.", labels=["build_id", "is_sample"])
        named.add_metric([build.build_id, str(build.is_sample).lower()], 1)
        yield named
        yield _gauge("duckstats_build_timestamp_seconds", "When it was published.", _epoch(build.built_at))
        yield _gauge("duckstats_build_duration_seconds", "How long it took to make.", build.build_seconds)
        yield _gauge("duckstats_data_timestamp_seconds", "End of the newest archive hour.", _epoch(build.as_of))
        age = time.time() - _epoch(build.as_of) if build.as_of else None
        yield _gauge("duckstats_data_age_seconds", "Time since the end of the newest archive hour.", age)
        yield _gauge("duckstats_archive_hours", "Archive hours that are whole.", build.hour_count)
        yield _gauge("duckstats_archive_hours_bad", "Archive hours that are not.", build.bad_hour_count)


def _gauge(name: str, meaning: str, value: float | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning)
    if value is not None:
        family.add_metric([], value)
    return family


def _epoch(moment: datetime | None) -> float:
    return moment.replace(tzinfo=UTC).timestamp() if moment else 0.0


REGISTRY.register(Freshness())
ProcessCollector(registry=REGISTRY)


def exposition(request: Request) -> Response:
    """Everything, in Prometheus' text format."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


class ForMachines(Route):
    """A route that browsers do not see: /metrics is a page of the dashboards as well."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As a route, unless the client asks for HTML."""
        accept = next((value for name, value in scope.get("headers", []) if name == b"accept"), b"")
        return (Match.NONE, {}) if b"text/html" in accept else super().matches(scope)
