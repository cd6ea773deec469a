"""DevStats' own API, `POST /api/v1` with {"api": name, "payload": {...}}: its 17 calls, answered by our metrics."""

from collections.abc import Callable
from typing import Any

import orjson

from dashboards.api.answers import Refusal
from dashboards.api.devstats import lists, tables
from dashboards.api.devstats.payload import Call
from warehouse import store

Answer = dict[str, Any]


def list_apis(call: Call) -> Answer:
    """The names of all calls."""
    return {"apis": list(CALLS)}


CALLS: dict[str, Callable[[Call], Answer]] = {
    "Health": lists.health,
    "ListAPIs": list_apis,
    "ListProjects": lists.list_projects,
    "RepoGroups": lists.repo_groups,
    "Ranges": lists.ranges,
    "Countries": lists.countries,
    "Companies": lists.companies,
    "Events": lists.events,
    "Repos": lists.repos,
    "CumulativeCounts": lists.cumulative_counts,
    "CompaniesTable": tables.companies_table,
    "ComContribRepoGrp": tables.companies_contributing,
    "DevActCnt": tables.developers,
    "DevActCntComp": tables.developers_of_companies,
    "ComStatsRepoGrp": tables.company_statistics,
    "SiteStats": lists.site_stats,
    "GithubIDContributions": lists.github_id_contributions,
}


def answer(build: store.Store, body: bytes) -> Answer:
    """What one call answers. Raises Refusal with a sentence that begins with the name of the call, as DevStats does."""
    asked = _parsed(body)
    name, payload = asked.get("api"), asked.get("payload")
    if not isinstance(name, str) or name not in CALLS:
        raise Refusal(400, f"API 'unknown:{name}': unknown API '{name}'; ListAPIs names all of them")
    if payload is not None and not isinstance(payload, dict):
        raise Refusal(400, f"API '{name}': 'payload' section is not an object")
    try:
        return CALLS[name](Call(build, payload or {}))
    except Refusal as error:
        raise Refusal(error.status, f"API '{name}': {error}") from None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, f"API 'unknown': the body is no JSON: {error}") from None
    if not isinstance(asked, dict):
        raise Refusal(400, "API 'unknown': the body is not an object with 'api' and 'payload'")
    return asked
