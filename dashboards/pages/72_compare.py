"""Overview / Compare: How do two to six projects, companies or repositories stand beside each other?"""

import streamlit as st

from dashboards import card, charts, controls, data, panels
from warehouse import catalog

MOST = 6
PARAMETERS = catalog.metric("comparison").header.own_parameters
SCALES = {"absolute": "as counted", "indexed": "first period = 100", "per_contributor": "by the person"}
UNITS = {"absolute": "", "indexed": "index", "per_contributor": "by the person"}


def main() -> None:
    """What is compared, by which measure, on which scale; then the course and the rows."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="compared-bar"):
        compared = st.segmented_control(
            "Compare",
            PARAMETERS["compared"].choices,
            default="projects",
            key="compared",
            bind="query-params",
            required=True,
        )
        named = _names(str(compared))
        measured = st.selectbox(
            "Measure",
            PARAMETERS["measured"].choices,
            key="measured",
            bind="query-params",
            format_func=charts.words,
            width=220,
        )
        scale = st.segmented_control(
            "Scale",
            list(SCALES),
            default="absolute",
            key="scale",
            bind="query-params",
            format_func=SCALES.get,
            required=True,
        )
    filters = controls.bar("country", "range", "every", "who")
    if len(named) < 2:
        st.info(f"Choose two to {MOST} {compared} above.")
        return
    asked = filters.but(compared=str(compared), named=",".join(named), measured=str(measured), scale=str(scale))
    unit = UNITS[str(scale)] or charts.words(str(measured))
    card.grid(
        asked,
        (
            panels.parted(
                "comparison",
                "name",
                "value",
                stacked=False,
                title=f"{charts.words(str(measured)).capitalize()}",
                unit=unit,
            ),
        ),
        (panels.parted("comparison", "name", "people", stacked=False, title="People behind it", unit="people"),),
        (lambda chosen: card.table("comparison", chosen, title="Rows"),),
    )


def _names(compared: str) -> list[str]:
    """Names that are chosen, out of those that the data has."""
    match compared:
        case "projects":
            options = [project.key for project in data.projects()]
        case "companies":
            options = sorted(data.metric("companies")["company"].dropna(), key=str.casefold)
        case _:
            groups = data.metric("groups")
            options = list(groups[groups["kind"] == "repository"]["group_name"])
    return st.multiselect(
        "Names",
        options,
        key=f"named_{compared}",
        bind="query-params",
        max_selections=MOST,
        placeholder="Choose",
        width=420,
    )


main()
