"""One panel alone, for frames in other sites: `?embed=true&panel=<id>` beside the filters of its page."""

import re

import streamlit as st

PANEL, EMBED = "panel", "embed"  # words of the address


def identity(name: str, title: str = "") -> str:
    """A panel's id within its page: the metric's name, and its title where the page gives it one of its own."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{name}.{words}" if words else name


def asked() -> str | None:
    """The id of the panel that the address asks for alone."""
    return st.query_params.get(PANEL)


def is_wanted(name: str, title: str) -> bool:
    """Whether this panel is to be drawn: each one, or only the one that is asked for."""
    return asked() in (None, identity(name, title))
