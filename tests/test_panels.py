"""The numbers that panels draw and list are those that the command line and the API give for the same question."""

import base64
import json
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from dashboards import api, charts
from duckstats import app
from tests.test_dashboards import PAGES, opened

QUERY = {"project": "kubernetes", "since": "2026-01-05", "until": "2026-02-16", "every": "week", "who": "all"}
ASKED = ["project", "contributors", "companies", "responsiveness", "issues", "reviews"]
LEAST = 3  # panels of a page whose numbers must be found on it


def elements(block: Any) -> Iterator[Any]:
    """All elements of a page in the order in which they stand."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)


def panels(test: Any) -> Iterator[tuple[str, str, Any]]:
    """Address of a panel's CSV, whether it is a chart or a table, and what it shows."""
    address = ""
    for element in elements(test.main):
        if element.type == "link_button" and element.proto.label == "CSV":
            address = element.proto.url
        elif element.type == "plotly_chart":
            yield address, "chart", json.loads(element.proto.spec)["data"]
        elif element.type == "arrow_data_frame":
            yield address, "table", element.value


def drawn(traces: list[dict[str, Any]]) -> dict[str, list[float | None]]:
    """What a chart's traces show, by name."""
    return {trace["name"]: unpacked(trace["y"]) for trace in traces if trace.get("y") and trace.get("name")}


def unpacked(values: Any) -> list[float | None]:
    """Numbers as Plotly packs them."""
    if isinstance(values, list):
        return values
    numbers = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return [None if np.isnan(number) else float(number) for number in numbers]


def column(rows: list[dict[str, str]], name: str) -> list[float | None]:
    return [float(row[name]) if row[name] else None for row in rows]


def same(shown: list[Any], told: list[float | None]) -> bool:
    return len(shown) == len(told) and all(
        left == right or (left is not None and right is not None and left == pytest.approx(right))
        for left, right in zip(shown, told, strict=True)
    )


@pytest.mark.parametrize("slug", ASKED)
def test_panels_show_the_numbers_of_the_command_line(slug: str, data_dir: Path) -> None:
    client = TestClient(Starlette(routes=api.ROUTES))
    test = opened(next(page for page in PAGES if page.stem.endswith(f"_{slug}")), **QUERY)
    assert not test.exception
    found = 0
    for address, kind, shown in panels(test):
        parts = urlsplit(address)
        name = Path(parts.path).stem
        given = [word for key, value in parse_qsl(parts.query) for word in (f"--{key.replace('_', '-')}", value)]
        told = CliRunner().invoke(app, ["--data-dir", str(data_dir), "metrics", name, *given, "--format", "csv"])
        assert told.exit_code == 0, told.output
        assert client.get(address).text == told.stdout
        rows = list(DictReader(told.stdout.splitlines()))
        if kind == "table":
            for label in (
                set(shown) & {"contributions", "opened", "merged", "reviews", "comments", "rank"} & set(rows[0])
            ):
                assert same(shown[label].astype(object).where(shown[label].notna(), None).tolist(), column(rows, label))
                found += 1
        else:
            words = {charts.words(label): label for label in (rows[0] if rows else {})}
            for label, values in drawn(shown).items():
                if label in words and rows and len(values) == len(rows):
                    told_there = column(rows, words[label])
                    if words[label].endswith("share"):  # drawn in percent
                        told_there = [number and 100 * number for number in told_there]
                    assert same(values, told_there), (name, label)
                    found += 1
    assert found >= LEAST, found
