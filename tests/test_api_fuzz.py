"""The API against its own description: schemathesis makes requests up, and whatever comes back must be described."""

from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
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
OPERATIONS = [found.ok() for found in schema.get_all_operations()]
LIMITS = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def unlimited(data_dir: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample data, and as many requests as schemathesis likes."""
    monkeypatch.setenv("DUCKSTATS_REQUESTS_PER_MINUTE", "0")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_what_is_asked_as_described_is_answered_so(operation: Any) -> None:
    fuzz(operation, GenerationMode.POSITIVE)


FUZZABLE = [one for one in OPERATIONS if one.query or one.body]


@pytest.mark.parametrize("operation", FUZZABLE, ids=lambda operation: operation.label)
def test_what_is_asked_otherwise_is_refused_as_described(operation: Any) -> None:
    fuzz(operation, GenerationMode.NEGATIVE)


def fuzz(operation: Any, mode: GenerationMode) -> None:
    """Some made-up requests of one operation, with every check of schemathesis on the answers."""

    @LIMITS
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=LEFT_OUT)

    ask()
