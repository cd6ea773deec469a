"""Overview / Projects: Which projects are there, and which of them grow?"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import alone, card, charts, controls, covered, data, figures, menu, rows

METRIC = "projects_table"
COLUMNS = ["link", "maturity", "contributors", "change", "contributions", "pull_requests", "commits", "stars", "trend"]
MATURITIES = ["graduated", "incubating", "sandbox", "archived"]
MOST_BARS = 8


def main() -> None:
    """Filters, key figures, table of projects, who grows and who shrinks."""
    filters = controls.bar("company", "country", "range", "who")
    figures.row(filters)
    projects = data.metric(METRIC, **filters.of(METRIC))
    chosen = projects
    if alone.is_wanted(METRIC, ""):
        with st.container(border=True, key=f"card-{METRIC}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown("## Projects", width="stretch")
                menu.draw(METRIC, filters, "", has_picture=False)
            with st.container(horizontal=True, vertical_alignment="center"):
                chosen = _chosen(projects)
                st.space("stretch")
                covered.badge(covered.verdict(METRIC, filters))
            _table(chosen, filters)
            st.caption(f"{len(chosen):,} of {len(projects):,} projects")
    _changes(chosen, filters)
    card.grid(filters, (_velocity,), at_once=0)


def _velocity(filters: controls.Filters) -> None:
    def draw(frame: pd.DataFrame) -> go.Figure:
        titles = ("commits", "pull requests and issues", "authors")
        return charts.bubbles(frame, "project", "commits", "prs_and_issues", "authors", titles)

    card.picture("velocity", filters, draw)


def _chosen(projects: pd.DataFrame) -> pd.DataFrame:
    text = st.text_input(
        "Search",
        key="search",
        bind="query-params",
        type="search",
        placeholder="Search projects",
        width=220,
        label_visibility="collapsed",
    )
    levels = st.pills(
        "Maturity",
        MATURITIES,
        selection_mode="multi",
        key="maturity",
        bind="query-params",
        label_visibility="collapsed",
    )
    if text:
        names = projects["name"].fillna("") + " " + projects["project"]
        projects = projects[names.str.contains(text.strip(), case=False, regex=False)]
    return projects[projects["maturity"].isin(levels)] if levels else projects


def _table(projects: pd.DataFrame, filters: controls.Filters) -> None:
    if projects.empty:
        st.info("No project fits this search.")
        return
    # The name travels as the link's fragment, which is what the cell shows.
    links = [
        f"{controls.link('project', project=row.project)}#{row.name}"
        for row in projects[["project", "name"]].itertuples(index=False)
    ]
    shown = projects.assign(link=links, change=change(projects["contributors"], projects["previous_contributors"]))
    config = st.column_config
    clicked = st.dataframe(
        shown,
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        placeholder="–",
        key="projects",
        height=min(560, 38 + 35 * len(shown)),
        column_order=[column for column in COLUMNS if shown[column].notna().any()],
        column_config={
            "link": config.LinkColumn("Project", display_text=r"#(.*)$", pinned=True, help="Opens the project's page."),
            "maturity": config.TextColumn("Maturity"),
            "contributors": config.NumberColumn("Contributors", format="localized"),
            "change": config.NumberColumn(
                "Change", format="%+.0f %%", help="Of contributors, against the range of equal length before."
            ),
            "contributions": config.NumberColumn("Contributions", format="localized"),
            "pull_requests": config.NumberColumn("Pull requests", format="localized", help="Opened in the range."),
            "commits": config.NumberColumn("Commits", format="localized"),
            "stars": config.NumberColumn("Stars", format="localized", help="As last shown, of all its repositories."),
            "trend": config.AreaChartColumn("Trend", y_min=0, help="Contributions in 26 equal slices of the range."),
        },
    )
    rows.below(METRIC, filters, projects, clicked)


def _changes(projects: pd.DataFrame, filters: controls.Filters) -> None:
    def draw(frame: pd.DataFrame) -> go.Figure | None:
        moved = frame.assign(moved=frame["contributors"] - frame["previous_contributors"])
        moved = moved[moved["project"].isin(projects["project"]) & moved["moved"].notna() & (moved["moved"] != 0)]
        moved = moved.sort_values("moved")
        if moved.empty:
            return None
        both_ends = pd.concat([moved.head(MOST_BARS), moved.tail(MOST_BARS)]).drop_duplicates("project")
        return charts.changes(both_ends, "name", "moved", "contributors")

    card.picture(
        METRIC,
        filters,
        draw,
        title="Who grows, who shrinks",
        question="Contributors more or fewer than in the range of equal length before; the greatest changes.",
    )


def change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Change in percent; nothing where there was nothing before."""
    return 100 * (now - before) / before.where(before > 0)


main()
