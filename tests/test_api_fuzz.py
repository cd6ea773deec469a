"""The API against its own description: schemathesis makes requests up, and whatever comes back must be described."""

from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.applications import Starlette

from dashboards import api
from dashboards.api import openapi

load_all_checks()
# A schema cannot say that since lies before until, or which projects there are: such requests may be refused.
LEFT_OUT = [positive_data_acceptance]
METRICS = ("activity", "company_activity", "developers_table", "pr_time_to_merge")


def described() -> dict[str, Any]:
    """The document with a few metrics of the many alike, and with projects that exist in DevStats' calls."""
    text = orjson.dumps(openapi.document())
    document = orjson.loads(text.replace(b'"project":{"type":"string"}', b'"project":{"enum":["kubernetes","all"]}'))
    whole = "/api/v2/metrics/{name}"
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if not path.startswith(whole[:16]) or "{" in path or path.rpartition("/")[2] in METRICS
    }
    return {**document, "paths": paths}


schema = schemathesis.openapi.from_dict(described())
schema.app = Starlette(routes=api.ROUTES)


@pytest.fixture(autouse=True)
def unlimited(data_dir: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample data, and as many requests as schemathesis likes."""
    monkeypatch.setenv("DUCKSTATS_REQUESTS_PER_MINUTE", "0")


@schema.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=LEFT_OUT)
