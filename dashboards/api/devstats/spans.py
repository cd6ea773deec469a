"""DevStats' names of ranges, such as "Last year", "v1.30.0 - v1.31.0" or "range:2024-01-01,2025-01-01"."""

from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta

from dashboards.api.answers import Refusal
from dashboards.api.devstats.payload import Call, Project, moment

# Name -> code and length before the end of the data.
LAST = {
    "Last day": ("d", relativedelta(days=1)),
    "Last week": ("w", relativedelta(weeks=1)),
    "Last 10 days": ("d10", relativedelta(days=10)),
    "Last month": ("m", relativedelta(months=1)),
    "Last quarter": ("q", relativedelta(months=3)),
    "Last 6 months": ("m6", relativedelta(months=6)),
    "Last year": ("y", relativedelta(years=1)),
    "Last 2 years": ("y2", relativedelta(years=2)),
    "Last 3 years": ("y3", relativedelta(years=3)),
    "Last 5 years": ("y5", relativedelta(years=5)),
    "Last decade": ("y10", relativedelta(years=10)),
    "Last century": ("y100", relativedelta(years=100)),
}
# Our name of a milestone's range -> DevStats' name and code.
MILESTONES = {
    "before joining": ("Before joining CNCF", "c_b"),
    "since joining": ("Since joining CNCF", "c_n"),
    "joining to incubating": ("CNCF join date - moved to incubation", "c_j_i"),
    "incubating to graduation": ("Moved to incubation - graduated", "c_i_g"),
    "since incubating": ("Since moving to incubation", "c_i_n"),
    "joining to graduation": ("CNCF join date - graduated", "c_j_g"),
    "since graduation": ("Since graduating", "c_g_n"),
}
PREFIX = "range:"


@dataclass(frozen=True)
class Span:
    """A range with DevStats' name and code, as our metrics take it."""

    name: str
    code: str
    dates: dict[str, str]


def named(call: Call, project: Project) -> list[Span]:
    """Every range that the project has a name for, in DevStats' order: last ones, releases, milestones."""
    return [*_last(call.build.build.as_of), *_releases(call, project), *_milestones(call, project)]


def chosen(call: Call, project: Project) -> Span:
    """The range of a call. Raises Refusal (400) for a name that the project lacks, or dates in the wrong order."""
    word = call.text("range")
    if word.startswith(PREFIX):
        return _dated(word)
    spans = named(call, project)
    found = next((span for span in spans if word in (span.name, span.code)), None)
    if found is None:
        raise Refusal(400, f"invalid period name: '{word}'; Ranges names all of them")
    return found


def _dated(word: str) -> Span:
    parts = word.removeprefix(PREFIX).split(",")
    if len(parts) != 2:
        raise Refusal(400, "range should be specified as 'range:2024-01-01,2025-01-01', both times as exact as wanted")
    since, until = (moment(part.strip()) for part in parts)
    if since >= until:
        raise Refusal(400, f"from ({since}) must be before to ({until})")
    return Span(word, f"{PREFIX}{since},{until}", _between(since, until))


def _last(as_of: datetime | None) -> list[Span]:
    # DevStats counts back from now; counting from the end of the data gives the same answer until the next build.
    until = as_of or datetime(2100, 1, 1)
    return [Span(name, code, {"since": str(until - length)}) for name, (code, length) in LAST.items()]


def _releases(call: Call, project: Project) -> list[Span]:
    if project.key == "all":
        return []
    rows = [row for row in call.rows("named_ranges", project=project.key) if row["kind"] == "release"]
    closed = sorted((row for row in rows if " to " in row["name"]), key=lambda row: row["starts_at"])
    spans = [
        Span(row["name"].replace(" to ", " - "), f"a_{at}_{at + 1}", _between(row["starts_at"], row["ends_at"]))
        for at, row in enumerate(closed)
    ]
    last = next((row for row in rows if row["name"] == "since the last release"), None)
    if last is None:
        return spans
    tag = next(row["name"] for row in rows if row["starts_at"] == last["starts_at"] and row is not last)
    return [
        *spans,
        Span(f"{tag.removeprefix('since ')} - now", f"a_{len(closed)}_n", {"since": str(last["starts_at"])}),
    ]


def _milestones(call: Call, project: Project) -> list[Span]:
    if project.key == "all":
        return []
    rows = {row["name"]: row for row in call.rows("named_ranges", project=project.key) if row["kind"] == "milestone"}
    return [
        Span(name, code, _between(rows[ours]["starts_at"], rows[ours]["ends_at"]))
        for ours, (name, code) in MILESTONES.items()
        if ours in rows
    ]


def _between(since: datetime, until: datetime) -> dict[str, str]:
    return {"since": str(since), "until": str(until)}
