"""A report as Markdown, or as one HTML file that needs nothing else: charts are inside, light and dark."""

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from dashboards import charts, ranges
from dashboards.report.contents import Report

FORMATS = ("markdown", "html")
HERE = Path(__file__).resolve().parent


def written(report: Report, format_: str) -> str:
    """The report in one of the formats."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=format_ == "html",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"words": charts.words, "cell": markdown_cell if format_ == "markdown" else cell}
    environment.tests["number"] = lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    return environment.get_template("report.html" if format_ == "html" else "report.md").render(
        report=report,
        build=report.store.build,
        range=report.scope.range,
        figures=[_figure(row, _is_early(report)) for row in report.figures.to_dict("records")],
        rows=lambda frame: frame.to_dict("records"),
        shown=ranges.shown,
    )


def cell(value: Any) -> str:
    """A value as people read it; nothing for what is not known."""
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        value = value.tolist() if hasattr(value, "tolist") else value
        if isinstance(value, list | tuple):
            return ", ".join(cell(one) for one in value)
    if value is None or value is pd.NaT or value != value:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return ranges.shown(value)
    return str(value)


def markdown_cell(value: Any) -> str:
    """The same, with nothing in it that Markdown would take for its own."""
    text = cell(value).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return " ".join(text.split())


def _is_early(report: Report) -> bool:
    """Whether the range before lies so near the data's beginning that nearly everybody in it looks new."""
    begins, asked = report.store.build.starts_at, report.scope.range
    return begins is None or asked.since - 2 * asked.length < begins


def _figure(row: dict[str, Any], is_early: bool) -> dict[str, str]:
    """A key figure with its change against the range before, as text."""
    name, value, previous = row["figure"], row["value"], row["previous"]
    if is_early and name == "new_contributors":
        previous = None
    known = pd.notna(value) and pd.notna(previous) and previous
    return {
        "name": charts.words(name).replace("hours to", "time to").capitalize(),
        "value": _measured(name, value),
        "previous": _measured(name, previous),
        "change": f"{(value - previous) / previous:+.0%}" if known else "–",
    }


def _measured(name: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    if "hours" not in name:
        return f"{value:,.0f}"
    return f"{value:.1f} h" if value < 48 else f"{value / 24:,.1f} days"
