"""The one door from pages to numbers: metrics of a build, cached by build and arguments."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache

import duckdb
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import ScriptRunContext, get_script_run_ctx

import settings
from settings import DuckstatsError
from warehouse import catalog, store

LOG = logging.getLogger(__name__)
Argument = str | int
BUILD = "build"  # the address's word for a build that a frozen link is of
SEVERAL = ","  # stands between projects that are asked for together
LOOKS_EVERY = 0.2  # seconds
MOST_ROWS = 100_000  # some 50 MB as a data frame; what lists more goes by pages


def current() -> store.Store:
    """The build that the address names, else the newest. Raises DuckstatsError when it is gone, or there is none."""
    asked = st.query_params.get(BUILD)
    return store.of_build(settings.load(), asked) if asked else store.current(settings.load())


def build() -> store.Build:
    """What the build says of itself."""
    return current().build


def metric(name: str, **arguments: Argument) -> pd.DataFrame:
    """The rows of a metric; parameter words may leave `for_` out. Raises DuckstatsError for a wrong one or too many."""
    chosen = current()
    return _asked(chosen, chosen.build.build_id, name, _key(name, arguments))


def page(name: str, slice_: store.Slice, **arguments: Argument) -> tuple[pd.DataFrame, int]:
    """Some rows of a metric, and how many there are in all that the search finds."""
    chosen = current()
    return _page(chosen, chosen.build.build_id, name, slice_, _key(name, arguments))


def _key(name: str, arguments: dict[str, Argument]) -> tuple[tuple[str, Argument], ...]:
    """The same for the same question, whether or not a page has a filter for what is left at its default."""
    return tuple(sorted(catalog.metric(name).arguments(arguments).items()))


@dataclass(frozen=True)
class Project:
    """A project as lists name it."""

    key: str
    name: str
    maturity: str | None


def projects() -> list[Project]:
    """All projects in order of key."""
    rows = metric("projects").itertuples()
    listed = (row for row in rows if row.is_registered or row.repositories)
    return [Project(row.project, row.name or row.project, row.maturity) for row in listed]


def is_one(key: str) -> bool:
    """Whether this asks for one project, and neither for several, all, nor an owner's repositories."""
    return key != "all" and not key.startswith("org:") and SEVERAL not in key


def project(key: str) -> Project | None:
    """The project of that key, if there is one."""
    return next((project for project in projects() if project.key == key), None)


# No time limit: a new build has a new id, and old entries are pushed out by newer ones.
@st.cache_data(max_entries=500, show_spinner=False)
def _asked(_chosen: store.Store, build_id: str, name: str, arguments: tuple[tuple[str, Argument], ...]) -> pd.DataFrame:
    with _watched() as started:
        table = _chosen.metric(name, dict(arguments), started, MOST_ROWS + 1)
    if table.num_rows > MOST_ROWS:
        raise DuckstatsError(
            f"More than {MOST_ROWS:,} rows: choose longer periods, a shorter range, or a project. The API gives more."
        )
    return table.to_pandas()


@st.cache_data(max_entries=200, show_spinner=False)
def _page(
    _chosen: store.Store, build_id: str, name: str, slice_: store.Slice, arguments: tuple[tuple[str, Argument], ...]
) -> tuple[pd.DataFrame, int]:
    with _watched() as started:
        rows, total = _chosen.page(name, dict(arguments), slice_, started)
        return rows.to_pandas(), total


@contextmanager
def _watched() -> Iterator[store.Started]:
    """A query in here is interrupted, and the script ends, when its visitor moves on before the answer is there.

    What it yields is to be called with the cursor of the query. Raises DuckstatsError for a query that takes too long
    or fails.
    """
    cursors: list[duckdb.DuckDBPyConnection] = []
    answered = threading.Event()
    context = get_script_run_ctx()
    longest = settings.load().answer_seconds
    places = _places(settings.load().questions_at_once)
    while not places.acquire(timeout=LOOKS_EVERY):
        if _has_moved_on(context):
            st.stop()
    began = time.monotonic()

    def look() -> None:
        while not answered.wait(LOOKS_EVERY):
            if _has_moved_on(context) or time.monotonic() - began > longest:
                for cursor in cursors:
                    # One whose rows are there is closed, and the next one's must be interrupted all the same.
                    with suppress(duckdb.ConnectionException):
                        cursor.interrupt()

    threading.Thread(target=look, daemon=True).start()
    try:
        yield cursors.append
    except duckdb.InterruptException:
        if time.monotonic() - began > longest:
            raise DuckstatsError(
                f"This took longer than {longest:g} s and was given up: choose a shorter range, longer periods, or "
                "one project."
            ) from None
        st.stop()
    except duckdb.Error as error:
        LOG.exception("a metric failed")
        raise DuckstatsError(
            f"This could not be computed: {str(error).splitlines()[0]} Other panels are not touched by it; whoever "
            "runs this server finds more in its log, and `duckstats build` makes the file anew."
        ) from None
    finally:
        answered.set()
        places.release()


@cache
def _places(number: int) -> threading.Semaphore:
    """Where questions stand in line: more of them side by side than processors take no less time, and more memory."""
    return threading.Semaphore(number)


def _has_moved_on(context: ScriptRunContext | None) -> bool:
    """Whether another run of this visitor's script waits for this one to end, or the visitor has left."""
    # Streamlit acts on such a request at the script's next call of it, and has no public word for it.
    state = getattr(getattr(context, "script_requests", None), "_state", None)
    return state is not None and state.name != "CONTINUE"
