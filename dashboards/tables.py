"""Tables: labels and meanings of columns, search, and links to where a row's people, companies and projects lead."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import behind, charts, controls, countries, data, rows
from warehouse import catalog, store

PAGE = 500  # rows
ORDER = "in its own order"
MOST_NAMED = 3  # of the columns that are searched
FEW = 10  # rows, which all stand on the screen, need no sorting
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
SHORT = {"api": "API", "ai": "AI", "pr": "PR", "prs": "PRs", "lgtm": "LGTM", "lgtms": "LGTMs", "sig": "SIG", "id": "ID"}
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
    """Ask for the page of rows that the search box, the order and, for long tables, the page number say."""
    head = st.container()
    texts, given = _texts(name), filters.of(name)
    word = _word("search", key)
    search = str(st.session_state.get(word) or st.query_params.get(word, "")).strip() if texts else ""
    slice_ = _slice(name, search)
    rows, total = data.page(name, slice_, **given)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if texts and (search or total > FEW):
            _search_box(texts, key)
        if total > FEW or _word("sort", key) in st.query_params:
            slice_ = dataclasses.replace(slice_, **_order(rows, key))
        if total > PAGE:
            pages = -(-total // PAGE)
            page = _word("page", key)
            number = st.number_input(f"Page of {pages:,}", 1, pages, key=page, bind="query-params", width=140)
            slice_ = dataclasses.replace(slice_, offset=(number - 1) * PAGE)
    if slice_.sort or slice_.offset:
        rows, total = data.page(name, slice_, **given)
    return Found(rows, total, slice_.offset, search, head)


def first_page(name: str, filters: controls.Filters) -> pd.DataFrame:
    """The rows that a table of the metric shows at first: asked once for it and for a picture beside it."""
    return data.page(name, _slice(name), **filters.of(name))[0]


def _slice(name: str, search: str = "") -> store.Slice:
    return store.Slice(search, _texts(name), None, False, 0, PAGE)


def _texts(name: str) -> tuple[str, ...]:
    """The metric's columns that are searched."""
    return tuple(column for column in SEARCHED if column in catalog.metric(name).header.columns)


def _word(what: str, key: str) -> str:
    """The address's word for what was chosen of one of a page's tables."""
    return f"{what}-{key}"


def _order(rows: pd.DataFrame, key: str) -> dict[str, Any]:
    """Which column the rows are sorted by, and which way: a click on a column's head sorts, too, but in no address."""
    orders = {
        f"{charts.words(column)}, {way}": (column, way == "descending")
        for column in rows
        if not _is_list(rows[column])
        for way in ("descending", "ascending")
    }
    chosen = st.selectbox(
        "Sort",
        [ORDER, *orders],
        key=_word("sort", key),
        bind="query-params",
        width=220,
        label_visibility="collapsed",
    )
    column, descending = orders.get(chosen, (None, False))
    return {"sort": column, "descending": descending}


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
    many = "1 row" if found.total == 1 else f"{found.total:,} rows"
    count = f"{many} with {found.search!r}" if found.search else f"{many}, all shown"
    return f"{count} · total: {totals}" if totals else count


def _search_box(texts: tuple[str, ...], key: str) -> None:
    st.text_input(
        "Search",
        key=_word("search", key),
        bind="query-params",
        type="search",
        placeholder=f"Search {', '.join(charts.words(text) for text in texts[:MOST_NAMED])}",
        label_visibility="collapsed",
    )


def linked(frame: pd.DataFrame) -> pd.DataFrame:
    """People, companies and projects lead to their pages, repositories and numbers of issues to GitHub."""
    links: dict[str, pd.Series] = {}
    for column in PAGES.keys() & set(frame):
        links[column] = frame[column].fillna("(unknown)").map(_page_of(column))
    if "country" in frame:
        links["country"] = frame["country"].map(countries.name_and_code, na_action="ignore")
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
    label = _label(column)
    if column == "url":
        return st.column_config.LinkColumn("On GitHub", help=meaning, display_text=BEYOND_REPOSITORY)
    if column in PAGES or column == "repository" or (column == "number" and "repository" in frame):
        return st.column_config.LinkColumn(label, help=meaning, display_text=SHOWN)
    if pd.api.types.is_bool_dtype(frame[column]):
        return st.column_config.CheckboxColumn(label, help=meaning)
    if pd.api.types.is_numeric_dtype(frame[column]):
        format_ = "percent" if column.endswith(("share", "change", "coverage")) else "localized"
        if {"hours", "days"} & set(column.split("_")) and pd.api.types.is_float_dtype(frame[column]):
            format_ = "%.1f"  # as thousandths of an hour are no news
        return st.column_config.NumberColumn(label, help=meaning, format=format_)
    filled = frame[column].dropna()
    if pd.api.types.is_datetime64_any_dtype(frame[column]):
        whole = bool((filled == filled.dt.normalize()).all())
        return st.column_config.DatetimeColumn(label, help=meaning, format=DAY if whole else f"{DAY} HH:mm")
    if _is_list(filled):
        first = filled.iloc[0]
        is_text = len(first) > 0 and isinstance(first[0], str)
        kind = st.column_config.ListColumn if is_text else st.column_config.LineChartColumn
        return kind(label, help=meaning)
    return st.column_config.Column(label, help=meaning)


def _label(column: str) -> str:
    """A column's head: its words, the first one capitalised, and what is an abbreviation as people write it."""
    text = " ".join(SHORT.get(word, word) for word in column.split("_"))
    return text[:1].upper() + text[1:]


def _is_list(values: pd.Series) -> bool:
    """Whether each value is a list, as the courses of small charts are."""
    filled = values.dropna()
    return len(filled) > 0 and isinstance(filled.iloc[0], list | np.ndarray)


def _page_of(column: str) -> Callable[[str], str]:
    page, word = PAGES[column]
    return lambda value: value if value in UNLINKED else f"{controls.link(page, **{word: value})}#{value}"
