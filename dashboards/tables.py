"""Tables: labels and meanings of columns, search, and links to where a row's people, companies and projects lead."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import behind, charts, controls, data, rows
from warehouse import catalog, store

PAGE = 500  # rows
ORDER = "its own order"
DAY = "YYYY-MM-DD"
# Columns that hold texts a person may look for.
SEARCHED = (
    "login", "name", "company", "repository", "project", "title", "subject", "tag", "label", "sig", "country",
    "group_name", "language", "license", "duplicate", "team", "command", "milestone",
)  # fmt: skip

# Column -> page and the word by which that page is asked.
PAGES = {"login": ("person", "person"), "company": ("company", "company"), "project": ("project", "project")}
GITHUB = "https://github.com/"
# What a cell shows travels as the link's fragment.
SHOWN = r"#(.*)$"
BEYOND_REPOSITORY = r"https://github\.com/[^/]+/[^/]+/(.+)$"
# What stands for no known beginning or end, and is shown as nothing.
ENDS_OF_TIME = {"starts_on": "1900-01-01", "ends_on": "2100-01-01"}
# Columns whose texts are names of figures, which people write with spaces.
NAMES = ("measure", "work", "type_of_work", "sign", "indicator", "kind")
UNLINKED = {"all", "All", "unknown", "(unknown)"}


@dataclass(frozen=True)
class Found:
    """A page of a metric's rows, how many rows there are, what was searched for, and where the panel's head goes."""

    rows: pd.DataFrame
    total: int
    first: int
    search: str
    head: DeltaGenerator


def browse(name: str, filters: controls.Filters, key: str) -> Found:
    """Ask for the page of rows that the search box and, for long tables, sorting and page number say."""
    head = st.container()
    texts = tuple(column for column in SEARCHED if column in catalog.metric(name).header.columns)
    search, sort, descending, page = "", None, False, 1
    given = filters.of(name)
    if texts:
        search = _search_box(texts, key)
    slice_ = store.Slice(search, texts, sort, descending, 0, PAGE)
    rows, total = data.page(name, slice_, **given)
    if total <= PAGE:
        return Found(rows, total, 0, search, head)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sort = st.selectbox("Sort by", [ORDER, *rows.columns], key=f"sort-{key}", format_func=charts.words, width=220)
        descending = st.toggle("Descending", key=f"descending-{key}", disabled=sort == ORDER)
        page = st.number_input(f"Page of {-(-total // PAGE):,}", 1, -(-total // PAGE), key=f"page-{key}", width=160)
    first = (page - 1) * PAGE
    chosen = dataclasses.replace(slice_, sort=None if sort == ORDER else sort, descending=descending, offset=first)
    rows, total = data.page(name, chosen, **given)
    return Found(rows, total, first, search, head)


def draw(name: str, found: Found, key: str, filters: controls.Filters) -> None:
    """The rows, with links, sums of what adds up, how many they are, and what is behind the number that is clicked."""
    if found.rows.empty:
        st.info(f"No row has {found.search!r}.")
        return
    look = {"column_config": columns(name, found.rows), "hide_index": True, "placeholder": "–", "key": f"table-{key}"}
    if behind.counts(name):
        chosen = st.dataframe(linked(found.rows), on_select="rerun", selection_mode="single-cell", **look)
        rows.below(name, filters, found.rows, chosen)
    else:
        st.dataframe(linked(found.rows), **look)
    st.caption(_extent(name, found))


def _extent(name: str, found: Found) -> str:
    """How many rows are shown of how many, and sums of what adds up."""
    shown = len(found.rows)
    if shown < found.total:
        return f"Rows {found.first + 1:,} to {found.first + shown:,} of {found.total:,}; CSV in the menu has all."
    sums = [column for column in catalog.metric(name).header.adds_up if column in found.rows]
    totals = " · ".join(f"{charts.words(column)} {found.rows[column].sum():,.10g}" for column in sums)
    count = f"{found.total:,} rows with {found.search!r}" if found.search else f"{found.total:,} rows, all shown"
    return f"{count} · total: {totals}" if totals else count


def _search_box(texts: tuple[str, ...], key: str) -> str:
    text = st.text_input(
        "Search",
        key=f"search-{key}",
        type="search",
        placeholder=f"Search {charts.words(texts[0])}",
        label_visibility="collapsed",
    )
    return (text or "").strip()


def linked(frame: pd.DataFrame) -> pd.DataFrame:
    """People, companies and projects lead to their pages, repositories and numbers of issues to GitHub."""
    links: dict[str, pd.Series] = {}
    for column in PAGES.keys() & set(frame):
        links[column] = frame[column].fillna("(unknown)").map(_page_of(column))
    for column in set(NAMES) & set(frame):
        links[column] = frame[column].str.replace("_", " ")
    for column in ENDS_OF_TIME.keys() & set(frame):
        links[column] = frame[column].where(frame[column].astype(str).str[:10] != ENDS_OF_TIME[column])
    if "repository" in frame:
        links["repository"] = GITHUB + frame["repository"] + "#" + frame["repository"]
        if "number" in frame:
            number = frame["number"].astype("Int64").astype("string")
            links["number"] = GITHUB + frame["repository"] + "/issues/" + number + "#" + number
    return frame.assign(**links)


def columns(name: str, frame: pd.DataFrame) -> dict[str, object]:
    """Streamlit's settings of each column of a metric's rows: label, meaning, kind."""
    meanings = catalog.metric(name).header.columns
    return {column: _column(column, frame, meanings.get(column)) for column in frame}


def _column(column: str, frame: pd.DataFrame, meaning: str | None) -> object:
    label = charts.words(column)
    if column == "url":
        return st.column_config.LinkColumn("on GitHub", help=meaning, display_text=BEYOND_REPOSITORY)
    if column in PAGES or column == "repository" or (column == "number" and "repository" in frame):
        return st.column_config.LinkColumn(label, help=meaning, display_text=SHOWN)
    if pd.api.types.is_bool_dtype(frame[column]):
        return st.column_config.CheckboxColumn(label, help=meaning)
    if pd.api.types.is_numeric_dtype(frame[column]):
        format_ = "percent" if column.endswith(("share", "change")) else "localized"
        return st.column_config.NumberColumn(label, help=meaning, format=format_)
    filled = frame[column].dropna()
    if pd.api.types.is_datetime64_any_dtype(frame[column]):
        whole = bool((filled == filled.dt.normalize()).all())
        return st.column_config.DatetimeColumn(label, help=meaning, format=DAY if whole else f"{DAY} HH:mm")
    first = filled.iloc[0] if len(filled) else None
    if hasattr(first, "tolist") or isinstance(first, list):
        is_text = len(first) > 0 and isinstance(first[0], str)
        kind = st.column_config.ListColumn if is_text else st.column_config.LineChartColumn
        return kind(label, help=meaning)
    return st.column_config.Column(label, help=meaning)


def _page_of(column: str) -> Callable[[str], str]:
    page, word = PAGES[column]
    return lambda value: value if value in UNLINKED else f"{controls.link(page, **{word: value})}#{value}"
