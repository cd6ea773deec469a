"""Charts as images, drawn on the server without a browser: a metric's rows as a Vega-Lite chart, as SVG or PNG.

Everything that makes a number readable elsewhere is on the image: title, question, unit, scope, source and coverage.
"""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from dashboards.api.answers import Refusal
from dashboards.charts import words
from dashboards.colors import PALETTE
from warehouse import catalog

THEMES = {
    "light": {"ground": "#FFFFFF", "ink": "#262730", "faint": "#6B6C76", "grid": "#E6E7EB"},
    "dark": {"ground": "#0E1117", "ink": "#FAFAFA", "faint": "#A3A8B4", "grid": "#31333F"},
}
BAND = ("p15_hours", "median_hours", "p85_hours")
NO_COURSE = {"coverage", "rank", "n"}  # numbers that say something of a row, but are no course over time
MOST_POINTS = 5000
VEGA_LITE = "5.21"


@dataclass(frozen=True)
class Picture:
    """A chart to be drawn: rows of a metric with `period`, what stands around them, and its looks.

    `grey` are the periods that count too little.
    """

    metric: catalog.Metric
    table: pa.Table
    grey: set[datetime]
    scope: str
    source: list[str]
    theme: str
    width: int
    height: int

    def svg(self) -> bytes:
        """As SVG."""
        import vl_convert

        return vl_convert.vegalite_to_svg(self.spec(), vl_version=VEGA_LITE, allowed_base_urls=[]).encode()

    def png(self) -> bytes:
        """As PNG, twice as large, for screens with small dots."""
        import vl_convert

        return vl_convert.vegalite_to_png(self.spec(), vl_version=VEGA_LITE, scale=2, allowed_base_urls=[])

    def spec(self) -> dict[str, Any]:
        """The chart in Vega-Lite's words. Raises Refusal (400) for rows that are too many, or none."""
        if self.table.num_rows > MOST_POINTS:
            raise Refusal(400, f"More than {MOST_POINTS:,} rows make no picture: ask for longer periods.")
        look, header = THEMES[self.theme], self.metric.header
        return {
            "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
            "width": self.width,
            "height": self.height,
            "background": look["ground"],
            # Width and height are those of the whole image, words and all.
            "autosize": {"type": "fit", "contains": "padding"},
            "padding": 14,
            "title": {"text": header.title, "subtitle": self._wrapped([header.question, self.scope], 7)},
            "layer": [*self._shade(), *self._layers()],
            "resolve": {"scale": {"color": "independent"}},
            "config": _config(look, self.width),
        }

    def _wrapped(self, lines: list[str], letter: float) -> list[str]:
        """Lines no longer than the image is wide, by the width of a letter."""
        return [part for line in lines for part in textwrap.wrap(line, int(self.width / letter))]

    def _x(self) -> dict[str, Any]:
        axis = {"title": self._wrapped(self.source, 8), "labelOverlap": True, "tickCount": max(2, self.width // 90)}
        return {"field": "period", "type": "temporal", "scale": {"type": "utc"}, "axis": axis}

    def _y(self, field: str, title: str = "") -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "title": title or self.metric.header.unit}

    def _shade(self) -> list[dict[str, Any]]:
        """A grey stripe behind each period that counts too little."""
        if not self.grey:
            return []
        stripe = max(1.0, self.width / len(set(self.table["period"].to_pylist())))
        mark = {"type": "rule", "color": "#8C8C8C", "opacity": 0.25, "strokeWidth": stripe, "clip": True}
        data = {"values": [{"period": _text(period)} for period in sorted(self.grey)]}
        return [{"data": data, "mark": mark, "encoding": {"x": self._x()}}]

    def _layers(self) -> list[dict[str, Any]]:
        if set(BAND) <= set(self.table.column_names):
            return self._band()
        is_stacked = self.metric.header.chart in ("stacked", "bars")
        values, measure = self._long(is_stacked)
        color = {"field": "series", "type": "nominal", "title": None, "scale": {"range": PALETTE}, "sort": None}
        encoding = {"x": self._x(), "y": self._y(field="value", title=measure), "color": color}
        mark = {"type": "line", "point": self.table.num_rows <= 60}
        if is_stacked:
            encoding["y"]["stack"] = "zero"
            mark = {"type": "area", "interpolate": "step"}
        return [{"data": {"values": values}, "mark": mark, "encoding": encoding}]

    def _band(self) -> list[dict[str, Any]]:
        rows = self.table.select(["period", *BAND]).to_pylist()
        values = self._known([_plain(row) for row in rows if row["median_hours"] is not None])
        edges = {"y": self._y(field="p15_hours"), "y2": {"field": "p85_hours"}}
        area = {"mark": {"type": "area", "opacity": 0.25, "color": PALETTE[0]}, "encoding": {"x": self._x(), **edges}}
        middle = {"x": self._x(), "y": self._y(field="median_hours")}
        line = {"mark": {"type": "line", "point": len(values) <= 60, "color": PALETTE[0]}, "encoding": middle}
        return [{"data": {"values": values}, "layer": [area, line]}]

    def _long(self, is_stacked: bool) -> tuple[list[dict[str, Any]], str]:
        """One value per period and series, and what they are: each number, or the first number by the first text."""
        fields = [field for field in self.table.schema if field.name != "period"]
        texts = [f.name for f in fields if pa.types.is_string(f.type)]
        numbers = [f.name for f in fields if _is_number(f.type) and f.name not in NO_COURSE]
        numbers = [name for name in numbers if not name.endswith("share")] or numbers
        if not numbers:
            raise Refusal(404, f"{self.metric.name} has no number to draw.")
        rows = self.table.to_pylist()
        if texts:
            triples = [(row["period"], row[texts[0]] or "unknown", row[numbers[0]]) for row in rows]
            # Everybody together stands beside the parts in a table; stacked on them it would count them twice.
            triples = [triple for triple in triples if not (is_stacked and triple[1].lower() == "all")]
        else:
            triples = [(row["period"], words(name), row[name]) for name in numbers for row in rows]
        values = [
            {"period": _text(period), "series": series, "value": value}
            for period, series, value in triples
            if value is not None
        ]
        return self._known(values), words(numbers[0]) if texts else self.metric.header.unit

    def _known(self, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Values, of which there are some: without one, Vega draws an image without end."""
        if not values:
            raise Refusal(404, f"Nothing is known of {self.metric.name} in this range.")
        return values


def drawable(metric: catalog.Metric) -> bool:
    """Whether a metric is a course over time, which a picture can show."""
    return "period" in metric.header.columns and metric.header.chart in ("line", "bars", "stacked")


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) if name == "period" else value for name, value in row.items()}


def _config(look: dict[str, str], width: int) -> dict[str, Any]:
    axis = {"labelColor": look["faint"], "titleColor": look["ink"], "gridColor": look["grid"], "domain": False}
    quiet = {
        "titleColor": look["faint"],
        "titleFontSize": 10,
        "titleFontWeight": "normal",
        "titlePadding": 12,
        "grid": False,
    }
    title = {"color": look["ink"], "subtitleColor": look["faint"], "anchor": "start", "fontSize": 16, "offset": 14}
    return {
        "axis": axis | {"tickColor": look["grid"]},
        "axisX": quiet | {"titleAnchor": "start", "titleLimit": width},
        "title": title,
        "legend": {"labelColor": look["ink"], "orient": "top", "title": None, "columns": max(1, width // 160)},
        "view": {"stroke": None},
        "font": "DejaVu Sans, Verdana, sans-serif",
    }
