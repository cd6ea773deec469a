"""Any metric with a chart as an image: /panel/{metric}.svg or .png with the metric's parameters, theme and size."""

from datetime import datetime
from threading import Lock
from typing import Any

import pyarrow as pa
from cachetools import LRUCache, cached
from starlette.requests import Request
from starlette.responses import Response

from dashboards import ranges
from dashboards.api import answers, metrics, pictures
from dashboards.api.answers import Refusal
from warehouse import catalog, quality, store

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SIZES = {"width": (640, 200, 2000), "height": (300, 100, 1200)}  # usual, least, most
KEPT_BYTES = 16_000_000
KEEP = "public, max-age=3600"


def answer(request: Request) -> Response:
    """The picture. Raises Refusal: 404 for what cannot be drawn, 400 for a wrong parameter."""
    name, _, form = request.path_params["file"].partition(".")
    metric = metrics.found(name)
    if form not in TYPES:
        raise Refusal(404, f"There is no image {request.path_params['file']!r}: write {name}.svg or {name}.png.")
    if not pictures.drawable(metric):
        raise Refusal(404, f"{name} is no course over time, so it has no picture: /api/v2/metrics/{name} has its rows.")
    given = answers.parameters(request)
    looks = _looks(given)
    metrics.checked(metric, given)
    build = answers.current()
    headers = answers.tag_of(build, form) | {"Cache-Control": KEEP}
    if (known := answers.unchanged(request, headers)) is not None:
        return known
    return Response(_drawn(build, metric, given, looks, form), 200, headers, TYPES[form])


@cached(
    LRUCache(KEPT_BYTES, getsizeof=len),
    key=lambda build, metric, given, looks, form: (
        build.build.build_id, metric.name, form, *sorted(given.items()), *looks.items()
    ),
    lock=Lock(),
)  # fmt: skip
def _drawn(
    build: store.Store, metric: catalog.Metric, given: dict[str, str], looks: dict[str, Any], form: str
) -> bytes:
    span = _span(build, metric, given)
    asked = given | _period(metric, given, span)
    table = answers.asked(build, metric.name, asked)
    source = _source(build, answers.judged(build, metric.name, asked))
    grey = _incomplete(table, asked, span)
    picture = pictures.Picture(metric, table, grey, _scope(asked), source, **looks)
    return picture.svg() if form == "svg" else picture.png()


def _span(build: store.Store, metric: catalog.Metric, given: dict[str, str]) -> ranges.Range | None:
    """The range that is asked for, as far as there is data; None where a name stands for it."""
    starts_at, as_of = build.build.starts_at, build.build.as_of
    if starts_at is None or as_of is None or "range" in given:
        return None
    checked = metric.arguments(given)
    since, until = (
        datetime.fromisoformat(str(checked.get(word, starts_at if word == "since" else as_of)))
        for word in ("since", "until")
    )
    return ranges.Range(max(since, starts_at), min(until, as_of))


def _period(metric: catalog.Metric, given: dict[str, str], span: ranges.Range | None) -> dict[str, str]:
    """Periods that make a readable picture of the range, where none are asked for."""
    if span is None or "every" in given or "every" not in metric.parameters:
        return {}
    every = ranges.auto(span.length)
    return {"every": every} if every in (metric.parameters["every"].choices or []) else {}


def _incomplete(table: pa.Table, asked: dict[str, str], span: ranges.Range | None) -> set[datetime]:
    """Periods that count too little: hours are missing, or the range cuts them."""
    periods = table["period"].to_pylist()
    shares = table["coverage"].to_pylist() if "coverage" in table.column_names else [1] * len(periods)
    missing = {period for period, share in zip(periods, shares, strict=True) if (share or 0) < 1}
    every = asked.get("every", "month")
    if span is None or asked.get("window_days", "1") != "1":
        return missing
    cut = {one for one in set(periods) if one < span.since or ranges.following(one, every) > span.until}
    return missing | cut


def _scope(asked: dict[str, str]) -> str:
    """What the picture is of, in words: every argument, the project first."""
    named = {name.removeprefix("for_"): value for name, value in asked.items()}
    project = named.pop("project", "all")
    others = [f"{name.replace('_', ' ')} {value}" for name, value in named.items()]
    return " · ".join(["all projects" if project == "all" else f"project {project}", *others])


def _source(build: store.Store, told: quality.Quality) -> list[str]:
    until = f"{build.build.as_of:%Y-%m-%d}" if build.build.as_of else "?"
    covered = {
        "complete": "complete",
        "lower_bound": f"lower bounds: {told.parts - told.complete_parts:,} of {told.parts:,} periods lack something",
        "none": "nothing was ingested of this range",
    }[told.verdict]
    sample = "SAMPLE DATA, invented · " if build.build.is_sample else ""
    return [
        f"{sample}duckstats · data until {until} UTC · build {build.build.build_id}",
        f"{covered} · grey: incomplete or unfinished periods",
    ]


def _looks(given: dict[str, str]) -> dict[str, Any]:
    """Theme and size, taken out of the words. Raises Refusal (400) for what is none."""
    theme = given.pop("theme", "light")
    if theme not in pictures.THEMES:
        raise Refusal(400, f"theme is one of {', '.join(pictures.THEMES)}; not {theme!r}.")
    sizes = {name: _size(name, given.pop(name, str(usual))) for name, (usual, _, _) in SIZES.items()}
    return {"theme": theme, **sizes}


def _size(name: str, text: str) -> int:
    _, least, most = SIZES[name]
    if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most:
        return int(text)
    raise Refusal(400, f"{name} is a whole number from {least} to {most}; not {text!r}.")
