"""Flow / Kubernetes SIGs: Which SIGs have more work than hands, and what waits for them?"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import card, controls, data, panels


def of_all_kinds(frame: pd.DataFrame) -> pd.DataFrame:
    """Each SIG with all its kinds; everything together would stand on top of their sum."""
    return frame[(frame["kind"] == panels.ALL) & (frame["sig"] != panels.ALL)]


def by_sig(value: str, title: str, unit: str) -> card.Panel:
    """What was opened, by SIG."""
    return panels.parted("opened_and_closed_by_sig", "sig", value, prepare=of_all_kinds, title=title, unit=unit)


PANELS = [
    (
        panels.parted("pr_workload", "sig", "pull_requests", title="Open pull requests by SIG", unit="pull requests"),
        panels.parted(
            "pr_workload",
            "sig",
            "relative",
            stacked=False,
            title="Work for each reviewer",
            question="Open pull requests, weighed by size, by the reviewer.",
            unit="weighed pull requests a reviewer",
        ),
    ),
    (partial(card.table, "pr_workload_table"),),
    (
        panels.given(
            panels.parted("prs_blocked", "part", "open", title="Open pull requests", unit="pull requests"),
            split_by="sig",
        ),
        panels.lines(
            "prs_blocked",
            "no_lgtm",
            "no_approve",
            "needs_ok_to_test",
            "release_note_label_needed",
            "do_not_merge",
            title="What open pull requests lack",
            unit="pull requests",
        ),
    ),
    (
        panels.given(
            panels.parted("awaiting", "part", "over_30_days", title="Waiting for over 30 days", unit="pull requests"),
            split_by="sig",
        ),
        panels.given(
            panels.parted(
                "inactive", "part", "over_30_days", title="Left alone for over 30 days", unit="pull requests"
            ),
            split_by="sig",
        ),
    ),
    (
        panels.given(
            panels.parted(
                "inactive", "part", "over_90_days", title="Issues left alone for over 90 days", unit="issues"
            ),
            split_by="sig",
            of_items="issues",
        ),
        panels.parted(
            "blocking_labels", "label", "pull_requests", stacked=False, title="Labels that block", unit="pull requests"
        ),
    ),
    (
        by_sig("issues_opened", "Issues opened by SIG", "issues"),
        by_sig("pull_requests_opened", "Pull requests opened by SIG", "pull requests"),
    ),
    (
        panels.lines(
            "approval_times",
            "to_lgtm_median",
            "to_approve_median",
            "to_merge_median",
            title="Hours to lgtm, to approval, to merge",
            unit="hours, median",
        ),
        panels.open_by_milestone,
    ),
    (
        panels.parted("sig_mentions", "sig", "mentions", title="SIGs that are called", unit="mentions"),
        panels.parted("bot_commands", "command", "uses", title="What robots are asked for", unit="commands"),
    ),
    (partial(card.table, "reviewers_and_approvers"), partial(card.table, "labels_set")),
]


def main() -> None:
    """Workload, what lies still, what is missing, labels, mentions and commands."""
    filters = controls.bar("project", "group", "country", "range", "every", "window_days", "who")
    asked = filters.of("labels_set")
    labels = data.metric("labels_set", **asked)
    if not (labels["category"] == "sig").any():
        st.info(
            f"No item of {asked.get('project', 'this project')} has a label `sig/…` in this range: this page is for "
            "projects that sort their work by SIG, such as kubernetes."
        )
        return
    card.grid(filters, *PANELS)


main()
