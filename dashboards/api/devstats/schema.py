"""The body of DevStats' calls in OpenAPI's words: every call with its fields, words of known lists as enums."""

from collections.abc import Callable
from typing import Any

from dashboards.api.devstats import CALLS, words

Words = dict[str, Any]
TEXT: Words = {"type": "string"}
NAMES: Words = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 500}


def _one_of(known: dict[str, Any]) -> Words:
    return {"enum": list(known)}


def _periods(codes: tuple[str, ...]) -> Words:
    return {"enum": [*codes, *(label for label, code in words.PERIOD_LABELS.items() if code in codes)]}


_RAW = {"raw?": TEXT}
_TIMES = {"from": TEXT, "to": TEXT}
_DEVELOPERS = {
    "range": TEXT,
    "metric": _one_of(words.DEVELOPERS | words.APPROVALS),
    "repository_group?": TEXT,
    "repository?": TEXT,
    "country": TEXT,
    "github_id": TEXT,
    "bg?": TEXT,
}
# Fields of each call beside `project`; a question mark marks those that may be absent.
FIELDS: dict[str, Words] = {
    "Health": {},
    "RepoGroups": _RAW,
    "Ranges": _RAW,
    "Countries": _RAW,
    "Companies": {},
    "Events": _TIMES,
    "Repos": {"repository_group": NAMES},
    "CumulativeCounts": {"metric": {"enum": ["contributors", "organizations"]}},
    "CompaniesTable": {"range": TEXT, "metric": _one_of(words.COMPANY_TABLE | words.COMPANY_DOCUMENTATION)},
    "ComContribRepoGrp": {"period": _periods(words.CONTRIBUTING_PERIODS), "repository_group": TEXT, **_TIMES},
    "DevActCnt": _DEVELOPERS,
    "DevActCntComp": {**_DEVELOPERS, "companies": NAMES},
    "ComStatsRepoGrp": {
        "period": _periods(words.ACTIVITY_PERIODS),
        "metric": _one_of(words.COMPANY_ACTIVITY),
        "repository_group": TEXT,
        "companies": NAMES,
        **_TIMES,
    },
    "SiteStats": {},
}
WITHOUT_PROJECT: dict[str, Words] = {"ListAPIs": {}, "ListProjects": {}, "GithubIDContributions": {"github_id": TEXT}}


def operation(answers: Callable[..., Words]) -> Words:
    """The one address of DevStats' API."""
    calls = [_call(name) for name in CALLS]
    return {
        "summary": "DevStats' own API: one address, 17 calls",
        "operationId": "devstats",
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": calls}}}},
        "responses": answers({"application/json": {"schema": {"type": "object"}}}, 400, 413, 414, 429, 503),
    }


def _call(name: str) -> Words:
    fields = WITHOUT_PROJECT[name] if name in WITHOUT_PROJECT else {"project": TEXT, **FIELDS[name]}
    properties: Words = {"api": {"const": name}}
    if fields:
        properties["payload"] = {
            "type": "object",
            "properties": {field.removesuffix("?"): schema for field, schema in fields.items()},
            "required": [field for field in fields if not field.endswith("?")],
        }
    return {"type": "object", "title": name, "properties": properties, "required": list(properties)}
