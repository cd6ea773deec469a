"""Reference / SQL: What do you want to know that no page shows?"""

import time
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

import settings
from dashboards import data, quick
from settings import DuckstatsError
from warehouse import door, formats, queries, schema

LONGEST_LINK = 6000  # characters of a statement; servers and browsers refuse longer addresses
BUSY_SECONDS = 10
FIRST_TABLE = "core.events"


def main() -> None:
    """Editor beside tables and examples, then what the statement brings."""
    editor, help_ = st.columns([3, 2])
    with editor:
        asked = _editor()
    with help_:
        tables, examples = st.tabs(["Tables", "Questions to start from"])
        with tables.container(height=330, border=False):
            _tables()
        with examples.container(height=330, border=False):
            _examples()
    if asked:
        _answer(asked)


def _editor() -> str:
    """The statement that is to be run: that of the last click on Run, of an example, or of the link."""
    text = st.text_area(
        "One statement in DuckDB's SQL, read-only",
        key="sql",
        bind="query-params",
        height=290,
        placeholder="FROM contributors(for_project := 'kubernetes', every := 'quarter')",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Run", type="primary", icon=":material/play_arrow:", key="run"):
            st.session_state["asked"] = text
        limits = door.Limits.of(settings.load())
        st.caption(
            f"Up to {limits.seconds:g} s, {limits.memory_bytes / 1e9:g} GB of memory and {limits.max_rows:,} rows. "
            "On the command line: `duckstats sql`.",
            width="stretch",
        )
    # A link brings its statement; whoever opens it wants the answer.
    return st.session_state.setdefault("asked", text or "").strip()


def _tables() -> None:
    tables = {table.name: table for table in _schema(data.build().build_id)}
    names = list(tables)
    name = st.selectbox("Table", names, names.index(FIRST_TABLE), key="table", label_visibility="collapsed")
    table = tables[name]
    st.caption(f"{table.comment} {table.rows:,} rows.")
    columns = pd.DataFrame([vars(column) for column in table.columns]).rename(columns={"comment": "meaning"})
    st.dataframe(columns, hide_index=True, key="columns")
    st.caption("Every metric is a table, too: page Metrics shows the SQL of each.")


def _examples() -> None:
    for example in queries.examples():
        st.button(
            example.question, key=f"example-{example.name}", type="tertiary", on_click=_choose, args=(example.sql,)
        )


def _choose(sql: str) -> None:
    st.session_state["sql"] = st.session_state["asked"] = sql


def _answer(asked: str) -> None:
    try:
        answer = _asked(asked)
    except DuckstatsError as error:
        st.error(str(error))
        return
    frame = answer.table.to_pandas()
    with st.container(horizontal=True, vertical_alignment="center"):
        more = f", cut here: there are more than {len(frame):,}" if answer.is_cut else ""
        st.markdown(f"**{len(frame):,} rows** in {answer.seconds:.2f} s{more}", width="content")
        st.space("stretch")
        st.download_button(
            "CSV", formats.to_csv(answer.table), "duckstats.csv", "text/csv", icon=":material/download:", key="csv"
        )
        _link(asked)
    quick.chart(frame)
    st.dataframe(frame, hide_index=True, placeholder="–", key="rows")


def _link(asked: str) -> None:
    with st.popover("Link", icon=":material/link:", help="An address that opens this page with this statement"):
        if len(asked) > LONGEST_LINK:
            st.caption("The statement is too long for an address: share it as text.")
            return
        words = {word: st.query_params.get_all(word) for word in ("chart", "x", "y", "part")}
        st.code(f"{_address()}?{urlencode({'sql': asked} | words, doseq=True)}", language=None, wrap_lines=True)


def _address() -> str:
    return (st.context.url or "/sql").partition("?")[0]


def _asked(asked: str) -> door.Answer:
    """The rows of the statement, kept until another is asked or another build is published."""
    current = data.current()
    key = (current.build.build_id, asked)
    kept = st.session_state.get("answer")
    if kept and kept[0] == key:
        return kept[1]
    places = door.places(settings.load().sql_at_once)
    if not places.acquire(timeout=BUSY_SECONDS):
        raise DuckstatsError("Others are asking in SQL right now: run it again in a moment.")
    try:
        answer = _run(door.start(current.file, asked, door.Limits.of(settings.load())))
    finally:
        places.release()
    st.session_state["answer"] = (key, answer)
    return answer


def _run(running: door.Running) -> door.Answer:
    """Wait for a statement; a click on Cancel, or leaving the page, ends it."""
    place = st.empty()
    began = time.monotonic()
    try:
        if running.is_done(1):
            return running.answer()
        with place.container(horizontal=True, vertical_alignment="center"):
            clock = st.empty()
            st.button("Cancel", key="cancel", on_click=_forget)
        while not running.is_done(0.3):
            # Drawing is where Streamlit notices that the page is left or a button was clicked.
            clock.caption(f"Running for {time.monotonic() - began:.0f} s", width="content")
        place.empty()
        return running.answer()
    finally:
        running.cancel()


def _forget() -> None:
    st.session_state["asked"] = ""


@st.cache_data(max_entries=2, show_spinner=False)
def _schema(_build_id: str) -> list[schema.Table]:
    return schema.tables(data.current())


main()
