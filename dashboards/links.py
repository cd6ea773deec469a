"""Links to what a page shows: one whose range moves on with the data, and one that shows the same for ever."""

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboards import alone, data, ranges


def copy(chosen: ranges.Range) -> None:
    """Both links to the whole page as it stands."""
    with st.popover("Copy link", icon=":material/link:", type="tertiary", key="copy-link"):
        pair("this view", chosen, {})


def pair(what: str, chosen: ranges.Range, changes: dict[str, str]) -> None:
    """Both links, each with a button that copies it."""
    st.caption(f"Link to {what}: its range moves on with the data")
    st.code(address(changes), language=None, wrap_lines=True)
    st.caption("The same, with these dates and this build, as long as the build is kept")
    st.code(address(changes | frozen(chosen)), language=None, wrap_lines=True)


def address(changes: dict[str, str]) -> str:
    """The whole address of this page with the values it has now, and these changes."""
    here = urlsplit(st.context.url or "")
    values = {word: value for word, value in st.query_params.items() if word not in (alone.PANEL, alone.EMBED)}
    return urlunsplit(here._replace(query=urlencode(values | changes), fragment=""))


def frozen(chosen: ranges.Range) -> dict[str, str]:
    """Values of the address that make a view the same for ever: whole days, and the build."""
    since, until = chosen.whole_days()
    return {"range": ranges.CUSTOM, "since": str(since), "until": str(until), data.BUILD: data.build().build_id}
