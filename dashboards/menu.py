"""The menu of a panel: what it means, its SQL, its rows as files, its picture, and links that can be shared."""

from urllib.parse import urlencode

import streamlit as st

from dashboards import alone, charts, links, rows
from dashboards.controls import Filters
from warehouse import catalog

FRAME = '<iframe src="{address}" width="100%" height="460" style="border:0" title="{title}" loading="lazy"></iframe>'


def draw(name: str, filters: Filters, title: str, has_picture: bool) -> None:
    """Definition, SQL, downloads and links of exactly what the panel shows."""
    metric = catalog.metric(name)
    given = filters.of(name)
    asked = {word.removeprefix("for_"): value for word, value in metric.arguments(given).items()}
    query = f"?{urlencode(asked)}" if asked else ""
    key = alone.identity(name, title)
    with st.popover("", icon=":material/info:", type="tertiary", key=f"menu-{key}", help="Definition, SQL, CSV, link"):
        st.markdown(f"**{metric.header.title}** · `{name}`")
        st.markdown(metric.header.definition)
        st.caption("SQL, for `duckstats sql` or any DuckDB shell on the published file")
        st.code(metric.call(given), language="sql", wrap_lines=True)
        address = f"/api/v2/metrics/{name}"
        with st.container(horizontal=True):
            st.link_button("CSV", f"{address}.csv{query}", icon=":material/download:")
            st.link_button("JSON", f"{address}{query}", icon=":material/data_object:")
            if has_picture:
                st.link_button("PNG", f"/panel/{name}.png{query}", icon=":material/image:")
                st.link_button("SVG", f"/panel/{name}.svg{query}", icon=":material/shapes:")
            st.link_button("All about it", f"/metrics?metric={name}", icon=":material/menu_book:")
        if listed := rows.links(name, filters):
            st.caption("What was counted, one by one")
            named = (f"[{charts.words(measured)}]({address})" for measured, address in listed.items())
            st.markdown(" · ".join(named))
        _links(filters, key, title or metric.header.title)


def _links(filters: Filters, panel: str, title: str) -> None:
    links.pair("this panel alone", filters.range, {alone.PANEL: panel})
    st.caption("To put it into another site")
    framed = links.address({alone.PANEL: panel, alone.EMBED: "true"})
    st.code(FRAME.format(address=framed, title=title.replace('"', "'")), language="html", wrap_lines=True)
