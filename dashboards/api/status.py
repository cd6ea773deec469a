"""Which build answers, how fresh it is, how complete, and which projects it has."""

from dataclasses import asdict
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from dashboards.api import answers, paging
from dashboards.api.answers import Refusal
from warehouse import store

STALE_HOURS = 26  # a nightly build, and two hours of grace


def health(request: Request) -> Response:
    """200 and the build's id when numbers can be served, else 503 and the reason."""
    build = answers.current().build
    return answers.json({"status": "ok", "build": build.build_id, "as_of": build.as_of})


def status(request: Request) -> Response:
    """The build, how old its data is, and by year and kind of fact how complete."""
    _no_words(request)
    newest = answers.current()
    coverage = answers.asked(newest, "data_coverage", {"every": "year"})
    told = {
        "build": asdict(newest.build),
        "freshness": _freshness(newest.build),
        "coverage": coverage.to_pylist(),
    }
    return answers.json(told, headers={"Cache-Control": "no-cache"})


def projects(request: Request) -> Response:
    """Every project, page by page where pages are asked for."""
    given = answers.parameters(request)
    page = paging.taken(given)
    _no_words(request, *paging.WORDS)
    newest = answers.current()
    headers = answers.tag_of(newest)
    if (known := answers.unchanged(request, headers)) is not None:
        return known
    table = answers.asked(newest, "projects", {})
    told = {"build": newest.build.build_id, "total": table.num_rows, "projects": page.of(table).to_pylist()}
    return answers.json(told, headers=headers | page.headers(request, table.num_rows))


def project(request: Request) -> Response:
    """One project with its groups of repositories and named ranges."""
    _no_words(request)
    newest = answers.current()
    key = request.path_params["project"]
    found = [row for row in answers.asked(newest, "projects", {}).to_pylist() if row["project"] == key]
    if not found:
        raise Refusal(404, f"There is no project {key!r}: /api/v2/projects lists them.")
    headers = answers.tag_of(newest)
    if (known := answers.unchanged(request, headers)) is not None:
        return known
    words = {"project": key}
    told = {
        "build": newest.build.build_id,
        **found[0],
        "groups": answers.asked(newest, "groups", words).to_pylist(),
        "ranges": answers.asked(newest, "named_ranges", words).drop_columns("project").to_pylist(),
    }
    return answers.json(told, headers=headers)


def _freshness(build: store.Build) -> dict[str, object]:
    if build.as_of is None:
        return {"as_of": None, "age_hours": None, "is_stale": True, "stale_after_hours": STALE_HOURS}
    age = (datetime.now(UTC).replace(tzinfo=None) - build.as_of).total_seconds() / 3600
    return {
        "as_of": build.as_of,
        "age_hours": round(age, 1),
        "is_stale": age > STALE_HOURS,
        "stale_after_hours": STALE_HOURS,
    }


def _no_words(request: Request, *known: str) -> None:
    """Raises Refusal (400) for a parameter that nobody knows: it may be a misspelt one."""
    if unknown := sorted(set(request.query_params) - set(known)):
        has = f"only {' and '.join(known)}" if known else "none"
        raise Refusal(400, f"There is no parameter {unknown[0]!r} here; this address takes {has}.")
