"""What a report of one project and range holds: parts that name a metric each, and the rows that answer them."""

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
import pyarrow as pa

from dashboards import charts, ranges
from dashboards.api import pictures
from dashboards.api.answers import Refusal
from settings import DuckstatsError
from warehouse import catalog, quality
from warehouse.store import Store

MOST_ROWS = 15
CHART_SIZE = (860, 260)


@dataclass(frozen=True)
class Part:
    """One metric in the report. What is not given comes from its header; `columns` are those to show of its rows."""

    metric: str
    columns: tuple[str, ...] = ()
    title: str = ""
    is_chart: bool = False
    arguments: dict[str, str | int] = field(default_factory=dict)
    only: tuple[str, tuple[str, ...]] | None = None  # a column, and the values that are shown
    most: int = MOST_ROWS


# Heading -> what it shows, in the order of the report.
OUTLINE: dict[str, list[Part]] = {
    "Course": [
        Part("contributors", is_chart=True),
        Part("activity", ("period", "contributions", "coverage"), is_chart=True),
        Part("pull_requests_opened_and_merged", is_chart=True),
        Part("issues_opened_and_closed", is_chart=True),
    ],
    "People": [
        Part(
            "developers_table",
            ("rank", "login", "company", "contributions", "commits", "merged_pull_requests", "reviews", "comments"),
        ),
        Part(
            "contributor_absence_factor",
            ("measure", "factor", "people", "names"),
            title="How few people do half of it",
            only=("measure", ("contributions", "commits", "merged_pull_requests", "reviews")),
        ),
    ],
    "Companies": [
        Part("companies_table", ("rank", "company", "share", "contributors", "contributions", "commits", "reviews")),
        Part(
            "elephant_factor",
            ("measure", "factor", "companies", "names", "known_share"),
            title="How few companies do half of it",
            only=("measure", ("contributions", "commits", "merged_pull_requests", "reviews")),
        ),
    ],
    "Response": [
        Part("pr_time_to_engagement", is_chart=True),
        Part("pr_time_to_merge", is_chart=True),
        Part("pr_outcomes", is_chart=True),
    ],
    "Newcomers": [
        Part("newcomers", is_chart=True),
        Part("first_merges", ("login", "repository", "number", "first_merged_at", "merged_since")),
    ],
    "Releases": [Part("releases", ("repository", "tag", "published_at", "days_since_previous", "merged", "authors"))],
    "Completeness of the data": [
        Part(
            "data_coverage",
            ("period", "kind", "known_count", "complete_days", "days", "verdict"),
            arguments={"every": "year"},
            most=60,
        )
    ],
}


@dataclass(frozen=True)
class Scope:
    """The project, by key and name, and the range; `every` is the period that the range is best read in."""

    project: str
    name: str
    range: ranges.Range
    range_name: str

    @property
    def every(self) -> str:
        """The length of a period."""
        return ranges.auto(self.range.length)

    @property
    def arguments(self) -> dict[str, str | int]:
        """What metrics are asked with."""
        since, until = (str(at).removesuffix(" 00:00:00") for at in (self.range.since, self.range.until))
        return {"project": self.project, "since": since, "until": until}


@dataclass(frozen=True)
class Answered:
    """A part with its rows: how many there are in all, and how to ask for them on the command line."""

    part: Part
    metric: catalog.Metric
    frame: pd.DataFrame
    total: int
    command: str
    pictures: dict[str, str]  # theme -> SVG; none for a table, or where there is nothing to draw

    @property
    def title(self) -> str:
        """What stands over it."""
        return self.part.title or self.metric.header.title


@dataclass(frozen=True)
class Report:
    """Everything that is written down."""

    scope: Scope
    store: Store
    figures: pd.DataFrame
    quality: quality.Quality
    sections: dict[str, list[Answered]]


def scope(store: Store, project: str, range_name: str | None, since: str | None, until: str | None) -> Scope:
    """What is asked for, with the range in dates, as far as there is data. Raises DuckstatsError for a wrong one."""
    build = store.build
    if build.starts_at is None or build.as_of is None:
        raise DuckstatsError("The newest build has no data: `duckstats ingest archive` brings some.")
    rows = {row["project"]: row["name"] for row in store.metric("projects", {}).to_pylist()}
    if project not in rows and not project.startswith("org:"):
        raise DuckstatsError(f"There is no project {project!r}; `duckstats projects list` names them.")
    if range_name in ranges.PRESETS and not (since or until):
        chosen = ranges.preset(str(range_name), build.starts_at, build.as_of)
    else:
        given = {"project": project, "range": range_name, "since": since, "until": until}
        dated = store.dated({word: value for word, value in given.items() if value})
        checked = catalog.metric("key_figures").arguments(dated)
        chosen = ranges.Range(
            max(_moment(checked, "since", build.starts_at), build.starts_at),
            min(_moment(checked, "until", build.as_of), build.as_of),
        )
    if chosen.since >= chosen.until:
        raise DuckstatsError(f"There is no data in that range: it has {build.starts_at} to {build.as_of} UTC.")
    return Scope(project, rows.get(project) or project, chosen, range_name or "")


def of(store: Store, asked: Scope, with_pictures: bool) -> Report:
    """Ask everything that the report shows."""
    figures = store.metric("key_figures", asked.arguments)
    told = quality.of(store, figures, asked.arguments)
    sections = {
        heading: [_answered(store, asked, part, with_pictures) for part in parts] for heading, parts in OUTLINE.items()
    }
    return Report(asked, store, figures.to_pandas(), told, sections)


def _answered(store: Store, asked: Scope, part: Part, with_pictures: bool) -> Answered:
    metric = catalog.metric(part.metric)
    choices = metric.parameters["every"].choices or [] if "every" in metric.parameters else []
    period = {"every": asked.every} if asked.every in choices else {}
    arguments = asked.arguments | period | part.arguments
    table = store.metric(part.metric, arguments)
    words = " ".join(f"--{word.replace('_', '-')} {_shell(value)}" for word, value in arguments.items())
    frame = table.to_pandas()
    if part.only:
        frame = frame[frame[part.only[0]].isin(part.only[1])]
    drawn = _pictures(metric, table, frame, asked) if part.is_chart and with_pictures and len(frame) else {}
    columns = [column for column in part.columns or tuple(frame) if column in frame]
    # Of a course the newest periods say most; of a ranking the first.
    shown = frame.tail(part.most) if part.is_chart else frame.head(part.most)
    command = f"duckstats metrics {part.metric} {words}"
    return Answered(part, metric, shown[columns], len(frame), command, drawn)


def _pictures(metric: catalog.Metric, table: pa.Table, frame: pd.DataFrame, asked: Scope) -> dict[str, str]:
    plot = charts.Plot(frame, [], "", asked.every, asked.range)
    grey = {period.to_pydatetime() for period in frame["period"][plot.incomplete]}
    width, height = CHART_SIZE
    notes = ["grey: incomplete or unfinished"] if grey else [""]
    try:
        return {
            theme: pictures.Picture(metric, table, grey, "", notes, theme, width, height).svg().decode()
            for theme in pictures.THEMES
        }
    except Refusal:  # nothing is known in this range: the table says so
        return {}


def _moment(checked: dict[str, str | int], word: str, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(str(checked[word])) if word in checked else otherwise


def _shell(value: str | int) -> str:
    text = str(value)
    return f'"{text}"' if " " in text else text
