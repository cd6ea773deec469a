"""Tables: labels and meanings of columns, search, and links to where a row's people, companies and projects lead."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboards import charts, controls
from warehouse import catalog

# Column -> page and the word by which that page is asked.
PAGES = {"login": ("person", "person"), "company": ("company", "company"), "project": ("project", "project")}
GITHUB = "https://github.com/"
# What a cell shows travels as the link's fragment.
SHOWN = r"#(.*)$"
# What stands for no known beginning or end, and is shown as nothing.
ENDS_OF_TIME = {"starts_on": "1900-01-01", "ends_on": "2100-01-01"}
UNLINKED = {"all", "All", "unknown", "(unknown)"}


def searched(frame: pd.DataFrame, texts: list[str], key: str) -> pd.DataFrame:
    """The rows that hold what is typed into a search box, in any of these columns."""
    text = st.text_input(
        "Search", key=key, type="search", placeholder=f"Search {charts.words(texts[0])}", label_visibility="collapsed"
    )
    if not text:
        return frame
    found = [frame[column].str.contains(text.strip(), case=False, regex=False, na=False) for column in texts]
    return frame[pd.concat(found, axis=1).any(axis=1)]


def linked(frame: pd.DataFrame) -> pd.DataFrame:
    """People, companies and projects lead to their pages, repositories and numbers of issues to GitHub."""
    links: dict[str, pd.Series] = {}
    for column in PAGES.keys() & set(frame):
        links[column] = frame[column].fillna("(unknown)").map(_page_of(column))
    for column in ENDS_OF_TIME.keys() & set(frame):
        links[column] = frame[column].where(frame[column].astype(str).str[:10] != ENDS_OF_TIME[column])
    if "repository" in frame:
        links["repository"] = GITHUB + frame["repository"] + "#" + frame["repository"]
        if "number" in frame:
            number = frame["number"].astype(str)
            links["number"] = GITHUB + frame["repository"] + "/issues/" + number + "#" + number
    return frame.assign(**links)


def columns(name: str, frame: pd.DataFrame) -> dict[str, object]:
    """Streamlit's settings of each column of a metric's rows: label, meaning, kind."""
    meanings = catalog.metric(name).header.columns
    return {column: _column(column, frame, meanings.get(column)) for column in frame}


def _column(column: str, frame: pd.DataFrame, meaning: str | None) -> object:
    label = charts.words(column)
    if column in PAGES or column == "repository" or (column == "number" and "repository" in frame):
        return st.column_config.LinkColumn(label, help=meaning, display_text=SHOWN)
    if pd.api.types.is_bool_dtype(frame[column]):
        return st.column_config.CheckboxColumn(label, help=meaning)
    if pd.api.types.is_numeric_dtype(frame[column]):
        format_ = "percent" if column.endswith("share") else "localized"
        return st.column_config.NumberColumn(label, help=meaning, format=format_)
    filled = frame[column].dropna()
    first = filled.iloc[0] if len(filled) else None
    if hasattr(first, "tolist") or isinstance(first, list):
        is_text = len(first) > 0 and isinstance(first[0], str)
        kind = st.column_config.ListColumn if is_text else st.column_config.LineChartColumn
        return kind(label, help=meaning)
    return st.column_config.Column(label, help=meaning)


def _page_of(column: str) -> Callable[[str], str]:
    page, word = PAGES[column]
    return lambda value: value if value in UNLINKED else f"{controls.link(page, **{word: value})}#{value}"
