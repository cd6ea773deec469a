"""The frame of every page: menu, what the data is and how fresh, and a kind word where there is none.

It has a folder of its own because Streamlit takes a folder `pages` beside this script for its older kind of menu, and
then shows the first visitor of a deep link the page without this frame.
"""

import ast
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from dashboards import alone, data, ranges, sign_in
from settings import DuckstatsError
from warehouse import store

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "pages"


@dataclass(frozen=True)
class Page:
    """A page file NN_slug.py, described by its first line: `\"\"\"Section / Title: purpose.\"\"\"`."""

    path: Path
    section: str
    title: str
    purpose: str

    @property
    def slug(self) -> str:
        """Its address: public, so never renamed."""
        return self.path.stem.partition("_")[2]


def pages() -> list[Page]:
    """All pages in order of file name."""
    return [_page(path) for path in sorted(PAGES.glob("[0-9]*_*.py"))]


def _page(path: Path) -> Page:
    line = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
    place, _, purpose = line.partition(": ")
    section, _, title = place.partition(" / ")
    return Page(path, section, title, purpose)


def main() -> None:
    """Draw the menu, the head, and the page."""
    st.set_page_config(page_title="duckstats", page_icon="🦆", layout="wide", initial_sidebar_state=220)
    st.html(HERE / "style.css")
    if alone.asked() is not None:
        st.html(HERE / "embed.css")
    with st.container(key="script"):
        st.html(f"<script>{(HERE / 'access.js').read_text(encoding='utf-8')}</script>", unsafe_allow_javascript=True)
    st.logo(HERE / "logo.svg", size="large")
    found = pages()
    menu: dict[str, list[st.Page]] = {}
    for number, page in enumerate(found):
        item = st.Page(page.path, title=page.title, url_path=page.slug, default=number == 0)
        menu.setdefault(page.section, []).append(item)
    door = sign_in.door()
    is_outside = door is not None and not door.lets_in(st.user.to_dict())
    # The menu is made all the same, or an address below it would not be known; nothing of a page runs.
    chosen = st.navigation(menu, position="hidden" if is_outside else "sidebar")
    if door and is_outside:
        _ask(door)
        return
    if door:
        st.sidebar.button("Sign out", icon=":material/logout:", on_click=st.logout, help=str(st.user.get("email", "")))
    page = next(page for page in found if page.title == chosen.title)
    try:
        build = data.build()
    except store.NothingPublished:
        _empty("No data is published in this data folder.")
        return
    except DuckstatsError as error:
        st.title(page.title, anchor=False)
        st.warning(str(error), icon=":material/error:")
        return
    if build.as_of is None:
        _empty("The published build holds no data.")
        return
    _head(page, build, build.as_of)
    try:
        chosen.run()
    except DuckstatsError as error:
        st.warning(str(error), icon=":material/error:")


def _ask(door: sign_in.Door) -> None:
    """Who is it? Nothing else is shown."""
    if st.user.is_logged_in:
        st.title("Not among the people of this server", anchor=False)
        st.markdown("You signed in, but its operator has not named you. Ask them, or sign in as somebody else.")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
        return
    st.title("Sign in", anchor=False)
    st.markdown("This duckstats is private.")
    for name in door.auth.names or [None]:
        label = f"Sign in with {name.capitalize()}" if name else "Sign in"
        st.button(label, key=f"sign_in_{name}", type="primary", on_click=st.login, args=(name,))


def _head(page: Page, build: store.Build, as_of: datetime) -> None:
    if build.is_sample:
        st.warning(
            "**Sample data.** People and numbers on these pages are invented; they only show what duckstats does.",
            icon=":material/science:",
        )
    st.title(page.title, anchor=False)
    st.caption(f"{page.purpose} Data until {ranges.shown(as_of)} UTC · build {build.build_id}")
    if build.bad_hour_count:
        hours = f"{build.bad_hour_count:,} of {build.bad_hour_count + build.hour_count:,} hours"
        st.caption(
            f":orange[:material/incomplete_circle: {hours} could not be ingested whole.] Numbers "
            "that they touch are lower bounds and marked so; `duckstats status` lists the hours."
        )


def _empty(why: str) -> None:
    st.title("Nothing to show yet", anchor=False)
    st.markdown(f"{why} One of these brings some, and this page shows it when reloaded:")
    st.code(
        "duckstats demo       # invented data, offline, about a minute\n"
        "duckstats run        # the last 24 hours of all projects, from GH Archive\n"
        "duckstats ingest archive --since 2026-01-01T00 --until 2026-02-01T00  # a range of your own\n"
        "duckstats build      # after an ingest",
        language="bash",
        wrap_lines=True,
    )


main()
