"""The API in OpenAPI 3.1, made from the catalogue: what a metric takes and brings is said in one place, its header."""

from functools import cache
from importlib.metadata import version
from typing import Any

from dashboards.api import badges, media, panels, pictures
from dashboards.api.devstats import schema
from dashboards.api.paging import MOST
from warehouse import catalog

Words = dict[str, Any]
ERROR = {"$ref": "#/components/schemas/Error"}
# What each status means wherever it can occur.
REFUSALS = {
    400: "A parameter or value that is wrong, in one sentence.",
    404: "There is no such thing.",
    406: "None of the forms there are is accepted.",
    413: "The body is too long.",
    414: "The address is too long.",
    429: "Too many requests from this client; Retry-After says how long to wait.",
    503: "No build is published, or no answer came in time.",
}


@cache
def document() -> Words:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "duckstats",
            "version": version("duckstats"),
            "summary": "Contributor statistics of GitHub projects: exact numbers, and how complete each is.",
            "description": "Every answer comes from one build, and names it. Times are UTC; ranges are half-open.",
        },
        "paths": {**_about(), **_metrics(), **_images(), "/api/v1": {"post": schema.operation(_answers)}},
        "components": {
            "schemas": {
                "Error": _object({"error": {"type": "string"}}),
                "DataQuality": _object(
                    {
                        "verdict": {"enum": ["complete", "lower_bound", "none"]},
                        "complete_parts": {"type": "integer"},
                        "parts": {"type": "integer"},
                        "sentence": {"type": "string"},
                    }
                ),
            }
        },
    }


def _about() -> Words:
    projects = _object({"build": _TEXT, "total": _NUMBER, "projects": {"type": "array", "items": {"type": "object"}}})
    status = _object({"build": {"type": "object"}, "freshness": {"type": "object"}, "coverage": {"type": "array"}})
    one = {"type": "object", "required": ["build", "project", "groups", "ranges"]}
    return {
        "/healthz": _get("Whether numbers can be served", "health", [], _json({"type": "object"}), 503),
        "/metrics": _get("Freshness and load, for Prometheus", "prometheus", [], {"text/plain": {}}),
        "/api/v2/openapi.json": _get("This document", "openapi", [], _json({"type": "object"}), 429),
        "/api/v2/docs": _get("This document, for people", "docs", [], {"text/html": {}}, 429),
        "/api/v2/status": _get("Build, freshness, coverage", "status", [], _json(status), 400, 429, 503),
        "/api/v2/projects": _get("All projects", "projects", _paging(), _json(projects), 304, 400, 429, 503),
        "/api/v2/projects/{project}": _get(
            "One project, its groups and named ranges",
            "project",
            [_in_path("project")],
            _json(one),
            304,
            400,
            404,
            429,
            503,
        ),
        "/api/v2/metrics": _get("All metrics", "metrics", [], _json({"type": "array"}), 429, 503),
    }


def _metrics() -> Words:
    found = catalog.metrics()
    forms = {"name": "form", "in": "path", "required": True, "schema": {"enum": list(media.FORMS)}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"enum": list(found)}}
    any_form = {kind: {} for kind in media.FORMS.values()}
    by_suffix = _get("A metric in one form, with the parameters it has", "metric_in_form", [name, forms], any_form,
                     304, 400, 404, 414, 429, 503)  # fmt: skip
    paths = {f"/api/v2/metrics/{metric.name}": _metric(metric) for metric in found.values()}
    return paths | {"/api/v2/metrics/{name}.{form}": by_suffix}


def _metric(metric: catalog.Metric) -> Words:
    header = metric.header
    row = {"type": "object", "required": list(header.columns), "additionalProperties": False}
    row["properties"] = {name: {"description": meaning} for name, meaning in header.columns.items()}
    quality = {"$ref": "#/components/schemas/DataQuality"}
    answer = _object(
        {"build": _TEXT, "total": _NUMBER, "data_quality": quality, "rows": {"type": "array", "items": row}}
    )
    kinds = _json(answer) | {kind: {} for kind in media.FORMS.values() if kind != media.JSON}
    operation = _get(header.title, f"metric_{metric.name}", [*_parameters(metric), *_paging()], kinds,
                     304, 400, 406, 414, 429, 503)  # fmt: skip
    operation["get"] |= {
        "description": f"{header.question} {header.definition} Unit: {header.unit}.",
        "tags": ["metrics"],
    }
    return operation


def _parameters(metric: catalog.Metric) -> list[Words]:
    words = [_parameter(name, parameter) for name, parameter in metric.parameters.items()]
    if {"since", "until", "for_project"} <= set(metric.parameters):
        named = "a named range of the project, such as since joining, in place of since and until"
        words.append({"name": "range", "in": "query", "description": named, "schema": _TEXT})
    return words


def _parameter(name: str, parameter: catalog.Parameter) -> Words:
    schema: Words = {"default": parameter.default}
    if name in catalog.DATES:
        schema["anyOf"] = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    elif parameter.choices:
        schema["enum"] = parameter.choices
    else:
        schema["type"] = "integer" if isinstance(parameter.default, int) else "string"
    bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
    schema |= {word: bound for word, bound in bounds.items() if bound is not None}
    return {"name": name.removeprefix("for_"), "in": "query", "description": parameter.help, "schema": schema}


def _images() -> Words:
    svg, images = {"image/svg+xml": {}}, {kind: {} for kind in panels.TYPES.values()}
    badge = [_in_path("project"), {**_in_path("metric"), "schema": {"enum": list(badges.BADGES)}}]
    looks = [
        {"name": "label", "in": "query", "schema": {"type": "string", "maxLength": badges.MOST_LETTERS}},
        {
            "name": "color",
            "in": "query",
            "schema": {"anyOf": [{"enum": list(badges.COLORS)}, {"pattern": "^[0-9a-fA-F]{6}$", "type": "string"}]},
        },
    ]
    drawn = [name for name, metric in catalog.metrics().items() if pictures.drawable(metric)]
    panel = [
        {**_in_path("metric"), "schema": {"enum": drawn}},
        {**_in_path("form"), "schema": {"enum": list(panels.TYPES)}},
        {"name": "theme", "in": "query", "schema": {"enum": list(pictures.THEMES), "default": "light"}},
        *(
            {
                "name": name,
                "in": "query",
                "schema": {"type": "integer", "default": usual, "minimum": least, "maximum": most},
            }
            for name, (usual, least, most) in panels.SIZES.items()
        ),
    ]
    unknown = {"404": {"description": "A project or badge that is unknown, as a grey badge.", "content": svg}}
    badge_path = _get("One number as a badge", "badge", [*badge, *looks], svg, 304, 400, 429, 503)
    badge_path["get"]["responses"] |= unknown
    shown = _get(
        "A metric as an image; it takes the metric's parameters too", "panel", panel, images, 304, 400, 404, 429, 503
    )
    return {"/badge/{project}/{metric}.svg": badge_path, "/panel/{metric}.{form}": shown}


_TEXT: Words = {"type": "string"}
_NUMBER: Words = {"type": "integer"}


def _paging() -> list[Words]:
    return [
        {
            "name": "limit",
            "in": "query",
            "description": "rows of a page; without it all",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST},
        },
        {
            "name": "offset",
            "in": "query",
            "description": "rows to leave out before",
            "schema": {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0},
        },
    ]


def _in_path(name: str) -> Words:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}


def _get(summary: str, name: str, parameters: list[Words], content: Words, *refusals: int) -> Words:
    return {
        "get": {
            "summary": summary,
            "operationId": name,
            "parameters": parameters,
            "responses": _answers(content, *refusals),
        }
    }


def _answers(content: Words, *refusals: int) -> Words:
    answers: Words = {"200": {"description": "The answer.", "content": content}}
    for status in refusals:
        if status == 304:
            answers["304"] = {"description": "The client has this build's answer already, as If-None-Match says."}
        else:
            answers[str(status)] = {"description": REFUSALS[status], "content": _json(ERROR)}
    return answers


def _json(schema: Words) -> Words:
    return {media.JSON: {"schema": schema}}


def _object(properties: Words) -> Words:
    return {"type": "object", "properties": properties, "required": list(properties)}
