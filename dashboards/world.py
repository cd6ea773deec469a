"""A map of the world: outlines from the package countryinfo, drawn as plain shapes.

Plotly's own maps fetch their outlines from a server of its makers, which pages of ours must not.
"""

from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from countryinfo import CountryInfo

from dashboards import colors, countries

Ring = list[list[float]]  # longitudes and latitudes
EDGES = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000]  # where a new shade begins
MOST_SHADES = 6
WIDTH_OF_A_DEGREE = 0.8  # of its height, as it is in about 37 degrees north
SOUTH, NORTH = -57, 84
_LAND = "rgba(128, 128, 128, 0.16)"
_BORDER = {"width": 0.6, "color": "rgba(128, 128, 128, 0.6)"}


def choropleth(frame: pd.DataFrame, country: str, value: str, unit: str) -> go.Figure:
    """Countries, by their two-letter codes, in shades of a number of theirs; dots where no outline is known."""
    numbers = {
        str(code).upper(): number for code, number in zip(frame[country], frame[value], strict=True) if number > 0
    }
    figure = go.Figure()
    rest = [ring for code, rings in outlines().items() if code not in numbers for ring in rings]
    figure.add_scatter(**_area(rest, _LAND), hoverinfo="skip", showlegend=False)
    shades = _shades(max(numbers.values(), default=0))
    for place, (low, label) in enumerate(shades):
        color = _color(place, len(shades))
        high = shades[place + 1][0] if place + 1 < len(shades) else float("inf")
        legend = {"name": label, "legendgroup": label}
        # The legend's own: a patch, whether a country has this shade or not.
        patch = {"size": 12, "symbol": "square", "color": color}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=patch, hoverinfo="skip", **legend)
        for code in (code for code, number in numbers.items() if low <= number < high):
            said = {
                "text": f"{countries.name(code)}: {numbers[code]:,} {unit}",
                "hoverinfo": "text",
                "showlegend": False,
            }
            if code in outlines():
                figure.add_scatter(**_area(outlines()[code], color), hoveron="fills", **said, **legend)
            elif code in points():
                x, y = points()[code]
                dot = {"size": 9, "color": color, "line": _BORDER}
                figure.add_scatter(x=[x], y=[y], mode="markers", marker=dot, **said, **legend)
    return _finished(figure, unit)


@cache
def outlines() -> dict[str, list[Ring]]:
    """Two-letter code -> closed lines around its land; some small countries have none."""
    found: dict[str, list[Ring]] = {}
    for code, one in _countries():
        features = (one.get("geoJSON") or {}).get("features", [])
        rings = [
            ring for feature in features for ring in _rings(feature["geometry"]) if max(y for _, y in ring) > SOUTH
        ]
        if code != "AQ" and len(rings) > len(found.get(code, [])):
            found[code] = rings
    return found


@cache
def points() -> dict[str, tuple[float, float]]:
    """Two-letter code -> longitude and latitude of its middle."""
    return {code: (one["latlng"][1], one["latlng"][0]) for code, one in _countries() if one.get("latlng")}


def _countries() -> list[tuple[str, Any]]:
    return [(one["ISO"]["alpha2"], one) for one in CountryInfo.all().values() if (one.get("ISO") or {}).get("alpha2")]


def _rings(geometry: Any) -> list[Ring]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for part in parts for ring in part]


def _area(rings: list[Ring], color: str) -> dict[str, Any]:
    """A trace of filled lines, with gaps between them."""
    x = [value for ring in rings for value in (*(point[0] for point in ring), None)]
    y = [value for ring in rings for value in (*(point[1] for point in ring), None)]
    return {"x": x, "y": y, "mode": "lines", "fill": "toself", "fillcolor": color, "line": _BORDER}


def _shades(largest: float) -> list[tuple[int, str]]:
    """The lowest number of each shade, and its label; the first begins at 1."""
    edges = [edge for edge in EDGES if edge <= largest][-MOST_SHADES:]
    edges = [1, *edges[1:]]
    labels = [f"{low:,} to {high - 1:,}" for low, high in pairwise(edges)]
    return list(zip(edges, [*labels, f"{edges[-1]:,} and more"], strict=True)) if largest else []


def _color(place: int, number: int) -> str:
    """One colour, the denser the more; what shines through it is the page, light or dark."""
    red, green, blue = (int(colors.PALETTE[0][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {0.25 + 0.75 * (place + 1) / number:.2f})"


def _finished(figure: go.Figure, unit: str) -> go.Figure:
    legend = {"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "title": {"text": unit}, "itemclick": False}
    figure.update_layout(
        height=340,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        dragmode=False,
        hovermode="closest",
        legend=legend | {"itemdoubleclick": False},
    )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[-170, 190], constrain="domain", **hidden)
    # On a narrow screen the map is as wide as the page, and lower.
    figure.update_yaxes(
        range=[SOUTH, NORTH], scaleanchor="x", scaleratio=1 / WIDTH_OF_A_DEGREE, constraintoward="top", **hidden
    )
    return figure
