"""DevStats' calls that list names, and those that tell how much there is."""

import re
import unicodedata
from datetime import datetime
from typing import Any

import pycountry

from dashboards.api.devstats import spans
from dashboards.api.devstats.payload import ALL, Call, Project
from dashboards.api.devstats.words import SITE

Answer = dict[str, Any]
NOT_SPECIFIED = "Not specified"
MOST_COMPANIES = 127  # as many as DevStats' drop-down has


def named(project: Project) -> Answer:
    """The two fields with which answers about a project begin."""
    return {"project": project.written, "db_name": project.database}


def stamp(moment: datetime) -> str:
    """A time as DevStats writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def health(call: Call) -> Answer:
    """How many events the project has."""
    project = call.project()
    years = call.rows("activity", project=project.key, every="year", who="all")
    return named(project) | {"events": int(sum(year["events"] for year in years))}


def list_projects(call: Call) -> Answer:
    """Display names, all projects together first."""
    return {"projects": ["All CNCF", *(row["name"] or row["project"] for row in call.rows("projects"))]}


def repo_groups(call: Call) -> Answer:
    """Groups of repositories, All first; with `raw` as codes."""
    project, raw = call.project(), call.text("raw", needed=False)
    names = [ALL, *_groups(call, project)]
    return named(project) | {"repo_groups": [code(name) for name in names] if raw else names}


def ranges(call: Call) -> Answer:
    """Named ranges of time; with `raw` as codes."""
    project, raw = call.project(), call.text("raw", needed=False)
    return named(project) | {"ranges": [span.code if raw else span.name for span in spans.named(call, project)]}


def countries(call: Call) -> Answer:
    """All countries of the world; with `raw` as two-letter codes."""
    project, raw = call.project(), call.text("raw", needed=False)
    found = sorted(pycountry.countries, key=lambda country: country.name)
    names = [country.alpha_2.lower() if raw else getattr(country, "common_name", country.name) for country in found]
    return named(project) | {"countries": names}


def companies(call: Call) -> Answer:
    """All, then the companies with the most contributions since the data begins."""
    project = call.project()
    rows = call.rows("companies_table", project=project.key, reading="devstats")
    names = [row["company"] for row in rows if row["rank"] and row["contributions"]]
    return named(project) | {"companies": [ALL, *names[:MOST_COMPANIES]]}


def events(call: Call) -> Answer:
    """Events of each hour, bots' included."""
    project = call.project()
    asked = {"since": call.moment("from"), "until": call.moment("to")}
    rows = call.rows("activity", project=project.key, every="hour", who="all", **asked)
    return named(project) | {
        "timestamps": [stamp(row["period"]) for row in rows],
        "from": call.text("from"),
        "to": call.text("to"),
        "values": [int(row["events"]) for row in rows],
    }


def repos(call: Call) -> Answer:
    """Repositories of some groups, with the group of each; a repository of two groups stands twice."""
    project, groups = call.project(), call.texts("repository_group")
    rows = call.rows("repository_groups", project=project.key)
    kind = _kind({row["kind"] for row in rows})
    pairs = [(row["group_name"], row["repository"]) for row in rows if row["kind"] == kind and row["is_whole"]]
    grouped = {repository for _, repository in pairs}
    others = sorted({row["repository"] for row in rows} - grouped)
    pairs += [(NOT_SPECIFIED, repository) for repository in others]
    wanted = {group.lower() for group in groups}
    if wanted != {ALL.lower()}:
        pairs = [pair for pair in pairs if pair[0].lower() in wanted]
    return named(project) | {"repo_groups": [group for group, _ in pairs], "repos": [repo for _, repo in pairs]}


def cumulative_counts(call: Call) -> Answer:
    """Contributors or organizations from the beginning to the end of each month."""
    project = call.project()
    known = {"contributors": "contributors_so_far", "organizations": "companies_so_far"}
    column = call.choice("metric", known | {word.capitalize(): column for word, column in known.items()})
    rows = call.rows("companies_contributing", project=project.key, every="month", reading="devstats")
    return named(project) | {
        "metric": call.text("metric"),
        "timestamps": [stamp(row["period"]) for row in rows],
        "values": [row[column] for row in rows],
    }


def site_stats(call: Call) -> Answer:
    """The project in eleven numbers, since its data begins."""
    project = call.project()
    scope = {"project": project.key}
    found = {row["statistic"]: row["value"] for row in call.rows("project_statistics", **scope, reading="devstats")}
    years = call.rows("companies_contributing", **scope, every="year", reading="devstats")
    sizes = [row["size_bytes"] for row in call.rows("languages", **scope)]
    return (
        named(project)
        | {name: found[statistic] for name, statistic in SITE.items()}
        | {"boc": sum(sizes) if sizes else None, "companies": years[-1]["companies_so_far"] if years else 0}
    )


def github_id_contributions(call: Call) -> Answer:
    """What one account did in all projects; zeros for an account that nothing is known of."""
    login = call.text("github_id")
    if not login or login == "all":
        return {"contributions": 0, "issues": 0, "prs": 0}
    rows = call.rows("person_contributions", person=login)
    found = rows[0] if rows else {"contributions": 0, "issues": 0, "pull_requests": 0}
    return {"contributions": found["contributions"], "issues": found["issues"], "prs": found["pull_requests"]}


def code(name: str) -> str:
    """A name as DevStats writes it in the names of its series: lower case letters and digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def _groups(call: Call, project: Project) -> list[str]:
    if project.key == "all":
        return [row["name"] or row["project"] for row in call.rows("projects")]
    rows = call.rows("groups", project=project.key)
    kinds = {row["kind"] for row in rows}
    wanted = {"config"} if "config" in kinds else {"organization", "repository"}
    return [row["group_name"] for row in rows if row["kind"] in wanted]


def _kind(kinds: set[str]) -> str:
    return "config" if "config" in kinds else "organization"
