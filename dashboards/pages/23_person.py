"""People / Person: What did somebody do, where, and for whom?"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import card, controls, countries, data, figures
from dashboards.controls import Filters

# GitHub's types of events -> what the pages call these kinds of work.
KINDS = {
    "PullRequestReviewComment": "review comment",
    "PullRequestReview": "review",
    "PullRequest": "pull request",
    "IssueComment": "issue comment",
    "Issues": "issue",
    "CommitComment": "commit comment",
    "Push": "push",
}


def parted(filters: Filters, by: str, title: str, question: str) -> None:
    """Contributions over time, parted by kind, project or employer."""
    card.chart("person_activity", filters.but(parted_by=by), title=title, question=question, prepare=named)


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """Kinds of work in words."""
    return frame.assign(part=frame["part"].replace(KINDS))


def main() -> None:
    """Who it is, then what they did, for whom, and each thing they opened."""
    filters = controls.bar("person", "project", "range", "every")
    if filters.arguments["person"] == "all":
        st.info("Enter a GitHub login above, or choose somebody from a list, such as this one.")
        card.table("developers_table", filters, title="Most contributions", question="Who does most?")
        return
    people = data.metric("person_profile", **filters.of("person_profile"))
    if people.empty:
        st.warning(f"Nobody with the login {filters.arguments['person']} is in this data.")
        return
    _profile(people.iloc[0])
    card.grid(
        filters,
        (
            partial(parted, by="kind", title="Kinds of work", question="What do they do?"),
            partial(parted, by="project", title="Projects", question="Where do they do it?"),
        ),
        (
            partial(parted, by="company", title="For whom", question="Who employed them when they did it?"),
            partial(card.table, "person_employers"),
        ),
        (partial(card.table, "person_items", title="Pull requests and issues"),),
    )


def _profile(person: pd.Series) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(person["login"], anchor=False, width="content")
        if person["kind"] != "human":
            st.badge(person["kind"], color="gray", help=f"By rule: {person['kind_evidence']}")
        st.link_button(
            "GitHub", f"https://github.com/{person['login']}", icon=":material/open_in_new:", type="tertiary"
        )
    facts = [person["name"], person["company"], countries.name(person["country"] or "")]
    known = [str(fact) for fact in facts if fact and not pd.isna(fact)]
    former = list(person["former_logins"]) if person["former_logins"] is not None else []
    st.caption(" · ".join([*known, *(f"formerly {login}" for login in former)]) or "Nothing more is known of them.")
    with st.container(key="figures"):
        for label, value in {
            "Contributions": f"{person['contributions']:,}",
            "Place among all": "–" if pd.isna(person["rank"]) else f"{int(person['rank']):,}",
            "Projects": f"{person['projects']:,}",
            "Newest contribution": "–" if pd.isna(person["last_at"]) else f"{person['last_at']:%Y-%m-%d}",
        }.items():
            figures.plain(label, value)


main()
