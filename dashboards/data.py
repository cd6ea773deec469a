"""The one door from pages to numbers: metrics of the current build, cached by build and arguments."""

from dataclasses import dataclass
from datetime import timedelta

import duckdb
import pandas as pd
import streamlit as st

import settings
from settings import DuckstatsError
from warehouse import store

Argument = str | int


def current() -> store.Store:
    """The newest published build. Raises DuckstatsError when there is none."""
    return store.current(settings.load())


def build() -> store.Build:
    """What the newest published build says of itself."""
    return current().build


def metric(name: str, **arguments: Argument) -> pd.DataFrame:
    """The rows of a metric; parameter words may leave `for_` out. Raises DuckstatsError for a wrong one."""
    newest = current()
    return _asked(newest, newest.build.build_id, name, tuple(sorted(arguments.items())))


@dataclass(frozen=True)
class Project:
    """A project as lists name it."""

    key: str
    name: str
    maturity: str | None


def projects() -> list[Project]:
    """All projects in order of key."""
    last = build().as_of
    # The list is the same for every range, and a short one is the quickest to ask.
    day = {"since": str(last - timedelta(days=1)), "until": str(last)} if last else {}
    rows = metric("projects_table", **day).itertuples()
    return sorted((Project(r.project, r.name or r.project, r.maturity) for r in rows), key=lambda project: project.key)


def project(key: str) -> Project | None:
    """The project of that key, if there is one."""
    return next((project for project in projects() if project.key == key), None)


# No time limit: a new build has a new id, and old entries are pushed out by newer ones.
@st.cache_data(max_entries=500, show_spinner=False)
def _asked(_newest: store.Store, build_id: str, name: str, arguments: tuple[tuple[str, Argument], ...]) -> pd.DataFrame:
    try:
        return _newest.metric(name, dict(arguments)).to_pandas()
    except duckdb.CatalogException:
        raise DuckstatsError(f"Build {build_id} has no metric {name} yet: run `duckstats build`.") from None
