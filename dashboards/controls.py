"""The filter bar: widgets bound to the URL, whose keys are the catalogue's parameter words without `for_`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import streamlit as st

from dashboards import charts, countries, data, links, ranges
from warehouse import catalog
from warehouse import ranges as between

AUTO = "auto"
DEFAULT_RANGE = "12 months"
# Filters that not every metric of a page has, and what a panel calls them that cannot heed them.
HEEDED = {
    "group": "repositories",
    "company": "company",
    "country": "country",
    "who": "people",
    "window_days": "moving window",
}


@dataclass(frozen=True)
class Filters:
    """What a page is asked for. `arguments` are metric arguments by URL word."""

    arguments: dict[str, data.Argument]
    range: ranges.Range

    def of(self, name: str) -> dict[str, data.Argument]:
        """Those arguments that the metric takes."""
        known = self._known(name)
        return {word: value for word, value in self.arguments.items() if word in known}

    def beyond(self, name: str) -> list[str]:
        """What was chosen that the metric cannot heed: people by whom, a company, a country, a moving window."""
        known, shared = self._known(name), catalog.shared_parameters()
        defaults = {word: shared.get(f"for_{word}", shared.get(word)) for word in self.arguments.keys() & HEEDED.keys()}
        return [
            said
            for word, said in HEEDED.items()
            if word not in known and (asked := defaults.get(word)) and self.arguments[word] != asked.default
        ]

    @staticmethod
    def _known(name: str) -> set[str]:
        return {word.removeprefix("for_") for word in catalog.metric(name).parameters}

    def but(self, **arguments: data.Argument) -> "Filters":
        """The same with other arguments."""
        return Filters(self.arguments | arguments, self.range)


def bar(
    *words: str,
    own: dict[str, catalog.Parameter] | None = None,
    then: Callable[[Filters], Filters] | None = None,
) -> Filters:
    """Draw the filters of these words (project, group, company, country, range, ...) and return what was chosen.

    `own` are parameters that only one metric has; those with few choices become widgets too.
    `then` draws what depends on all of these, at the bar's end.

    A value that the URL asks for is chosen at first sight; one that does not exist is dropped and the URL cleaned.
    """
    arguments: dict[str, data.Argument] = {}
    place = st.container(horizontal=True, vertical_alignment="bottom", key="filters")
    with place:
        if "project" in words:
            arguments["project"] = _project()
        if "group" in words:
            arguments["group"] = _group(str(arguments.get("project", "all")))
        if "person" in words:
            arguments["person"] = _person()
        if "company" in words:
            arguments["company"] = _known("company", "companies", "company")
        if "country" in words:
            arguments["country"] = _known("country", "countries", "country")
        chosen = _range(str(arguments.get("project", "all"))) if "range" in words else _default_range()
        for word in ("every", "window_days", "who"):
            if word in words:
                arguments[word] = _choice(word, catalog.shared_parameters()[word])
        for word, parameter in (own or {}).items():
            arguments[word] = _choice(word, parameter)
    if arguments.get("every") == AUTO:
        arguments["every"] = ranges.auto(chosen.length)
    arguments |= {
        "since": str(chosen.since).removesuffix(" 00:00:00"),
        "until": str(chosen.until).removesuffix(" 00:00:00"),
    }
    filters = Filters(arguments, chosen)
    if then:
        with place:
            filters = then(filters)
    if "range" in words:
        _exact_dates(chosen)
    return filters


def bar_of(metric: catalog.Metric) -> Filters:
    """The filter bar that fits one metric: a widget for each of its parameters."""
    words = [word.removeprefix("for_") for word in metric.header.parameters]
    own = {word: parameter for word, parameter in metric.header.own_parameters.items() if parameter.choices}
    return bar(*words, *(["range"] if "since" in words else []), own=own)


def link(page: str, **changes: str) -> str:
    """The address of a page with the filters of this one, and these changes."""
    return f"/{page}?{urlencode(_asked() | changes)}"


def _asked() -> dict[str, str]:
    words = {word.removeprefix("for_") for word in catalog.shared_parameters()} | {"range", "metric"}
    return {word: value for word, value in st.query_params.items() if word in words}


def _project() -> str:
    options = ["all", *(project.key for project in data.projects())]
    asked = str(st.session_state.get("project") or st.query_params.get("project", ""))
    # 'org:<owner>' asks for all repositories of one owner, whether a project claims them or not.
    several = {part.strip() for part in asked.split(data.SEVERAL)}
    known = asked in options or asked.startswith("org:") or several <= set(options)
    if asked and asked not in options and known:
        options.append(asked)
    chosen = st.selectbox(
        "Project",
        options,
        key="project",
        bind="query-params",
        width=200,
        accept_new_options=True,
        help="For several together, type their keys with commas between: kubernetes,helm.",
    )
    if known or chosen in options:
        return chosen
    st.warning(f"There is no project {chosen!r}: all are shown.")
    return "all"


def _group(project: str) -> str:
    groups = data.metric("groups", project=project)
    if project == "all":
        groups = groups[groups["kind"] != "repository"]
    options = ["all", *dict.fromkeys(groups["group_name"])]
    return st.selectbox(
        "Repositories", options, key="group", bind="query-params", width=220, help="One repository, or a group of them."
    )


def _known(word: str, metric: str, column: str) -> str:
    """A company or country that data names, or 'unknown', or all."""
    found = data.metric(metric)[column].dropna()
    options = ["all", "unknown", *sorted(set(found) - {"unknown"}, key=str.casefold)]
    said = countries.name if word == "country" else str
    _understand(word, options, said)
    return st.selectbox(
        word.capitalize(),
        options,
        key=word,
        bind="query-params",
        format_func=said,
        width=180,
        help=f"{catalog.shared_parameters()[f'for_{word}'].help.capitalize()}.",
    )


def _understand(word: str, options: Sequence[data.Argument], said: Callable[[str], str]) -> bool:
    """Let a link name an option as the metric takes it, in any case, although the address shows what people read.

    Says whether it did: Streamlit warns of a default beside a value that was set.
    """
    if word in st.session_state:
        return False
    asked = st.query_params.get(word, "")
    same = next((option for option in options if str(option).casefold() == asked.casefold()), None)
    if same is None or said(str(same)) == asked:
        return False
    st.session_state[word] = same
    return True


def _person() -> str:
    text = st.text_input("Login", key="person", bind="query-params", width=220, placeholder="GitHub login")
    return (text or "").strip().removeprefix("@") or "all"


def _default_range() -> ranges.Range:
    build = data.build()
    assert build.starts_at and build.as_of
    return ranges.preset(DEFAULT_RANGE, build.starts_at, build.as_of)


def _range(project: str) -> ranges.Range:
    build = data.build()
    assert build.starts_at and build.as_of
    default = _default_range()
    named = _named_ranges(project)
    options = [*ranges.PRESETS, ranges.CUSTOM, *named]
    index = options.index(DEFAULT_RANGE)
    pair = str(st.session_state.get("range") or st.query_params.get("range", ""))
    if pair not in options and between.named(pair, {one.lower(): span for one, span in named.items()}):
        options.append(pair)
    # A link may name dates alone.
    asked = set(st.query_params)
    if {"since", "until"} & asked and "range" not in asked and "range" not in st.session_state:
        st.session_state["range"] = ranges.CUSTOM
        index = 0  # Streamlit warns of a default beside a value that was set.
    name = st.selectbox(
        "Range",
        options,
        index,
        key="range",
        bind="query-params",
        width=130,
        accept_new_options=bool(named),
        help="With one project also from any of its releases or milestones to a later one: v1.28.0 to v1.31.0.",
    )
    if name in ranges.PRESETS:
        return ranges.preset(name, build.starts_at, build.as_of)
    if name != ranges.CUSTOM:
        return _named(name, named, default)
    since = st.date_input("Since", default.since.date(), key="since", **_DATES)
    until = st.date_input("Until (not included)", default.until.date() + timedelta(days=1), key="until", **_DATES)
    if since < until:
        return ranges.custom(since, until)
    st.warning(f"{since} is not before {until}: the last {DEFAULT_RANGE} are shown.")
    return default


def _named(name: str, known: dict[str, tuple[datetime, datetime]], default: ranges.Range) -> ranges.Range:
    """What a name stands for, as far as the data goes."""
    as_of = data.build().as_of
    found = between.named(name, {one.lower(): span for one, span in known.items()})
    if found and as_of and found[0] < as_of:
        return ranges.Range(found[0], min(found[1], as_of))
    st.warning(f"No range is called {name!r}: the last {DEFAULT_RANGE} are shown.")
    return default


def _named_ranges(project: str) -> dict[str, tuple[datetime, datetime]]:
    """Ranges between releases and milestones of one project, as far as they touch the data."""
    build = data.build()
    if not data.is_one(project) or not build.as_of or not build.starts_at:
        return {}
    rows = data.metric("named_ranges", project=project)
    rows = rows[(rows["starts_at"] < build.as_of) & (rows["ends_at"] > build.starts_at)]
    return {
        row.name: (row.starts_at.to_pydatetime(), row.ends_at.to_pydatetime()) for row in rows.itertuples(index=False)
    }


_DATES = {
    "bind": "query-params",
    "format": "YYYY-MM-DD",
    "min_value": "2011-01-01",
    "max_value": "2100-01-01",
    "required": True,
    "width": 150,
}
_LABELS = {"every": "By", "window_days": "Window, days", "who": "People"}


def _choice(word: str, parameter: catalog.Parameter) -> data.Argument:
    choices = list(parameter.choices or [])
    options = [AUTO, *choices] if word == "every" else choices
    said = {str(option): charts.words(str(option)) for option in options}
    is_set = _understand(word, options, said.__getitem__)
    index = 0 if word == "every" else options.index(parameter.default)
    return st.selectbox(
        _LABELS.get(word, word.replace("_", " ").capitalize()),
        options,
        0 if is_set else index,
        key=word,
        bind="query-params",
        format_func=lambda option: said.get(str(option), str(option)),
        width=max(130, 60 + 9 * max(len(str(option)) for option in options)),
        help=f"{parameter.help[0].upper()}{parameter.help[1:]}.",
    )


def _exact_dates(chosen: ranges.Range) -> None:
    build = data.build()
    text = f"{chosen}"
    if build.starts_at and chosen.since <= build.starts_at:
        text += f" · the data begins on {ranges.shown(build.starts_at)}"
    with st.container(horizontal=True, vertical_alignment="center", key="exact-dates"):
        st.caption(text, width="content")
        links.copy(chosen)
