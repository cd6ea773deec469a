"""The report of a project: ranges, true figures, one file that needs nothing else, and nothing of data taken for markup."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboards.report import contents, written
from duckstats import app
from settings import DuckstatsError, Settings
from warehouse import catalog, store


@pytest.fixture(scope="module")
def report(published: Settings) -> contents.Report:
    current = store.current(published)
    asked = contents.scope(current, "kubernetes", None, "2026-02-01", "2026-02-20")
    return contents.of(current, asked, with_pictures=True)


def test_ranges_by_preset_by_name_and_by_dates(published: Settings) -> None:
    current = store.current(published)
    year = contents.scope(current, "kubernetes", "12 months", None, None)
    assert (year.range.since, year.range.until) == (current.build.starts_at, current.build.as_of)
    named = current.metric("named_ranges", {"project": "kubernetes"}).to_pylist()
    row = next(row for row in named if row["ends_at"] > current.build.starts_at)
    chosen = contents.scope(current, "kubernetes", row["name"], None, None).range
    assert chosen.since == max(row["starts_at"], current.build.starts_at)
    assert chosen.until == min(row["ends_at"], current.build.as_of)
    dates = contents.scope(current, "kubernetes", None, "2026-02-01", None)
    assert (dates.range.since, dates.range.until) == (datetime(2026, 2, 1), current.build.as_of)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (("nothing", None, None, None), "no project 'nothing'"),
        (("kubernetes", "a while", None, None), "no range 'a while'"),
        (("kubernetes", "12 months", "2026-02-01", None), "not both"),
        (("kubernetes", None, "soon", None), "is no date"),
        (("kubernetes", None, "2030-01-01", "2031-01-01"), "no data in that range"),
    ],
)
def test_wrong_ranges_are_explained(asked: tuple[str, ...], reason: str, published: Settings) -> None:
    with pytest.raises(DuckstatsError, match=reason):
        contents.scope(store.current(published), *asked)


def test_figures_are_those_of_the_metric(report: contents.Report) -> None:
    rows = report.store.metric("key_figures", report.scope.arguments).to_pylist()
    figures = {row["figure"]: row for row in rows}
    found = figures["contributors"]
    text = written.written(report, "markdown")
    change = f"{(found['value'] - found['previous']) / found['previous']:+.0%}"
    assert f"| Contributors | {found['value']:,.0f} | {found['previous']:,.0f} | {change} |" in text
    assert f"{found['value']:,.0f}</b>" in written.written(report, "html")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Figures", *(f"## {heading}" for heading in contents.OUTLINE)
    ]  # fmt: skip


def test_columns_exist_and_every_table_has_rows(report: contents.Report) -> None:
    for parts in report.sections.values():
        for part in parts:
            assert not set(part.part.columns) - set(part.metric.header.columns), part.metric.name
            assert part.total, part.metric.name
            assert part.command.startswith(
                f"duckstats metrics {part.metric.name} --project kubernetes --since 2026-02-01"
            )


def test_html_needs_nothing_else(report: contents.Report) -> None:
    page = written.written(report, "html")
    charts = sum(part.is_chart for parts in contents.OUTLINE.values() for part in parts)
    assert page.count("<svg") == 2 * charts
    assert not re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"|<script|<link|@import|url\(", page)
    assert "Sample data" in page and report.quality.sentence in page


def test_data_is_never_markup(report: contents.Report) -> None:
    evil = pd.DataFrame({"login": ["<script>alert(1)</script>"], "text": ["a | b\n# c <b>"]})
    part = replace(report.sections["Releases"][0], frame=evil, total=1)
    scope = replace(report.scope, name="<img src=x>")
    bad = replace(report, scope=scope, sections={"Releases": [part]})
    page, text = written.written(bad, "html"), written.written(bad, "markdown")
    assert "<script>alert" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert "<script>" not in text and "<img" not in text and "| a \\| b # c &lt;b> |" in text


def test_command_line_writes_the_file(data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    done = CliRunner().invoke(app, ["report", "helm", "--range", "30 days", "--output", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_text(encoding="utf-8").startswith("# Helm: 2026-01-30 to 2026-03-01 UTC\n")
    assert "--format is one of" in CliRunner().invoke(app, ["report", "helm", "--format", "pdf"]).stderr


def test_every_part_is_a_metric() -> None:
    assert all(part.metric in catalog.metrics() for parts in contents.OUTLINE.values() for part in parts)
