"""Flow / Issues: Are reports answered, worked on, closed?"""

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import card, charts, controls, panels


def survival(frame: pd.DataFrame) -> go.Figure:
    """The share still open after so many days, those that are open now counted in."""
    return charts.curve(frame, "days", "open_share", "days after opening", "share still open")


PANELS = [
    (
        partial(card.chart, "issues_opened_and_closed"),
        panels.given(
            panels.lines(
                "closure_ratio", "open_at_start", "opened", "closed", title="Open, opened and closed", unit="issues"
            ),
            of_what="issues",
        ),
    ),
    (
        panels.lines("issues_active", "open", "active", title="Open issues, and those that somebody works on"),
        partial(card.picture, "still_open", draw=survival),
    ),
    (
        panels.given(partial(card.chart, "time_to_first_response", title="Time to first response"), of_what="issues"),
        panels.given(
            panels.lines(
                "time_to_first_response",
                "unanswered_2_days",
                "unanswered_7_days",
                "unanswered_30_days",
                title="Never answered",
                question="Of the issues opened then, how many had no answer after so many days?",
                unit="issues",
            ),
            of_what="issues",
        ),
    ),
    (
        partial(card.chart, "issue_time_to_close"),
        partial(
            card.chart,
            "defect_resolution",
            columns=["p15_days", "median_days", "p85_days"],
            unit="days",
            draw=charts.lines,
        ),
    ),
    (
        panels.given(
            panels.parted(
                "issue_age_by_label",
                "part",
                "median_hours",
                stacked=False,
                title="Hours to close, by label",
                unit="hours",
            ),
            split_by="kind",
        ),
        partial(card.chart, "new_issue_closers", columns=["closers", "new_closers"], unit="people"),
    ),
    (
        panels.given(
            panels.lines("newcomers", "authors", "new_authors", "episodic_authors", title="Who reports", unit="people"),
            of_what="issues",
        ),
        panels.given(
            panels.open_by_milestone,
            of_items="issues",
        ),
    ),
]


def main() -> None:
    """Opened and closed, answered, age, bugs, people."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
