"""One number of a project as a small picture, for a README: /badge/{project}/{metric}.svg."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboards.api import answers
from dashboards.api.answers import Refusal
from dashboards.figures import shown
from warehouse import store

SVG = Template((Path(__file__).parent / "badge.svg").read_text(encoding="utf-8"))
COLORS = {"blue": "#2169A3", "orange": "#A65300", "green": "#00704F", "red": "#B3261E", "purple": "#6C4D98"}
GREY = "#8C8C8C"
COLOR = re.compile(r"[0-9a-fA-F]{3}([0-9a-fA-F]{3})?")
MOST_LETTERS = 60
WORDS = ("label", "color")
# Clients and the proxies of code hosts may show an hour's old number; after that the tag tells whether it still holds.
KEEP = "public, max-age=3600"


@dataclass(frozen=True)
class Badge:
    """What a badge shows: a column of the row of a metric whose `row` is so, over the last days of the data.

    Without days the range is the month in which the data ends. `mark` stands before a number that is incomplete.
    """

    label: str
    metric: str
    column: str
    days: int | None
    row: dict[str, str]
    words: Callable[[float], str]
    mark: str = "≥ "
    more: tuple[tuple[str, str], ...] = ()


BADGES = {
    "contributors": Badge(
        "contributors", "key_figures", "value", 365, {"figure": "contributors"}, lambda n: f"{n:,.0f} in 12 months"
    ),
    "companies": Badge(
        "companies",
        "elephant_factor",
        "companies",
        365,
        {"measure": "contributions"},
        lambda n: f"{n:,.0f} in 12 months",
    ),
    "commits": Badge(
        "commits", "commits", "commits", None, {}, lambda n: f"{n:,.0f} this month", more=(("every", "month"),)
    ),
    "time_to_merge": Badge(
        "time to merge",
        "key_figures",
        "value",
        90,
        {"figure": "median_hours_to_merge"},
        lambda n: shown("median_hours_to_merge", n),
        "≈ ",
    ),
    "absence_factor": Badge(
        "absence factor",
        "contributor_absence_factor",
        "factor",
        365,
        {"measure": "contributions"},
        lambda n: f"{n:,.0f} {'person' if n == 1 else 'people'}",
        "≈ ",
    ),
}


def answer(request: Request) -> Response:
    """The badge; a grey one with 404 for a project or badge that is unknown."""
    given = answers.parameters(request)
    label, color = _looks(given)
    name, key = request.path_params["metric"], request.path_params["project"]
    build = answers.current()
    if name not in BADGES or not _exists(build, key):
        return _drawn(label or name[:MOST_LETTERS], "unknown", GREY, {"Cache-Control": "public, max-age=300"}, 404)
    headers = answers.tag_of(build) | {"Cache-Control": KEEP}
    if (known := answers.unchanged(request, headers)) is not None:
        return known
    badge = BADGES[name]
    message, verdict = message_of(build, key, badge)
    usual = {"complete": COLORS["blue"], "lower_bound": COLORS["orange"], "none": GREY}[verdict]
    sample = " (sample data)" if build.build.is_sample else ""
    return _drawn((label or badge.label) + sample, message, color or usual, headers)


def message_of(build: store.Store, project: str, badge: Badge) -> tuple[str, str]:
    """What a badge says, and the verdict on its numbers: complete, lower_bound or none."""
    asked: dict[str, Any] = {"project": project, **_range(build.build.as_of, badge.days), **dict(badge.more)}
    rows = answers.asked(build, badge.metric, asked).to_pylist()
    verdict = answers.judged(build, badge.metric, asked).verdict
    value = next((row[badge.column] for row in rows if badge.row.items() <= row.items()), None)
    if verdict == "none" or value is None:
        return "no data", "none"
    mark = badge.mark if verdict == "lower_bound" else ""
    return mark + badge.words(value), verdict


def _range(as_of: datetime | None, days: int | None) -> dict[str, str]:
    if as_of is None:
        return {}
    if days is not None:
        return {"since": str(as_of - timedelta(days=days)), "until": str(as_of)}
    last = as_of - timedelta(microseconds=1)
    return {"since": str(datetime(last.year, last.month, 1)), "until": str(as_of)}


def _exists(build: store.Store, key: str) -> bool:
    return key == "all" or key in answers.asked(build, "projects", {})["project"].to_pylist()


def _looks(given: dict[str, str]) -> tuple[str, str]:
    """Label and colour of one's own, empty where not given. Raises Refusal (400) for what is neither."""
    if unknown := sorted(set(given) - set(WORDS)):
        raise Refusal(400, f"A badge has no parameter {unknown[0]!r}; it has: {', '.join(WORDS)}.")
    label, color = given.get("label", ""), given.get("color", "")
    if len(label) > MOST_LETTERS or not label.isprintable():
        raise Refusal(400, f"label is a text of at most {MOST_LETTERS} letters on one line.")
    if color and color not in COLORS and not COLOR.fullmatch(color):
        raise Refusal(400, f"color is one of {', '.join(COLORS)}, or a hexadecimal colour such as 2169A3.")
    return label, COLORS.get(color) or (f"#{color}" if color else "")


def _drawn(label: str, message: str, color: str, headers: dict[str, str], status: int = 200) -> Response:
    left, right = _width(label) + 12, _width(message) + 12
    text = SVG.substitute(
        width=left + right,
        left=left,
        right=right,
        color=color,
        title=escape(f"{label}: {message}"),
        label=escape(label),
        message=escape(message),
        label_length=left - 12,
        message_x=left + 6,
        message_length=right - 12,
    )
    return Response(text, status, headers, "image/svg+xml")


def _width(text: str) -> int:
    """About as wide as the text is in the badge's font; the drawing then makes it exactly so wide."""
    return round(sum(4.2 if c in "fijlrt.,:;|!'()I " else 10 if c in "mwMW@%≥≈" else 6.9 for c in text))
