"""Every metric of the catalogue at /api/v2/metrics/{name}, with the catalogue's parameters, as JSON, CSV or Parquet."""

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from dashboards.api import answers, media, paging
from dashboards.api.answers import Refusal
from settings import DuckstatsError
from warehouse import catalog, formats, quality, store


def listing(request: Request) -> Response:
    """Every metric with its header and parameters."""
    return answers.json([describe(metric) for metric in catalog.metrics().values()])


def describe(metric: catalog.Metric) -> dict[str, object]:
    """One metric's header as data; parameters by the words that URLs use."""
    parameters = {name.removeprefix("for_"): p.model_dump(exclude_none=True) for name, p in metric.parameters.items()}
    header = metric.header.model_dump(exclude={"parameters", "own_parameters"})
    return {"name": metric.name, **header, "parameters": parameters}


def answer(request: Request) -> Response:
    """A metric's rows; as JSON with the build, their number, and how far they can be trusted."""
    name, _, suffix = request.path_params["name"].partition(".")
    metric = found(name)
    form = media.form(suffix, request.headers.get("accept", ""))
    given = answers.parameters(request)
    page = paging.taken(given)
    checked(metric, given)
    build = answers.current()
    headers = answers.tag_of(build, form) | {"Vary": "Accept"}
    if (known := answers.unchanged(request, headers)) is not None:
        return known
    table = answers.asked(build, name, given)
    headers |= page.headers(request, table.num_rows)
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return Response(_encoded(build, name, given, table, page, form), 200, headers, media.TYPES[form])


def found(name: str) -> catalog.Metric:
    """The metric of that name. Raises Refusal (404) naming close ones."""
    try:
        return catalog.metric(name)
    except DuckstatsError as error:
        raise Refusal(404, str(error)) from None


def checked(metric: catalog.Metric, given: dict[str, str]) -> None:
    """Raises Refusal (400) for a parameter that the metric lacks, or a value that it cannot take."""
    try:
        metric.arguments(given)
    except DuckstatsError as error:
        raise Refusal(400, str(error)) from None


def _encoded(
    build: store.Store, name: str, given: dict[str, str], table: pa.Table, page: paging.Page, form: str
) -> bytes:
    if form == "csv":
        return formats.to_csv(page.of(table))
    if form == "parquet":
        return formats.to_parquet(page.of(table))
    told = answers.judged(build, name, given)
    return quality.to_json(build.build.build_id, table, told, page.offset, page.limit)
