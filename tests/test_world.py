"""The map of the world, drawn without a network."""

import pandas as pd

from dashboards import world


def test_every_country_with_people_is_on_the_map() -> None:
    frame = pd.DataFrame({"country": ["de", "sg", "us", "nz"], "people": [7, 1, 250, 0]})
    figure = world.choropleth(frame, "country", "people", "people")
    said = [trace.text for trace in figure.data if trace.text]
    assert sorted(said) == ["Germany: 7 people", "Singapore: 1 people", "United States: 250 people"]
    shades = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert shades == ["1 to 2", "3 to 9", "10 to 29", "30 to 99", "100 and more"]
    # Plotly fetches outlines of its own for these kinds.
    assert {trace.type for trace in figure.data} == {"scatter"}


def test_outlines_are_closed_and_lie_on_the_globe() -> None:
    rings = [ring for found in world.outlines().values() for ring in found]
    assert len(world.outlines()) > 165
    assert all(ring[0] == ring[-1] for ring in rings)
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in rings for x, y in ring)
